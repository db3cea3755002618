import { crc32 } from "node:zlib";
import { findText, overwriteFile, writeFileDurably } from "./files.ts";

/** A small text kept twice, each copy with its CRC, so that one rotten sector cannot make the player forget. */
export interface TwinFile {
  /**
   * The newest copy that is whole; `undefined` when there never was one; throws when both copies are damaged. Mends the
   * other copy, so that what is never written again survives a second rotten sector as well.
   */
  read(): Promise<string | undefined>;
  /**
   * Writes both copies, one after the other: a power cut leaves at least one of them whole. On a disk without room they
   * are written in place, which needs none.
   */
  write(text: string): Promise<void>;
}

/** Both copies of a file that must not be lost are there and neither can be believed. */
export class TwinFileDamagedError extends Error {
  override readonly name = "TwinFileDamagedError";
}

/** `<path>.a` and `<path>.b`: eight hex digits of CRC-32, the count of writes, the text. */
export function openTwinFile(path: string): TwinFile {
  let writes = 0;
  return {
    async read() {
      const copies = await Promise.all([findText(`${path}.a`), findText(`${path}.b`)]);
      const whole = copies.map(parseCopy).filter((copy) => copy !== undefined);
      const newest = whole.sort((one, other) => other.writes - one.writes)[0];
      if (newest === undefined) {
        if (copies.every((copy) => copy === undefined)) return undefined;
        throw new TwinFileDamagedError(`Both copies of ${path} are damaged.`);
      }
      writes = Math.max(writes, newest.writes);
      const copy = encodeCopy(newest);
      const isOther = (_: string, index: number) => copies[index] !== copy;
      const mending = [`${path}.a`, `${path}.b`].filter(isOther).map((name) => writeFileDurably(name, copy));
      // One whole copy is enough to go on with: a disk that takes nothing is mended at a later start.
      await Promise.allSettled(mending);
      return newest.text;
    },
    async write(text) {
      writes += 1;
      const copy = encodeCopy({ writes, text });
      for (const name of [`${path}.a`, `${path}.b`]) await writeCopy(name, copy);
    },
  };
}

/** The other copy is whole or was just written, so this one may be torn: it has its CRC. */
async function writeCopy(name: string, copy: string): Promise<void> {
  try {
    await writeFileDurably(name, copy);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    await overwriteFile(name, copy);
  }
}

function encodeCopy({ writes, text }: { writes: number; text: string }): string {
  const body = `${writes} ${text}`;
  return `${crc32(body).toString(16).padStart(8, "0")} ${body}`;
}

function parseCopy(copy: string | undefined): { writes: number; text: string } | undefined {
  if (copy === undefined || crc32(copy.slice(9)).toString(16).padStart(8, "0") !== copy.slice(0, 8)) return undefined;
  const end = copy.indexOf(" ", 9);
  const writes = Number(copy.slice(9, end));
  return Number.isSafeInteger(writes) ? { writes, text: copy.slice(end + 1) } : undefined;
}
