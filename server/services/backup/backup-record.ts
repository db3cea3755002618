import { z } from "zod";
import { EpochMs } from "../../../schemas/primitives.ts";
import type { Database } from "../../context.ts";
import { findSetting, saveSetting } from "../../db/repos/settings.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";

const LAST_BACKUP = "backup.last";
const LAST_DRILL = "backup.last-drill";

/** The newest archive that was made and found whole. */
const BackupRecord = z.strictObject({
  madeAtMs: EpochMs,
  sizeBytes: z.int().min(0),
  withMedia: z.boolean(),
  missingMedia: z.int().min(0),
});
export type BackupRecord = z.infer<typeof BackupRecord>;

/** The newest drill: a backup that was brought back into a directory of its own and compared. */
const DrillRecord = z.strictObject({ atMs: EpochMs, ok: z.boolean() });
export type DrillRecord = z.infer<typeof DrillRecord>;

/** Notes in the database itself, with an audit line, that an archive of it was made and checked. */
export async function noteBackup(db: Database, record: BackupRecord): Promise<void> {
  await note(db, LAST_BACKUP, record, "make-backup", record.madeAtMs);
}

/** Notes how a drill ended. */
export async function noteDrill(db: Database, record: DrillRecord): Promise<void> {
  await note(db, LAST_DRILL, record, "drill-backup", record.atMs);
}

/** What is known of backups; null where there was none. */
export async function readBackupRecords(
  db: Database,
): Promise<{ backup: BackupRecord | null; drill: DrillRecord | null }> {
  const [backup, drill] = [await findSetting(db, LAST_BACKUP), await findSetting(db, LAST_DRILL)];
  return {
    backup: backup === undefined ? null : BackupRecord.parse(JSON.parse(backup)),
    drill: drill === undefined ? null : DrillRecord.parse(JSON.parse(drill)),
  };
}

async function note(
  db: Database,
  key: string,
  record: BackupRecord | DrillRecord,
  action: string,
  atMs: number,
): Promise<void> {
  const ctx = { now: () => atMs, actor: { kind: "system", reason: "backup" } } as const;
  await withTransaction(db, async (tx) => {
    await saveSetting(tx, key, JSON.stringify(record));
    await recordAudit(tx, ctx, { action, noun: "installation", nounId: "self", detail: { ...record } });
  });
}
