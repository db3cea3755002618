import { crc32 } from "node:zlib";
import { Deflate } from "fflate";
import { startTurns } from "../../turns.ts";
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

/** Packing them takes some milliseconds; a document comes as one text of some million. */
const BYTES_AT_ONCE = 65_536;
/** Of the list at the end, which has some for each player. */
const LINES_AT_ONCE = 200;

/**
 * Packs files one after the other into one archive and gives it away piece by piece: no more than a piece of one file is
 * held, and a line for each file. The same files give the same bytes. Others have their turn meanwhile. As many files
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
  for (let from = 0; from < members.length; from += LINES_AT_ONCE) {
    const lines = members.slice(from, from + LINES_AT_ONCE).map((member) => listLine(member, limits));
    const piece = new Uint8Array(Buffer.concat(lines));
    listBytes += piece.length;
    yield piece;
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
  const turns = startTurns();
  for await (const text of content) {
    const bytes = encoder.encode(text);
    for (let from = 0; from < bytes.length; from += BYTES_AT_ONCE) {
      const part = bytes.subarray(from, from + BYTES_AT_ONCE);
      sums.crc32 = crc32(part, sums.crc32);
      sums.sizeBytes += part.length;
      deflate.push(part);
      yield* taken();
      await turns.rest();
    }
  }
  deflate.push(new Uint8Array(0), true);
  yield* taken();
}
