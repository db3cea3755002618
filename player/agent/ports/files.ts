import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Replaces a file so that after a power cut it holds either the old bytes or the new ones, whole: temporary name in the
 * same directory, fsync, rename, fsync of the directory. `mode` defaults to 0600.
 */
export async function writeFileDurably(path: string, data: string | Uint8Array, mode = 0o600): Promise<void> {
  const directory = dirname(path);
  await makeDirectoryDurably(directory);
  const temporary = join(directory, `.${basename(path)}.${randomUUID()}.tmp`);
  const file = await open(temporary, "wx", mode);
  try {
    await file.writeFile(data);
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncDirectory(directory);
}

/** Makes a directory and those above it that are missing, and returns once a power cut leaves them there. Mode 0700. */
export async function makeDirectoryDurably(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const above = dirname(first);
  for (let made = dirname(directory); made.length >= above.length; made = dirname(made)) {
    await syncDirectory(made);
    if (made === dirname(made)) return;
  }
}

/** Takes away what writes into this directory left half done when the process was killed. */
export async function clearHalfWritten(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (/^\..+\.tmp$/.test(name)) await rm(join(directory, name), { force: true });
  }
}

/**
 * Overwrites a file that is there, where it lies, and syncs it: needs no room on the disk while the new bytes fill no more
 * blocks than the old. A power cut may leave it torn.
 */
export async function overwriteFile(path: string, data: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    const bytes = Buffer.from(data);
    await file.write(bytes, 0, bytes.length, 0);
    await file.truncate(bytes.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes renames and new names in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The text of a file, or `undefined` when there is none. Other failures throw. */
export async function findText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Every file below a directory; none when the directory is not there. */
export async function listFilesBelow(directory: string): Promise<{ name: string; path: string }[]> {
  try {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return files.map(({ name, parentPath }) => ({ name, path: join(parentPath, name) }));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Whether a file operation failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
