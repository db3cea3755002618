import { systemNow } from "../server/ports/clock.ts";
import { restoreBackup } from "../server/services/backup/restore-backup.ts";
import { askPassphrase } from "./backup/ask-passphrase.ts";
import { readArguments, runCommand, say } from "./backup/command.ts";

const USAGE = "Usage: npm run restore -- FILE [--data DIR] [--replace]";
const MISSING_NAMED = 20;

/** `npm run restore -- FILE`: brings an archive back while no server runs; all of it or nothing. */
async function restore(): Promise<void> {
  const { file, has, config } = readArguments(USAGE, ["replace"]);
  const { dataDir, database } = config;
  const passphrase = () => askPassphrase(false);
  const order = { file, dataDir, database, passphrase, replace: has("replace"), nowMs: systemNow() };
  const { manifest, movedTo, hadKeys, missing, missingPlays } = await restoreBackup(order);
  say(`${dataDir} holds the backup of ${new Date(manifest.madeAtMs).toISOString()} (${manifest.serverName}).`);
  if (!hadKeys) say("  It held no keys: those of this directory were kept.");
  if (movedTo !== null) say(`  What was there before lies in ${movedTo}.`);
  say("  The next start begins a new server epoch: everybody signs in again, and players send again what is missing.");
  say("  What was changed about people since then is undone: look at who may approve.");
  say("  Players paired after the backup was made are unknown now and must be paired again.");
  for (const path of missingPlays) say(`  MISSING records: ${dataDir}/archive/${path} was not in the backup`);
  if (missing.length === 0) return;
  say(`  MISSING ${missing.length} files of media; put them in ${dataDir}/store, or upload them again:`);
  for (const { sha256 } of missing.slice(0, MISSING_NAMED)) say(`    ${sha256.slice(0, 2)}/${sha256}`);
  if (missing.length > MISSING_NAMED) say(`    and ${missing.length - MISSING_NAMED} more`);
}

await runCommand(restore);
