const ELLIPSIS = "…";

/**
 * Returns `text` unchanged when it has at most `maxLength` UTF-16 units, else its longest beginning that ends with a
 * word of `language` and fits together with an ellipsis. Lao, Khmer, Thai and Chinese are cut by dictionary, since
 * they write no spaces. A single word that is too long is cut between two characters as a reader counts them.
 */
export function cutAtWordEnd(text: string, maxLength: number, language: string): string {
  if (text.length <= maxLength) return text;
  const room = maxLength - ELLIPSIS.length;
  const end = lastWordEnd(text, room, language) ?? lastCharacterEnd(text, room, language);
  return text.slice(0, end) + ELLIPSIS;
}

function lastWordEnd(text: string, room: number, language: string): number | undefined {
  let end: number | undefined;
  for (const part of new Intl.Segmenter(language, { granularity: "word" }).segment(text)) {
    const partEnd = part.index + part.segment.length;
    if (partEnd > room) break;
    if (part.isWordLike === true) end = partEnd;
  }
  return end;
}

function lastCharacterEnd(text: string, room: number, language: string): number {
  let end = 0;
  for (const part of new Intl.Segmenter(language, { granularity: "grapheme" }).segment(text)) {
    if (part.index + part.segment.length > room) break;
    end = part.index + part.segment.length;
  }
  return end;
}
