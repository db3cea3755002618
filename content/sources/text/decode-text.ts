const UTF8_BOM = [0xef, 0xbb, 0xbf] as const;

/**
 * Bytes of a page or feed as NFC text without NUL, which PostgreSQL cannot store. Order of belief: byte order mark; valid UTF-8, whatever any label says; the
 * header's charset; the document's own declaration; windows-1258, the last encoding Vietnamese sites used before
 * Unicode. Never throws; undecodable bytes become U+FFFD.
 */
export function decodeText(bytes: Uint8Array, contentType: string | null): string {
  return decode(bytes, contentType).normalize("NFC").replaceAll("\u0000", "");
}

function decode(bytes: Uint8Array, contentType: string | null): string {
  if (UTF8_BOM.every((byte, index) => bytes[index] === byte)) return new TextDecoder("utf-8").decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return (
    tryUtf8(bytes) ??
    tryLabel(bytes, charsetIn(contentType ?? "")) ??
    tryLabel(bytes, declaredCharset(bytes)) ??
    new TextDecoder("windows-1258").decode(bytes)
  );
}

function tryUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Not an error: the answer to "is this valid UTF-8?" is no.
    return undefined;
  }
}

/** A label that claims UTF-8 has already been disproved here. */
function tryLabel(bytes: Uint8Array, label: string | undefined): string | undefined {
  if (label === undefined || /^utf-?8$/i.test(label)) return undefined;
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    // Not an error: the label names no encoding, so the next belief is asked.
    return undefined;
  }
}

function charsetIn(text: string): string | undefined {
  return /charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(text)?.[1];
}

function declaredCharset(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 2_048));
  return /<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(head)?.[1] ?? charsetIn(head);
}
