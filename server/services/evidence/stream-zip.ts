import { setImmediate } from "node:timers/promises";
import { Zip, ZipDeflate } from "fflate";

/** The earliest instant that a ZIP archive can hold, in local time as archives count it. */
const FIRST_INSTANT = new Date(1980, 0, 1);
/** The archive holds its lengths in 32 bits. */
const MOST_BYTES = 4_000_000_000;

/** A file of an archive; its content is asked for when its turn has come. */
export interface ArchivedFile {
  readonly name: string;
  readonly content: AsyncIterable<string> | Iterable<string>;
}

/**
 * Packs files one after the other into one archive and gives it away piece by piece: no more than a piece of one file is
 * held. The same files give the same bytes. Others are let in between two pieces.
 */
export async function* streamZip(files: AsyncIterable<ArchivedFile>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const ready: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    ready.push(new Uint8Array(piece));
  });
  const encoder = new TextEncoder();
  let packedBytes = 0;
  const packed = function* () {
    for (const piece of ready.splice(0)) {
      packedBytes += piece.length;
      if (packedBytes > MOST_BYTES) throw new Error("The evidence is too large for one archive: ask for fewer days.");
      yield piece;
    }
  };
  for await (const { name, content } of files) {
    const file = Object.assign(new ZipDeflate(name, { level: 6 }), { mtime: FIRST_INSTANT, os: 0 });
    zip.add(file);
    for await (const text of content) {
      file.push(encoder.encode(text));
      yield* packed();
      await setImmediate();
    }
    file.push(new Uint8Array(0), true);
    yield* packed();
  }
  zip.end();
  yield* packed();
}
