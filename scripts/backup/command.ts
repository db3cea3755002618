import { parseArgs } from "node:util";
import { BadConfig, type Config, readConfig } from "../../server/config.ts";
import { BackupRefused } from "../../server/services/backup/backup-refused.ts";

/** One line on standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs a command; what it cannot do is one sentence on standard error and the exit code 1. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

/** What the operator can act on; anything else is thrown on as the fault it is. */
function sentenceOf(error: unknown): string {
  if (error instanceof BackupRefused || error instanceof BadConfig) return error.message;
  if (/ENOSPC|SQLITE_FULL/.test(String(error))) return "The disk is full: free some space. Nothing was changed.";
  throw error;
}

/** The one file and the switches of a command line. Throws `BackupRefused` with `usage` for any other. */
export function readArguments<Switch extends string>(
  usage: string,
  switches: readonly Switch[],
): { file: string; has: (name: Switch) => boolean; config: Config } {
  const flags = Object.fromEntries(switches.map((name) => [name, { type: "boolean" as const }]));
  try {
    const options = { ...flags, data: { type: "string" as const } };
    const { positionals, values } = parseArgs({ options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new TypeError("one file is named");
    const dataDir = typeof values.data === "string" ? { DATA_DIR: values.data } : {};
    const given = new Set(Object.entries<unknown>(values).flatMap(([name, value]) => (value === true ? [name] : [])));
    return { file, has: (name) => given.has(name), config: readConfig({ ...process.env, ...dataDir }) };
  } catch (error) {
    if (error instanceof TypeError) throw new BackupRefused(usage, { cause: error });
    throw error;
  }
}

/** `12.3 MB`. */
export function sizeWords(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const unit = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${(bytes / 1_000 ** unit).toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}
