import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { type AsyncBuffer, type FileMetaData, parquetMetadata, parquetRead } from "hyparquet";
import type { PlayRow } from "../repos/play-log.ts";
import { ARCHIVED_COLUMNS, ARCHIVED_NAMES } from "./archived-columns.ts";

/** A file of archived records is not there, or not as it was when it was checked; the message names it. */
export class ArchiveDamaged extends Error {
  override readonly name = "ArchiveDamaged";
}

/** Rows of a file that are read together, from the first up to the last, not included. */
export interface RowGroup {
  readonly fromRow: number;
  readonly toRow: number;
}

/** One file of archived records, of which every byte was found as it should be when it was opened. */
export class PartFile {
  readonly groups: readonly RowGroup[];
  readonly #path: string;
  readonly #metadata: FileMetaData;
  readonly #sizeBytes: number;

  private constructor(path: string, metadata: FileMetaData, sizeBytes: number) {
    this.#path = path;
    this.#metadata = metadata;
    this.#sizeBytes = sizeBytes;
    let fromRow = 0;
    this.groups = metadata.row_groups.map(({ num_rows }) => {
      const group = { fromRow, toRow: fromRow + Number(num_rows) };
      fromRow = group.toRow;
      return group;
    });
  }

  /** Throws `ArchiveDamaged`. */
  static async open(path: string, sha256: string): Promise<PartFile> {
    const bytes = await readFile(path).catch((error: unknown) => {
      throw new ArchiveDamaged(`The archive ${path} cannot be read.`, { cause: error });
    });
    if (createHash("sha256").update(bytes).digest("hex") !== sha256) {
      throw new ArchiveDamaged(`The archive ${path} is not as it was made.`);
    }
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    return new PartFile(path, parquetMetadata(buffer), bytes.length);
  }

  /** The records of one group, in the order of the file. Throws `ArchiveDamaged`. */
  async readGroup({ fromRow, toRow }: RowGroup): Promise<PlayRow[]> {
    try {
      return rowsOf(await this.#read(fromRow, toRow));
    } catch (error) {
      if (error instanceof ArchiveDamaged) throw error;
      throw new ArchiveDamaged(`The archive ${this.#path} cannot be read from row ${fromRow} on.`, { cause: error });
    }
  }

  async #read(rowStart: number, rowEnd: number): Promise<unknown[][]> {
    const handle = await open(this.#path, "r");
    try {
      const file: AsyncBuffer = {
        byteLength: this.#sizeBytes,
        slice: async (start, end = this.#sizeBytes) => {
          const bytes = new Uint8Array(end - start);
          const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
          if (bytesRead !== bytes.length) throw new Error("The file is too short.");
          return bytes.buffer;
        },
      };
      let read: unknown[][] = [];
      await parquetRead({
        ...{ file, metadata: this.#metadata, rowStart, rowEnd, columns: [...ARCHIVED_NAMES] },
        compressors: { GZIP: (input) => gunzipSync(input) },
        onComplete: (rows) => {
          read = rows;
        },
      });
      if (read.length !== rowEnd - rowStart) throw new Error("Rows are missing.");
      return read;
    } finally {
      await handle.close();
    }
  }
}

function rowsOf(read: readonly (readonly unknown[])[]): PlayRow[] {
  let sha256Before: unknown;
  return read.map((values) => {
    const row = Object.fromEntries(ARCHIVED_NAMES.map((name, index) => [name, toldValue(name, values[index])]));
    row.prev_sha256 ??= sha256Before;
    if (row.prev_sha256 === undefined) throw new Error("A row does not say what is before it.");
    sha256Before = row.sha256;
    return row as PlayRow;
  });
}

function toldValue(name: keyof PlayRow, value: unknown): unknown {
  const kind = ARCHIVED_COLUMNS[name];
  if (kind === "integer") return Number(value);
  if (kind === "text") return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : undefined;
}
