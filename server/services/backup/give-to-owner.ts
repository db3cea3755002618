import { chown, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Gives what the superuser has made in a data directory to whom the directory belongs, or the server could not use it:
 * each path with all that lies in it, and the directories above it up to the data directory. For anybody else nothing.
 */
export async function giveToOwner(dataDir: string, paths: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dataDir);
  if (uid === 0) return;
  for (const path of paths) {
    for (let above = dirname(path); above.startsWith(`${dataDir}/`); above = dirname(above))
      await chown(above, uid, gid);
    await give(path, uid, gid);
  }
}

async function give(path: string, uid: number, gid: number): Promise<void> {
  await chown(path, uid, gid);
  if (!(await stat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await give(join(path, name), uid, gid);
}
