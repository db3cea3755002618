import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { findText, makeDirectoryDurably, syncDirectory, writeFileDurably } from "../ports/files.ts";

/** Its presence means: everything that ties this player to a server is to go, before anything else is read. */
const MARK = "forget-server";
/** What a server gave or was told to trust. Media is named by its bytes and the log is evidence: both stay. */
const TIES = ["identity", "key", "root", "trusted", "withdrawals", "server-pin", "volume"];
const TIED_DIRECTORIES = ["manifests", "current", "airings"];

/** Resolves once the next start is bound to forget the server, whatever happens in between. */
export function wantForgetting(dataDir: string, nowMs: number): Promise<void> {
  return writeFileDurably(join(dataDir, MARK), String(Math.floor(nowMs)));
}

/**
 * Does what was wanted, if anything was: all that ties this player to its server is put aside under `forgotten/`, so that
 * it begins as a new one, with a new key. Done again after a cut it comes to the same end. True when there was something.
 */
export async function finishForgetting(dataDir: string): Promise<boolean> {
  const wanted = await findText(join(dataDir, MARK));
  if (wanted === undefined) return false;
  const aside = join(dataDir, "forgotten", /^\d+$/.test(wanted) ? wanted : "0");
  await makeDirectoryDurably(aside);
  for (const name of await readdir(dataDir)) {
    const isTie = TIES.some((tie) => name === `${tie}.a` || name === `${tie}.b`) || /^commands-\d+\.[ab]$/.test(name);
    if (isTie || TIED_DIRECTORIES.includes(name)) await rename(join(dataDir, name), join(aside, name));
  }
  await syncDirectory(aside);
  await syncDirectory(dataDir);
  await rm(join(dataDir, MARK));
  await syncDirectory(dataDir);
  return true;
}
