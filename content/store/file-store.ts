import { createHash, type Hash, randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { Sha256 } from "../../schemas/primitives.ts";
import { ContentRefused, refusal } from "../refusal.ts";
import type { ContentStore } from "./content-store.ts";

/**
 * Opens a content store in `dir`, made if absent: `<dir>/<aa>/<sha256>`, work in progress in `<dir>/work`.
 * One process per directory: whatever a former process left in `work` is removed here.
 */
export async function createFileStore(dir: string): Promise<ContentStore> {
  const root = resolve(dir);
  const workDir = join(root, "work");
  await rm(workDir, { recursive: true, force: true });
  await mkdir(workDir, { recursive: true });
  await syncDirectory(root);

  const placeOf = (sha256: string) => join(root, Sha256.parse(sha256).slice(0, 2), sha256);

  /** Gives the finished file its name. Replaces an equal object: what was just hashed is known to be whole. */
  async function name(path: string, sha256: string): Promise<void> {
    const place = placeOf(sha256);
    const made = await mkdir(dirname(place), { recursive: true });
    if (made !== undefined) await syncDirectory(root);
    await rename(path, place);
    await syncDirectory(dirname(place));
  }

  async function put(source: Readable, limitBytes: number) {
    const path = join(workDir, `incoming-${randomUUID()}`);
    try {
      const written = await writeHashed(source, path, limitBytes);
      await name(path, written.sha256);
      return written;
    } catch (error) {
      source.destroy();
      await rm(path, { force: true });
      throw error;
    }
  }

  async function putFile(path: string) {
    const stored = await hashSynced(path);
    try {
      await name(path, stored.sha256);
    } catch (error) {
      if (!isErrno(error, "EXDEV")) throw error;
      const copied = await put(createReadStream(path), Number.MAX_SAFE_INTEGER);
      await rm(path);
      return copied;
    }
    return stored;
  }

  function pathOf(sha256: string): string {
    const place = placeOf(sha256);
    if (!existsSync(place)) throw new Error(`No stored object ${sha256}.`);
    return place;
  }

  return {
    workDir,
    put,
    putFile,
    pathOf,
    async find(sha256) {
      try {
        return { sizeBytes: (await stat(placeOf(sha256))).size };
      } catch (error) {
        if (isErrno(error, "ENOENT")) return undefined;
        throw error;
      }
    },
    read(sha256, range) {
      const path = pathOf(sha256);
      if (range === undefined) return createReadStream(path);
      if (range.end <= range.start) return Readable.from([]);
      return createReadStream(path, { start: range.start, end: range.end - 1 });
    },
    async discard(sha256) {
      await rm(placeOf(sha256), { force: true });
    },
  };
}

async function writeHashed(source: Readable, path: string, limitBytes: number) {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const file = await open(path, "wx");
  try {
    for await (const part of source) {
      const bytes: Buffer = typeof part === "string" ? Buffer.from(part) : part;
      sizeBytes += bytes.length;
      if (sizeBytes > limitBytes) {
        throw new ContentRefused(refusal("too-large", { limitMegabytes: Math.floor(limitBytes / 1_000_000) }));
      }
      hash.update(bytes);
      await writeAll(file, bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

/** `write` may take less than it is given, as on a disk that is nearly full. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) offset += (await file.write(bytes, offset)).bytesWritten;
}

async function hashSynced(path: string) {
  const hash: Hash = createHash("sha256");
  let sizeBytes = 0;
  const file = await open(path, "r+");
  try {
    await file.sync();
    for await (const part of file.createReadStream({ autoClose: false, start: 0, highWaterMark: 1 << 20 })) {
      const bytes: Buffer = part;
      hash.update(bytes);
      sizeBytes += bytes.length;
    }
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
