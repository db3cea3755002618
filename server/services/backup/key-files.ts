import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BackupRefused } from "./backup-refused.ts";
import type { KeyFiles } from "./sealed-keys.ts";

/** The key files of an installation by name. Throws `BackupRefused` where they are not there; `advice` says what to do. */
export async function readKeyFiles(dataDir: string, advice: string): Promise<KeyFiles> {
  const dir = join(dataDir, "keys");
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith(".json"));
  if (!names.includes("root.json")) throw new BackupRefused(`The keys in ${dir} are not there: ${advice}`);
  const files: KeyFiles = {};
  for (const name of names.sort()) files[name] = await readFile(join(dir, name), "utf8");
  return files;
}
