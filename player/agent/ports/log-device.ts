import { type FileHandle, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectoryDurably, syncDirectory } from "./files.ts";

/**
 * The files a log lives in, by number. Each is made whole, in blocks of zeros that are really taken, and from then on only
 * written over where it lies: neither a full disk nor a lost directory entry can take the log away.
 */
export interface LogDevice {
  list(): Promise<number[]>;
  sizeBytes(slot: number): Promise<number>;
  /** Fewer bytes at the end of the file. */
  read(slot: number, position: number, length: number): Promise<Buffer>;
  /** Durable after `sync`. The file stays open until `release`. */
  write(slot: number, position: number, bytes: Buffer): Promise<void>;
  sync(slot: number): Promise<void>;
  /** A new file of zeros, durable with its name; there is no trace of it when this throws. */
  allocate(slot: number, sizeBytes: number): Promise<void>;
  /**
   * Lets go of the file. After a failed sync the kernel may have dropped the pages and would report success: nothing is
   * ever tried again on the same handle.
   */
  release(slot: number): Promise<void>;
}

const ZEROS_BYTES = 262_144;

/** Opens `<directory>/NNNN.seg`, and clears away what an allocation left half done. */
export async function openLogDevice(directory: string): Promise<LogDevice> {
  await makeDirectoryDurably(directory);
  for (const name of await readdir(directory)) {
    // A disk that takes nothing keeps it for now.
    if (name.endsWith(".tmp")) await rm(join(directory, name), { force: true }).catch(() => undefined);
  }
  return new FileLogDevice(directory);
}

class FileLogDevice implements LogDevice {
  readonly #directory: string;
  readonly #handles = new Map<number, FileHandle>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async list(): Promise<number[]> {
    const names = await readdir(this.#directory);
    return names.flatMap((name) => (/^\d{4}\.seg$/.test(name) ? [Number(name.slice(0, 4))] : []));
  }

  async sizeBytes(slot: number): Promise<number> {
    return (await stat(this.#path(slot))).size;
  }

  async read(slot: number, position: number, length: number): Promise<Buffer> {
    const file = await open(this.#path(slot), "r");
    try {
      return await readFully(file, position, length);
    } finally {
      await file.close();
    }
  }

  async write(slot: number, position: number, bytes: Buffer): Promise<void> {
    const file = await this.#handle(slot);
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  async sync(slot: number): Promise<void> {
    await (await this.#handle(slot)).datasync();
  }

  async allocate(slot: number, sizeBytes: number): Promise<void> {
    const path = this.#path(slot);
    const temporary = `${path}.tmp`;
    try {
      const file = await open(temporary, "w", 0o600);
      try {
        const zeros = Buffer.alloc(Math.min(ZEROS_BYTES, sizeBytes));
        for (let done = 0; done < sizeBytes; ) {
          const { bytesWritten } = await file.write(zeros, 0, Math.min(zeros.length, sizeBytes - done), done);
          done += bytesWritten;
        }
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      await syncDirectory(this.#directory);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async release(slot: number): Promise<void> {
    const file = this.#handles.get(slot);
    this.#handles.delete(slot);
    await file?.close();
  }

  async #handle(slot: number): Promise<FileHandle> {
    const known = this.#handles.get(slot);
    if (known !== undefined) return known;
    const file = await open(this.#path(slot), "r+");
    this.#handles.set(slot, file);
    return file;
  }

  #path(slot: number): string {
    return join(this.#directory, `${String(slot).padStart(4, "0")}.seg`);
  }
}

async function readFully(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
