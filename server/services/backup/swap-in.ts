import { mkdir, readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { syncDirectory, writeDurably } from "./durable-files.ts";

/** What a restore replaces. Media are named by their content and only ever added. */
const REPLACED = ["cot-moc.db", "cot-moc.db-wal", "cot-moc.db-shm", "keys", "restored.json", "archive"] as const;
/** Holds records that were moved out of the database; the two go together. */
export const PLAYS_DIR = "archive" satisfies (typeof REPLACED)[number];
const JOURNAL = "restore-journal.json";
/** Where a restore prepares what it will put in place. */
export const STAGING_PREFIX = "restoring-";

const Journal = z.strictObject({
  staging: z.string().regex(/^restoring-[A-Za-z0-9-]+$/),
  aside: z.string().regex(/^before-restore-[A-Za-z0-9-]+$/),
  /** What lay in place before. */
  had: z.array(z.enum(REPLACED)),
});

/** Whether a restore was broken off here, or is under way. */
export async function isRestoreOpen(dataDir: string): Promise<boolean> {
  return (await readdir(dataDir).catch((): string[] => [])).includes(JOURNAL);
}

/**
 * Puts what lies in `dataDir/<staging>` in place and moves what lay there to `dataDir/<aside>`: all of it, or, when the
 * process or the machine dies on the way, nothing once `settleRestore` has run. Returns whether anything was moved aside.
 */
export async function swapIn(dataDir: string, staging: string, aside: string): Promise<boolean> {
  const found = new Set(await readdir(dataDir));
  const had = REPLACED.filter((name) => found.has(name));
  await writeDurably(join(dataDir, JOURNAL), JSON.stringify({ staging, aside, had }));
  await mkdir(join(dataDir, aside), { mode: 0o700 });
  for (const name of had) await rename(join(dataDir, name), join(dataDir, aside, name));
  const prepared = new Set(await readdir(join(dataDir, staging)));
  for (const name of REPLACED) {
    if (prepared.has(name)) await rename(join(dataDir, staging, name), join(dataDir, name));
  }
  for (const folder of [aside, staging]) await syncDirectory(join(dataDir, folder));
  await syncDirectory(dataDir);
  // From here on the new state counts, before it the old one.
  await rm(join(dataDir, JOURNAL));
  await syncDirectory(dataDir);
  await rm(join(dataDir, staging), { recursive: true, force: true });
  if (had.length === 0) await rmdir(join(dataDir, aside));
  return had.length > 0;
}

/**
 * Undoes a restore that was broken off, so that the directory is as before it; without one changes nothing but the remains
 * of a preparation, which hold keys. May itself be broken off and run again. Only for who holds the directory's lock.
 */
export async function settleRestore(dataDir: string): Promise<{ undone: boolean }> {
  const names = await readdir(dataDir).catch((): string[] => []);
  const undone = names.includes(JOURNAL);
  if (undone) await undo(dataDir);
  const remains = names.filter((name) => name.startsWith(STAGING_PREFIX) || name === `${JOURNAL}.tmp`);
  for (const name of remains) await rm(join(dataDir, name), { recursive: true, force: true });
  return { undone };
}

async function undo(dataDir: string): Promise<void> {
  const { staging, aside, had } = Journal.parse(JSON.parse(await readFile(join(dataDir, JOURNAL), "utf8")));
  const inPlace = new Set(await readdir(dataDir));
  const moved = new Set(await readdir(join(dataDir, aside)).catch((): string[] => []));
  for (const name of REPLACED) {
    // In place lies the new one if the old one was moved away or there was none.
    const isNew = inPlace.has(name) && (moved.has(name) || !had.includes(name));
    if (isNew) await rename(join(dataDir, name), join(dataDir, staging, name));
    if (moved.has(name)) await rename(join(dataDir, aside, name), join(dataDir, name));
  }
  await syncDirectory(dataDir);
  // Empty now; an undoing that was itself broken off may have removed it.
  await rmdir(join(dataDir, aside)).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  });
  await rm(join(dataDir, JOURNAL));
  await syncDirectory(dataDir);
}
