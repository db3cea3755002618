/**
 * Text safe for a line on the glass: NFC, one line, single spaces, without control characters, lone surrogates, byte
 * order marks or marks that change writing direction. Joiners and zero-width spaces stay: Khmer and Lao need them.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .normalize("NFC")
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu, "")
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")
    .trim();
}
