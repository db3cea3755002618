import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, makeDirectoryDurably, writeFileDurably } from "./files.ts";

/** Pictures that wait beyond this give way to newer ones: a player that is offline for months keeps its disk. */
const MOST_WAITING = 500;

/** One picture of what was on the glass, not sent yet. */
export interface KeptPicture {
  readonly civilDate: string;
  readonly airingSha256: string;
  readonly takenAtMs: number;
}

/** Pictures on this disk: those that wait to be sent, and which items have had theirs today. */
export interface PictureShelf {
  /** Whether a picture of this item was taken on this date, sent or not. */
  has(civilDate: string, airingSha256: string): boolean;
  keep(picture: KeptPicture, bytes: Uint8Array): Promise<void>;
  /** The oldest that waits. */
  oldest(): KeptPicture | undefined;
  /** `undefined`: it is not there any more. */
  read(picture: KeptPicture): Promise<Uint8Array | undefined>;
  /** It need not wait any longer; that it was taken is remembered while its date lasts. */
  done(picture: KeptPicture, today: string): Promise<void>;
}

/** Opens the pictures of a directory. A name that is none of ours is left alone. */
export async function openPictureShelf(directory: string): Promise<PictureShelf> {
  await makeDirectoryDurably(directory);
  const waiting: KeptPicture[] = [];
  const taken = new Set<string>();
  for (const name of (await readdir(directory)).sort()) {
    const picture = parseName(name);
    if (picture === undefined) continue;
    taken.add(keyOf(picture));
    if (name.endsWith(".jpg")) waiting.push(picture);
  }
  waiting.sort((one, other) => one.takenAtMs - other.takenAtMs);

  const pathOf = (picture: KeptPicture, end: "jpg" | "sent") => join(directory, `${nameOf(picture)}.${end}`);
  const forget = async (picture: KeptPicture) => {
    await rm(pathOf(picture, "jpg"), { force: true });
    await rm(pathOf(picture, "sent"), { force: true });
  };
  return {
    has: (civilDate, airingSha256) => taken.has(keyOf({ civilDate, airingSha256 })),
    async keep(picture, bytes) {
      await writeFileDurably(pathOf(picture, "jpg"), bytes);
      taken.add(keyOf(picture));
      waiting.push(picture);
      const tooOld = waiting.splice(0, Math.max(0, waiting.length - MOST_WAITING));
      for (const old of tooOld) await forget(old);
    },
    oldest: () => waiting[0],
    async read(picture) {
      try {
        return await readFile(pathOf(picture, "jpg"));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async done(picture, today) {
      const index = waiting.indexOf(picture);
      if (index >= 0) waiting.splice(index, 1);
      // The mark comes first: a cut in between sends it twice, which the server takes once.
      if (picture.civilDate === today) await writeFileDurably(pathOf(picture, "sent"), "");
      await rm(pathOf(picture, "jpg"), { force: true });
      await clearMarks(directory, today);
    },
  };
}

/** Marks of other dates say nothing any more. */
async function clearMarks(directory: string, today: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.endsWith(".sent") && !name.startsWith(today)) await rm(join(directory, name), { force: true });
  }
}

function keyOf({ civilDate, airingSha256 }: Pick<KeptPicture, "civilDate" | "airingSha256">): string {
  return `${civilDate} ${airingSha256}`;
}

function nameOf({ civilDate, airingSha256, takenAtMs }: KeptPicture): string {
  return `${civilDate}_${airingSha256}_${takenAtMs}`;
}

function parseName(name: string): KeptPicture | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})_([0-9a-f]{64})_(\d{1,16})\.(jpg|sent)$/.exec(name);
  if (match === null) return undefined;
  const [, civilDate = "", airingSha256 = "", takenAtMs] = match;
  return { civilDate, airingSha256, takenAtMs: Number(takenAtMs) };
}
