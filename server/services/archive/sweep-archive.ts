import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../context.ts";
import { archiveOf } from "../../db/archive/play-archive.ts";

/** Folders in which files are prepared. */
export const WORK_PREFIX = "work-";

/**
 * Removes the folders in which a run that was killed prepared a file. A file that had its name already stays: that the
 * database does not tell of it may be the database's fault, and the next run makes the same one in its place.
 */
export async function sweepArchive(db: Database): Promise<void> {
  const { dir } = archiveOf(db);
  const names = await readdir(dir).catch((error: unknown): string[] => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  for (const name of names.filter((one) => one.startsWith(WORK_PREFIX))) {
    await rm(join(dir, name), { recursive: true, force: true });
  }
}
