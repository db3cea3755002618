import { existsSync } from "node:fs";
import { readConfig } from "../server/config.ts";
import { openDatabase } from "../server/db/open.ts";
import { createJsonLog } from "../server/json-log.ts";
import { systemNow } from "../server/ports/clock.ts";
import { noteDrill } from "../server/services/backup/backup-record.ts";
import { BackupRefused } from "../server/services/backup/backup-refused.ts";
import { drillBackup } from "../server/services/backup/drill-backup.ts";
import { runCommand, say, sizeWords } from "./backup/command.ts";

/** `npm run backup:drill`: backs up, restores beside it, opens that and compares. Ends with 1 when anything differs. */
async function drill(): Promise<void> {
  const config = readConfig();
  if (!existsSync(config.dataDir)) throw new BackupRefused(`There is no installation in ${config.dataDir}.`);
  const nowMs = systemNow();
  const log = createJsonLog((line) => void process.stderr.write(line), systemNow, "error");
  const { ok, tables, auditRows, archiveBytes, damagedPlays, opens } = await drillBackup(config, nowMs, log);
  for (const { table, rows, verdict } of tables) {
    if (verdict === "changed") say(`  ${table}: changed meanwhile; ${rows} rows came back, as the archive tells`);
    if (verdict === "differs") say(`  DIFFERS ${table}: ${rows} rows came back`);
  }
  const equal = tables.filter(({ verdict }) => verdict === "equal").length;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  say(`${tables.length} tables, ${rows} rows: ${equal} equal in every row; archive ${sizeWords(archiveBytes)}`);
  say(auditRows === null ? "DIFFERS audit log" : `audit log whole: ${auditRows} lines`);
  for (const sentence of damagedPlays) say(`DIFFERS: ${sentence}`);
  say(opens ? "a server opens it, under an epoch of its own" : "NO SERVER OPENS IT");
  say(ok ? "The backup can be restored." : "The backup cannot be relied on.");
  const db = await openDatabase(config.database);
  await noteDrill(db, { atMs: nowMs, ok }).finally(() => db.destroy());
  process.exitCode = ok ? 0 : 1;
}

await runCommand(drill);
