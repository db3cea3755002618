import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { BackupRefused } from "./backup-refused.ts";

/**
 * Writes a consistent dump of a PostgreSQL database that is in use to `file`. Throws `BackupRefused` when the machine has
 * no `pg_dump` or it does not end well.
 */
export function dumpPostgres(url: string, file: string): Promise<void> {
  return runTool("pg_dump", url, file, ["--format=custom", "--file", file]);
}

/** Brings a dump into an empty database: all of it or nothing. */
export function undumpPostgres(url: string, file: string): Promise<void> {
  return runTool("pg_restore", url, file, ["--exit-on-error", "--single-transaction", file]);
}

/** The password goes by a file of its own, not by the command line, which everybody on the machine may read. */
async function runTool(tool: string, url: string, file: string, args: readonly string[]): Promise<void> {
  const address = new URL(url);
  const passFile = `${file}.pgpass`;
  if (address.password !== "") {
    const password = decodeURIComponent(address.password).replaceAll(/[\\:]/g, "\\$&");
    await writeFile(passFile, `*:*:*:*:${password}\n`, { mode: 0o600 });
    address.password = "";
    address.searchParams.set("passfile", passFile);
  }
  try {
    await run(tool, [`--dbname=${address.href}`, "--no-owner", "--no-privileges", ...args]);
  } finally {
    await rm(passFile, { force: true });
  }
}

async function run(tool: string, args: readonly string[]): Promise<void> {
  const child = spawn(tool, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (part: unknown) => {
    said += String(part);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).catch((error: unknown) => {
    throw new BackupRefused(
      `PostgreSQL is backed up by ${tool}, which is not there: apt-get install -y postgresql-client.`,
      { cause: error },
    );
  });
  if (code !== 0) throw new BackupRefused(`${tool} failed: ${said.trim().split("\n").at(-1) ?? `code ${code}`}`);
}
