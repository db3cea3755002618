import type { IncomingMessage, ServerResponse } from "node:http";
import { finished } from "node:stream/promises";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import { CHUNK_BYTES, ChangedBytesError, type ChunkList, type MediaStore } from "../ports/store.ts";

/** Up to this size a whole picture is checked before its first byte leaves: half a picture is a wrong picture. */
const CHECKED_FIRST_BYTES = 16 * 1_048_576;

interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Answers with the bytes of one verified file. Every 256 KiB piece is hashed in the very buffer that is then sent, so a
 * byte that changed on disk never reaches the page: the answer breaks off instead, and the store puts the file away.
 */
export async function sendMedia(
  request: IncomingMessage,
  response: ServerResponse,
  store: MediaStore,
  sha256: string,
  asset: ManifestAsset,
): Promise<void> {
  const range = parseRange(request.headers.range, asset.sizeBytes);
  if (range === "unsatisfiable") {
    response.writeHead(416, { "content-range": `bytes */${asset.sizeBytes}` }).end();
    return;
  }
  try {
    const chunkList = await store.chunkList(asset);
    const isWhole = range.end - range.start === asset.sizeBytes;
    const isPicture = asset.mediaType.startsWith("image/");
    if (isPicture && asset.sizeBytes <= CHECKED_FIRST_BYTES && isWhole) await checkAll(store, sha256, chunkList);
    response.writeHead(isWhole && request.headers.range === undefined ? 200 : 206, headersOf(asset, range));
    if (request.method !== "HEAD") await writeRange(response, store, sha256, chunkList, range);
    response.end();
  } catch (error) {
    if (!(error instanceof ChangedBytesError)) throw error;
    if (response.headersSent) response.destroy();
    else response.writeHead(404).end();
  }
}

function headersOf(asset: ManifestAsset, { start, end }: ByteRange): Record<string, string | number> {
  return {
    "content-type": asset.mediaType,
    "content-length": end - start,
    "content-range": `bytes ${start}-${end - 1}/${asset.sizeBytes}`,
    "accept-ranges": "bytes",
  };
}

async function checkAll(store: MediaStore, sha256: string, chunkList: ChunkList): Promise<void> {
  for await (const chunk of store.readChunks(sha256, chunkList, 0, chunkList.count - 1)) {
    if (chunk.length === 0) return;
  }
}

async function writeRange(
  response: ServerResponse,
  store: MediaStore,
  sha256: string,
  chunkList: ChunkList,
  { start, end }: ByteRange,
): Promise<void> {
  const first = Math.floor(start / CHUNK_BYTES);
  const last = Math.floor((end - 1) / CHUNK_BYTES);
  let chunkStart = first * CHUNK_BYTES;
  for await (const chunk of store.readChunks(sha256, chunkList, first, last)) {
    const piece = chunk.subarray(Math.max(0, start - chunkStart), Math.min(chunk.length, end - chunkStart));
    chunkStart += CHUNK_BYTES;
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
}

/** Waits until the page has taken what was sent, or has gone. */
async function drained(response: ServerResponse): Promise<void> {
  const stop = new AbortController();
  const gone = finished(response, { signal: stop.signal }).catch(() => undefined);
  const taken = new Promise<void>((resolve) => response.once("drain", resolve));
  await Promise.race([taken, gone]);
  stop.abort();
}

/** One range as players ask for it; several, or a form not understood, count as none, which the standard allows. */
function parseRange(header: string | undefined, sizeBytes: number): ByteRange | "unsatisfiable" {
  const whole = { start: 0, end: sizeBytes };
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return whole;
  const [, from = "", to = ""] = match;
  if (from === "") {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? "unsatisfiable" : { start: sizeBytes - length, end: sizeBytes };
  }
  const start = Number(from);
  const end = to === "" ? sizeBytes : Math.min(Number(to) + 1, sizeBytes);
  return start >= sizeBytes || end <= start ? "unsatisfiable" : { start, end };
}
