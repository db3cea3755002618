import { CHUNK_BYTES, chunkLength } from "./store.ts";

export interface Piece {
  readonly index: number;
  /** Valid until the next piece is asked for. */
  readonly bytes: Buffer;
}

/**
 * Cuts a body that begins at a piece's first byte into pieces; never holds more than one. Ends with the last whole piece,
 * at the file's end even when more comes. `pace` is waited for with each portion.
 */
export async function* readPieces(
  body: AsyncIterable<Uint8Array>,
  { startsAtByte, sizeBytes }: { readonly startsAtByte: number; readonly sizeBytes: number },
  pace: (bytes: number) => Promise<void>,
): AsyncGenerator<Piece> {
  const held = Buffer.allocUnsafe(CHUNK_BYTES);
  let index = startsAtByte / CHUNK_BYTES;
  let filled = 0;
  for await (const portion of body) {
    await pace(portion.length);
    for (let offset = 0; offset < portion.length; ) {
      const length = chunkLength(sizeBytes, index);
      if (length === 0) return;
      const taken = Math.min(length - filled, portion.length - offset);
      held.set(portion.subarray(offset, offset + taken), filled);
      filled += taken;
      offset += taken;
      if (filled < length) continue;
      yield { index, bytes: held.subarray(0, length) };
      index += 1;
      filled = 0;
    }
  }
}
