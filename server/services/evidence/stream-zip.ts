import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { Deflate } from "fflate";
import {
  archiveEnd,
  listLine,
  memberEnd,
  memberHeader,
  ZIP_LIMITS,
  type ZipLimits,
  type ZipMember,
} from "./zip-records.ts";

/** A file of an archive; its content is asked for when its turn has come. */
export interface ArchivedFile {
  readonly name: string;
  readonly content: AsyncIterable<string> | Iterable<string>;
}

type Piece = Uint8Array<ArrayBuffer>;

/**
 * Packs files one after the other into one archive and gives it away piece by piece: no more than a piece of one file is
 * held, and a line for each file. The same files give the same bytes. Others are let in between two pieces. As many files
 * as there are, and as long together; one of them stays below 4 GiB.
 */
export async function* streamZip(
  files: AsyncIterable<ArchivedFile>,
  limits: ZipLimits = ZIP_LIMITS,
): AsyncGenerator<Piece> {
  const members: ZipMember[] = [];
  let at = 0;
  for await (const file of files) {
    const headerAt = at;
    const header = new Uint8Array(memberHeader(file.name));
    at += header.length;
    yield header;
    const sums = { crc32: 0, packedBytes: 0, sizeBytes: 0 };
    for await (const piece of packedContent(file, sums)) {
      at += piece.length;
      yield piece;
    }
    const member = { name: file.name, headerAt, ...sums };
    members.push(member);
    const end = new Uint8Array(memberEnd(member));
    at += end.length;
    yield end;
  }
  let listBytes = 0;
  for (const member of members) {
    const line = new Uint8Array(listLine(member, limits));
    listBytes += line.length;
    yield line;
  }
  yield new Uint8Array(archiveEnd({ at, bytes: listBytes, members: members.length }, limits));
}

/** The packed content; `sums` are those of all of it once it has been read. */
async function* packedContent(
  { content }: ArchivedFile,
  sums: { crc32: number; packedBytes: number; sizeBytes: number },
): AsyncGenerator<Piece> {
  const ready: Piece[] = [];
  const deflate = new Deflate({ level: 6 }, (piece) => void ready.push(new Uint8Array(piece)));
  const encoder = new TextEncoder();
  const taken = function* () {
    for (const piece of ready.splice(0)) {
      sums.packedBytes += piece.length;
      if (piece.length > 0) yield piece;
    }
  };
  for await (const text of content) {
    const bytes = encoder.encode(text);
    sums.crc32 = crc32(bytes, sums.crc32);
    sums.sizeBytes += bytes.length;
    deflate.push(bytes);
    yield* taken();
    await setImmediate();
  }
  deflate.push(new Uint8Array(0), true);
  yield* taken();
}
