import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { paddingBytes, TAR_BLOCK_BYTES, tarHeader } from "./tar-header.ts";

const READ_BYTES = 1 << 20;

/** One file of an archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Writes an archive from its beginning to its end; nothing of it counts before `finish` resolves. */
export class TarWriter {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Throws when the path is taken. */
  static async create(path: string): Promise<TarWriter> {
    return new TarWriter(await open(path, "wx", 0o600));
  }

  async addBytes(name: string, bytes: Buffer): Promise<ArchivedFile> {
    await this.#write(tarHeader(name, bytes.length));
    await this.#write(bytes);
    await this.#write(Buffer.alloc(paddingBytes(bytes.length)));
    return { name, sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  }

  /** Adds a file that nobody changes meanwhile; one that was not as long as it said is an error. */
  async addFile(name: string, path: string): Promise<ArchivedFile> {
    const source = await open(path, "r");
    try {
      const sizeBytes = (await source.stat()).size;
      const hash = createHash("sha256");
      let copiedBytes = 0;
      await this.#write(tarHeader(name, sizeBytes));
      for await (const part of source.createReadStream({ autoClose: false, highWaterMark: READ_BYTES })) {
        const bytes: Buffer = part;
        hash.update(bytes);
        copiedBytes += bytes.length;
        await this.#write(bytes);
      }
      if (copiedBytes !== sizeBytes) throw new Error(`${path} changed while it was copied.`);
      await this.#write(Buffer.alloc(paddingBytes(sizeBytes)));
      return { name, sizeBytes, sha256: hash.digest("hex") };
    } finally {
      await source.close();
    }
  }

  /** Resolves when the archive has its end and is on disk. */
  async finish(): Promise<void> {
    await this.#write(Buffer.alloc(2 * TAR_BLOCK_BYTES));
    await this.#file.sync();
    await this.#file.close();
  }

  /** Closes what will not be finished. */
  async abandon(): Promise<void> {
    await this.#file.close();
  }

  /** `write` may take less than it is given, as on a disk that is nearly full. */
  async #write(bytes: Buffer): Promise<void> {
    let offset = 0;
    while (offset < bytes.length) offset += (await this.#file.write(bytes, offset)).bytesWritten;
  }
}
