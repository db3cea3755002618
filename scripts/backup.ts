import { openDatabase } from "../server/db/open.ts";
import { systemNow } from "../server/ports/clock.ts";
import { noteBackup } from "../server/services/backup/backup-record.ts";
import { type MadeBackup, makeBackup } from "../server/services/backup/make-backup.ts";
import { askPassphrase } from "./backup/ask-passphrase.ts";
import { readArguments, runCommand, say, sizeWords } from "./backup/command.ts";

const USAGE = "Usage: npm run backup -- FILE [--with-media] [--data DIR]";
const MISSING_NAMED = 20;

/** `npm run backup -- FILE`: one checked archive of a server that goes on running. */
async function backUp(): Promise<void> {
  const { file, has, config } = readArguments(USAGE, ["with-media"]);
  const withMedia = has("with-media");
  const passphrase = await askPassphrase(true);
  const nowMs = systemNow();
  const made = await makeBackup({ config, file, passphrase, withMedia, nowMs });
  const db = await openDatabase(config.database);
  try {
    const { sizeBytes, media } = made;
    const missingMedia = media.filter(({ state }) => state === "missing").length;
    await noteBackup(db, { madeAtMs: nowMs, sizeBytes, withMedia, missingMedia }, made.marks);
  } finally {
    await db.destroy();
  }
  tell(made, withMedia);
}

function tell({ file, sizeBytes, manifest, media, damagedPlays }: MadeBackup, withMedia: boolean): void {
  const database = manifest.files.find(({ name }) => name.startsWith("database."));
  const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0);
  const missing = media.filter(({ state }) => state === "missing");
  const mediaBytes = media.reduce((sum, one) => sum + (one.state === "present" ? (one.sizeBytes ?? 0) : 0), 0);
  say(`${file}: ${sizeWords(sizeBytes)}, read again and found whole`);
  say(
    `  database  ${sizeWords(database?.sizeBytes ?? 0)}, ${Object.keys(manifest.tables).length} tables, ${rows} rows`,
  );
  say(`  audit     ${manifest.audit.rows} lines, head ${manifest.audit.headSha256}`);
  say("  keys      sealed with the passphrase: without it this archive cannot be restored");
  say(
    `  media     ${media.length - missing.length} files, ${sizeWords(mediaBytes)}, ${
      withMedia ? "in the archive" : "named only: keep a copy of DATA_DIR/store, or add --with-media"
    }`,
  );
  const plays = manifest.files.filter(({ name }) => name.startsWith("archive/"));
  const playBytes = plays.reduce((sum, one) => sum + one.sizeBytes, 0);
  say(`  records   ${plays.length} files of archived records, ${sizeWords(playBytes)}`);
  for (const path of damagedPlays) say(`  DAMAGED   ${path}: bring it back from an earlier backup`);
  if (missing.length === 0) return;
  say(`  MISSING   ${missing.length} files of media are named and not on this disk:`);
  for (const { sha256 } of missing.slice(0, MISSING_NAMED)) say(`            ${sha256}`);
}

await runCommand(backUp);
