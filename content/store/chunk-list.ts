import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { ContentStore } from "./content-store.ts";

/** Every chunk but the last has this size; what a broken download loses at most. */
export const CHUNK_BYTES = 262_144;

/**
 * Stores the chunk list of a stored object and returns its name: the 32 raw bytes of each chunk's SHA-256, in order.
 * Same object, same list. The list is an object like any other and is fetched beside the media.
 */
export async function storeChunkList(store: ContentStore, sha256: string): Promise<string> {
  const list = await makeChunkList(store.read(sha256));
  const stored = await store.put(Readable.from([list]), list.length);
  return stored.sha256;
}

/** The chunk list of a stream of bytes; empty for no bytes. */
export async function makeChunkList(source: Readable): Promise<Buffer> {
  const digests: Buffer[] = [];
  let hash = createHash("sha256");
  let filledBytes = 0;
  for await (const part of source) {
    let rest: Buffer = part;
    while (rest.length > 0) {
      const piece = rest.subarray(0, CHUNK_BYTES - filledBytes);
      hash.update(piece);
      filledBytes += piece.length;
      rest = rest.subarray(piece.length);
      if (filledBytes === CHUNK_BYTES) {
        digests.push(hash.digest());
        hash = createHash("sha256");
        filledBytes = 0;
      }
    }
  }
  if (filledBytes > 0) digests.push(hash.digest());
  return Buffer.concat(digests);
}
