import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import { isMissing, listFilesBelow, makeDirectoryDurably, syncDirectory } from "./files.ts";
import { NoRoomError, roomForMedia } from "./store-room.ts";

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
  /**
   * Removes every stored, half-fetched and quarantined file that is not kept; asked at the moment each would go. One that
   * the disk will not let go keeps none of the others here; the first such error is thrown at the end.
   */
  prune(isKept: (sha256: string) => boolean): Promise<void>;
  /** Throws NoRoomError when so much more media would take what belongs to others on this disk. */
  ensureRoom(bytes: number): Promise<void>;
  /** Says what the log has still to take from the disk, asked whenever media wants room. */
  setReserved(reservedBytes: () => number): void;
  /** Names of all stored files, in order. */
  list(): Promise<string[]>;
  /**
   * Reads a file from end to end, waiting for `pace` after each piece. One that changed or cannot be read is put into
   * quarantine and told of. `false` then; `true` also for a file that is no longer here.
   */
  verify(sha256: string, pace: (bytes: number) => Promise<void>): Promise<boolean>;
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
  for (const directory of [mediaDir, tmpDir, quarantineDir]) await makeDirectoryDurably(directory);
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
      if (!isMissing(error)) throw await unreadable(sha256, error);
      onChanged(sha256);
      throw new ChangedBytesError(`${sha256} is gone`);
    }
  }

  /** What the disk cannot read is as good as changed: it must be fetched again, to another place on the disk. */
  async function unreadable(sha256: string, error: unknown): Promise<unknown> {
    if (!isReadError(error)) return error;
    await quarantine(sha256);
    return new ChangedBytesError(`${sha256} cannot be read: ${String(error)}`);
  }

  async function readKept(sha256: string, file: FileHandle, position: number, length: number): Promise<Buffer> {
    try {
      return await readAt(file, position, length);
    } catch (error) {
      throw await unreadable(sha256, error);
    }
  }

  let reserved = () => 0;

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
      await makeDirectoryDurably(directory);
      await rename(path, pathOf(sha256));
      await syncDirectory(directory);
      await rm(join(quarantineDir, sha256), { force: true });
    },
    async *readChunks(sha256, chunkList, first, last) {
      const file = await openKept(sha256);
      try {
        for (let index = first; index <= last; index += 1) {
          const length = chunkLength(chunkList.sizeBytes, index);
          const chunk = await readKept(sha256, file, index * CHUNK_BYTES, length);
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
        const bytes = await readKept(asset.chunkListSha256, file, 0, (await file.stat()).size);
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
      const troubles: unknown[] = [];
      for (const directory of [mediaDir, tmpDir, quarantineDir]) {
        troubles.push(...(await pruneFiles(directory, isKept)));
      }
      if (troubles.length > 0) throw troubles[0];
    },
    async ensureRoom(bytes) {
      const { bavail, blocks, bsize } = await statfs(dataDir);
      const mediaBytes = (await sumSizes(mediaDir)) + (await sumSizes(tmpDir)) + (await sumSizes(quarantineDir));
      const use = { diskBytes: blocks * bsize, freeBytes: bavail * bsize, mediaBytes, reservedBytes: reserved() };
      const roomBytes = roomForMedia(use);
      if (bytes > roomBytes) throw new NoRoomError(`${bytes} bytes are wanted, there is room for ${roomBytes}.`);
    },
    setReserved(reservedBytes) {
      reserved = reservedBytes;
    },
    async list() {
      return (await listFilesBelow(mediaDir)).map(({ name }) => name).sort();
    },
    async verify(sha256, pace) {
      try {
        const file = await open(pathOf(sha256), "r");
        try {
          if ((await hashOf(file, pace)) === sha256) return true;
        } finally {
          await file.close();
        }
        await quarantine(sha256);
      } catch (error) {
        if (isMissing(error)) return true;
        const told = await unreadable(sha256, error);
        if (!(told instanceof ChangedBytesError)) throw told;
      }
      return false;
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

async function hashOf(file: FileHandle, pace?: (bytes: number) => Promise<void>): Promise<string> {
  const hash = createHash("sha256");
  for (let position = 0; ; ) {
    const chunk = await readAt(file, position, CHUNK_BYTES);
    hash.update(chunk);
    position += chunk.length;
    if (chunk.length < CHUNK_BYTES) return hash.digest("hex");
    await pace?.(chunk.length);
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

async function pruneFiles(directory: string, isKept: (sha256: string) => boolean): Promise<unknown[]> {
  const troubles: unknown[] = [];
  for (const { name, path } of await listFilesBelow(directory)) {
    if (isKept(name.slice(0, 64))) continue;
    try {
      await rm(path, { force: true });
    } catch (error) {
      troubles.push(error);
    }
  }
  return troubles;
}

/** The disk itself could not give the bytes; not for want of handles or of rights. */
function isReadError(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EIO" || error.code === "EUCLEAN");
}

async function sumSizes(mediaDir: string): Promise<number> {
  let bytes = 0;
  for (const { path } of await listFilesBelow(mediaDir)) bytes += (await sizeOf(path)) ?? 0;
  return bytes;
}
