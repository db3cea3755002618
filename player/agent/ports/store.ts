import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import { isMissing, listFilesBelow, syncDirectory } from "./files.ts";

/** Size of the pieces that are checked one by one. */
export const CHUNK_BYTES = 262_144;

/** A stored file no longer has the bytes it is named for. It has been put away and must be fetched again. */
export class ChangedBytesError extends Error {
  override readonly name = "ChangedBytesError";
}

/** Verified media on this player's disk, by SHA-256. */
export interface MediaStore {
  readonly tmpDir: string;
  /** Whether the file is here with this length; its bytes are checked each time they are read. */
  has(sha256: string, sizeBytes: number): Promise<boolean>;
  /** Takes a finished file over: hashes it as it stands on disk, then renames it durably. Throws ChangedBytesError. */
  adopt(path: string, sha256: string): Promise<void>;
  /**
   * Chunks of a file from chunk `first` to `last`, each checked against the chunk list before it is given out, so a
   * changed byte never leaves the store. Throws ChangedBytesError after putting the file into quarantine.
   */
  readChunks(sha256: string, chunkList: ChunkList, first: number, last: number): AsyncGenerator<Buffer>;
  /** The chunk list named by `asset`, checked against its own hash and length. */
  chunkList(asset: ManifestAsset): Promise<ChunkList>;
  /** Removes every stored, half-fetched and quarantined file that is not kept; asked at the moment each would go. */
  prune(isKept: (sha256: string) => boolean): Promise<void>;
  usage(): Promise<{ storeBytes: number; freeBytes: number }>;
}

/** SHA-256 of each 256 KiB piece of one file. */
export interface ChunkList {
  readonly sizeBytes: number;
  readonly count: number;
  matches(index: number, chunk: Uint8Array): boolean;
}

/** Reads a chunk list's bytes; `undefined` when their number does not fit a file of `sizeBytes`. */
export function parseChunkList(bytes: Buffer, sizeBytes: number): ChunkList | undefined {
  const count = Math.ceil(sizeBytes / CHUNK_BYTES);
  if (bytes.length !== count * 32) return undefined;
  return {
    sizeBytes,
    count,
    matches: (index, chunk) =>
      createHash("sha256")
        .update(chunk)
        .digest()
        .equals(bytes.subarray(index * 32, index * 32 + 32)),
  };
}

/** Opens the store under `dataDir` (`media/<aa>/<sha256>`, `tmp/`, `quarantine/`). */
export async function openMediaStore(dataDir: string, onChanged: (sha256: string) => void): Promise<MediaStore> {
  const mediaDir = join(dataDir, "media");
  const tmpDir = join(dataDir, "tmp");
  const quarantineDir = join(dataDir, "quarantine");
  for (const directory of [mediaDir, tmpDir, quarantineDir]) await mkdir(directory, { recursive: true, mode: 0o700 });
  const pathOf = (sha256: string) => join(mediaDir, sha256.slice(0, 2), sha256);

  async function quarantine(sha256: string): Promise<void> {
    try {
      await rename(pathOf(sha256), join(quarantineDir, sha256));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    onChanged(sha256);
  }

  async function openKept(sha256: string): Promise<FileHandle> {
    try {
      return await open(pathOf(sha256), "r");
    } catch (error) {
      if (!isMissing(error)) throw error;
      onChanged(sha256);
      throw new ChangedBytesError(`${sha256} is gone`);
    }
  }

  return {
    tmpDir,
    async has(sha256, sizeBytes) {
      return (await sizeOf(pathOf(sha256))) === sizeBytes;
    },
    async adopt(path, sha256) {
      const file = await open(path, "r");
      try {
        await file.sync();
        if ((await hashOf(file)) !== sha256) throw new ChangedBytesError(`${path} is not ${sha256}`);
      } finally {
        await file.close();
      }
      const directory = join(mediaDir, sha256.slice(0, 2));
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await rename(path, pathOf(sha256));
      await syncDirectory(directory);
      await syncDirectory(mediaDir);
    },
    async *readChunks(sha256, chunkList, first, last) {
      const file = await openKept(sha256);
      try {
        for (let index = first; index <= last; index += 1) {
          const chunk = await readAt(file, index * CHUNK_BYTES, chunkLength(chunkList.sizeBytes, index));
          if (!chunkList.matches(index, chunk)) {
            await quarantine(sha256);
            throw new ChangedBytesError(`${sha256} changed in piece ${index}`);
          }
          yield chunk;
        }
      } finally {
        await file.close();
      }
    },
    async chunkList(asset) {
      const file = await openKept(asset.chunkListSha256);
      try {
        const bytes = await file.readFile();
        const list = parseChunkList(bytes, asset.sizeBytes);
        const isWhole = createHash("sha256").update(bytes).digest("hex") === asset.chunkListSha256;
        if (list !== undefined && isWhole) return list;
      } finally {
        await file.close();
      }
      await quarantine(asset.chunkListSha256);
      throw new ChangedBytesError(`${asset.chunkListSha256} is not the list of its pieces`);
    },
    async prune(isKept) {
      for (const directory of [mediaDir, tmpDir, quarantineDir]) await pruneFiles(directory, isKept);
    },
    async usage() {
      const { bavail, bsize } = await statfs(dataDir);
      return { storeBytes: await sumSizes(mediaDir), freeBytes: bavail * bsize };
    },
  };
}

/** Length of one piece of a file. */
export function chunkLength(sizeBytes: number, index: number): number {
  return Math.max(0, Math.min(CHUNK_BYTES, sizeBytes - index * CHUNK_BYTES));
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function hashOf(file: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  for (let position = 0; ; ) {
    const chunk = await readAt(file, position, CHUNK_BYTES);
    hash.update(chunk);
    position += chunk.length;
    if (chunk.length < CHUNK_BYTES) return hash.digest("hex");
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function pruneFiles(directory: string, isKept: (sha256: string) => boolean): Promise<void> {
  for (const { name, path } of await listFilesBelow(directory)) {
    if (!isKept(name.slice(0, 64))) await rm(path, { force: true });
  }
}

async function sumSizes(mediaDir: string): Promise<number> {
  let bytes = 0;
  for (const { path } of await listFilesBelow(mediaDir)) bytes += (await sizeOf(path)) ?? 0;
  return bytes;
}
