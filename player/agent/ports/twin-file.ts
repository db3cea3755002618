import { crc32 } from "node:zlib";
import { findText, writeFileDurably } from "./files.ts";

/** A small text kept twice, each copy with its CRC, so that one rotten sector cannot make the player forget. */
export interface TwinFile {
  /** The newest copy that is whole; `undefined` when there never was one; throws when both copies are damaged. */
  read(): Promise<string | undefined>;
  /** Writes both copies, one after the other: a power cut leaves at least one of them whole. */
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
      return newest.text;
    },
    async write(text) {
      writes += 1;
      const body = `${writes} ${text}`;
      const copy = `${crc32(body).toString(16).padStart(8, "0")} ${body}`;
      await writeFileDurably(`${path}.a`, copy);
      await writeFileDurably(`${path}.b`, copy);
    },
  };
}

function parseCopy(copy: string | undefined): { writes: number; text: string } | undefined {
  if (copy === undefined || crc32(copy.slice(9)).toString(16).padStart(8, "0") !== copy.slice(0, 8)) return undefined;
  const end = copy.indexOf(" ", 9);
  const writes = Number(copy.slice(9, end));
  return Number.isSafeInteger(writes) ? { writes, text: copy.slice(end + 1) } : undefined;
}
