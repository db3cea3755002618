import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** Paths of all files under a folder, relative to it, sorted: what a test compares with what may be there. */
export async function storedFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();
}
