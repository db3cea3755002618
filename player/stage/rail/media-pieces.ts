import { PrepareFailure } from "../surfaces/surface.ts";

/** No more than this of a clip is ever held by the page at once. */
const PIECE_BYTES = 1_048_576;

/**
 * Reads a file from `fromByte` to its end in ranges of at most 1 MiB, each asked for only when the one before was taken.
 * Throws `PrepareFailure` when the bytes cannot be had; an abort of `signal` ends the request under way.
 */
export async function* readPieces(
  url: string,
  fromByte: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  let at = fromByte;
  for (;;) {
    const range = `bytes=${at}-${at + PIECE_BYTES - 1}`;
    const answer = await fetch(url, { headers: { range }, signal, cache: "no-store" });
    const totalBytes = Number(/\/(\d+)$/.exec(answer.headers.get("content-range") ?? "")?.[1]);
    if (answer.status !== 206 || !Number.isFinite(totalBytes))
      throw new PrepareFailure(`media-status-${answer.status}`);
    const piece = new Uint8Array(await answer.arrayBuffer());
    if (piece.length === 0) throw new PrepareFailure("media-empty");
    yield piece;
    at += piece.length;
    if (at >= totalBytes) return undefined;
  }
}
