import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { copySqlite } from "../../db/copy-sqlite.ts";
import { stampOf, syncDirectory } from "./durable-files.ts";

const KEPT_COPIES = 3;
const COPY = /^before-.+\.db$/;

/**
 * Keeps a sound copy of an SQLite database in `dataDir/backups` before migrations change it, and the newest three such
 * copies. Returns its path. Throws when there is no room: then nothing has been changed.
 */
export async function copyBeforeMigration(
  database: { readonly file: string },
  dataDir: string,
  firstPending: string,
  nowMs: number,
): Promise<string> {
  const dir = join(dataDir, "backups");
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, `before-${stampOf(nowMs)}-${firstPending}.db`);
  const part = `${path}.part`;
  for (const name of await readdir(dir)) {
    if (name.endsWith(".part")) await rm(join(dir, name));
  }
  try {
    await copySqlite(database.file, part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await syncDirectory(dir);
  // Their names begin with when they were made.
  const copies = (await readdir(dir)).filter((name) => COPY.test(name)).sort();
  for (const name of copies.slice(0, -KEPT_COPIES)) await rm(join(dir, name));
  return path;
}
