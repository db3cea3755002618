import { type FileHandle, open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";

/** The file is no ZIP archive, or none that can be read. */
export class UnreadableArchive extends Error {}

interface Member {
  readonly isDeflated: boolean;
  readonly packedBytes: number;
  readonly headerAt: number;
}

const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const MEMBER_BYTES = 46;
const HEADER_BYTES = 30;
const WIDE_32 = 0xffff_ffff;
const WIDE_16 = 0xffff;
const WIDE_LEAD_BYTES = 20;
const WIDE_END_BYTES = 56;
const PIECE_BYTES = 65_536;
/** A list of files larger than this is none that the product writes. */
const MOST_LIST_BYTES = 50_000_000;

/** Reads the members of a ZIP archive one at a time, piece by piece, by the list at its end. */
export class Archive {
  readonly #file: FileHandle;
  readonly #members: ReadonlyMap<string, Member>;

  private constructor(file: FileHandle, members: ReadonlyMap<string, Member>) {
    this.#file = file;
    this.#members = members;
  }

  /** Throws UnreadableArchive when it is none. */
  static async open(path: string): Promise<Archive> {
    const file = await open(path, "r").catch((error: unknown) => {
      throw new UnreadableArchive(error instanceof Error ? error.message : String(error));
    });
    try {
      return new Archive(file, await readMembers(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get names(): string[] {
    return [...this.#members.keys()];
  }

  /** The content of a member. Throws when it is not there or cannot be unpacked. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const member = this.#members.get(name);
    if (member === undefined) throw new Error(`There is no ${name}.`);
    const header = await readAt(this.#file, member.headerAt, HEADER_BYTES);
    const startAt = member.headerAt + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    const packed = Readable.from(piecesOf(this.#file, startAt, member.packedBytes));
    if (!member.isDeflated) {
      yield* packed as AsyncIterable<Buffer>;
      return;
    }
    const unpacked = createInflateRaw();
    // What goes wrong is thrown where the pieces are read.
    pipeline(packed, unpacked, () => undefined);
    yield* unpacked as AsyncIterable<Buffer>;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function readMembers(file: FileHandle): Promise<Map<string, Member>> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  const end = tail.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  if (end < 0 || end + END_BYTES > tail.length) throw new UnreadableArchive("It is no ZIP archive.");
  const { listBytes, listAt, members: count } = await readEnd(file, tail, end);
  if (listAt + listBytes > size || listBytes > MOST_LIST_BYTES) throw new UnreadableArchive("Its list is not whole.");
  const list = await readAt(file, listAt, listBytes);
  const members = new Map<string, Member>();
  for (let at = 0, left = count; left > 0; left -= 1) {
    if (at + MEMBER_BYTES > list.length) throw new UnreadableArchive("Its list is not whole.");
    const nameBytes = list.readUInt16LE(at + 28);
    const name = list.toString("utf8", at + MEMBER_BYTES, at + MEMBER_BYTES + nameBytes);
    if (members.has(name)) throw new UnreadableArchive(`It holds ${name} twice.`);
    const extraBytes = list.readUInt16LE(at + 30);
    const extra = list.subarray(at + MEMBER_BYTES + nameBytes, at + MEMBER_BYTES + nameBytes + extraBytes);
    members.set(name, {
      isDeflated: list.readUInt16LE(at + 10) !== 0,
      packedBytes: list.readUInt32LE(at + 20),
      headerAt: wideOffset(list.readUInt32LE(at + 42), extra),
    });
    at += MEMBER_BYTES + nameBytes + extraBytes + list.readUInt16LE(at + 32);
  }
  return members;
}

interface ArchiveEnd {
  readonly listAt: number;
  readonly listBytes: number;
  readonly members: number;
}

/** Where the list is; the end of a very large archive leads to a wider one before it. */
async function readEnd(file: FileHandle, tail: Buffer, end: number): Promise<ArchiveEnd> {
  const plain = {
    listAt: tail.readUInt32LE(end + 16),
    listBytes: tail.readUInt32LE(end + 12),
    members: tail.readUInt16LE(end + 10),
  };
  const isWide = plain.listAt === WIDE_32 || plain.listBytes === WIDE_32 || plain.members === WIDE_16;
  const leadAt = end - WIDE_LEAD_BYTES;
  if (!isWide || leadAt < 0 || tail.readUInt32LE(leadAt) !== 0x07064b50) return plain;
  const wide = await readAt(file, Number(tail.readBigUInt64LE(leadAt + 8)), WIDE_END_BYTES);
  if (wide.readUInt32LE(0) !== 0x06064b50) throw new UnreadableArchive("Its end is not whole.");
  return {
    listAt: Number(wide.readBigUInt64LE(48)),
    listBytes: Number(wide.readBigUInt64LE(40)),
    members: Number(wide.readBigUInt64LE(32)),
  };
}

/** Of the wide fields the product's archives use the offset alone. */
function wideOffset(plain: number, extra: Buffer): number {
  if (plain !== WIDE_32) return plain;
  if (extra.length < 12 || extra.readUInt16LE(0) !== 0x0001) throw new UnreadableArchive("Its list is not whole.");
  return Number(extra.readBigUInt64LE(4));
}

async function* piecesOf(file: FileHandle, startAt: number, bytes: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes; done += PIECE_BYTES) {
    yield await readAt(file, startAt + done, Math.min(PIECE_BYTES, bytes - done));
  }
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  if (bytesRead < bytes) throw new UnreadableArchive("It is not whole.");
  return buffer;
}
