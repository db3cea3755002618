import { z } from "zod";
import { EpochMs } from "../../../schemas/primitives.ts";
import type { Database } from "../../context.ts";
import { type PlayerMark, saveBackedUpMarks } from "../../db/repos/backed-up-marks.ts";
import { findSetting, saveSetting } from "../../db/repos/settings.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";

const LAST_BACKUP = "backup.last";
const LAST_DRILL = "backup.last-drill";
const LAST_TIMED = "backup.last-timed";

/** The newest archive that was made and found whole. */
const BackupRecord = z.strictObject({
  madeAtMs: EpochMs,
  sizeBytes: z.int().min(0),
  withMedia: z.boolean(),
  missingMedia: z.int().min(0),
  /** Without keys it can only be brought back beside the installation's own. */
  hasKeys: z.boolean().default(true),
});
export type BackupRecord = z.infer<typeof BackupRecord>;

/** How the newest backup by the clock ended. */
const TimedRecord = z.strictObject({
  atMs: EpochMs,
  ok: z.boolean(),
  /** Of the newest that was made by the clock; null: there was none. */
  madeAtMs: EpochMs.nullable(),
  /** One sentence; null when all went well. */
  reason: z.string().max(500).nullable(),
});
export type TimedRecord = z.infer<typeof TimedRecord>;

/** The newest drill: a backup that was brought back into a directory of its own and compared. */
const DrillRecord = z.strictObject({ atMs: EpochMs, ok: z.boolean() });
export type DrillRecord = z.infer<typeof DrillRecord>;

/**
 * Notes in the database itself, with an audit line, that an archive of it was made and checked. Players are told that it
 * holds their logs up to `marks`.
 */
export async function noteBackup(
  db: Database,
  made: z.input<typeof BackupRecord>,
  marks: readonly PlayerMark[] = [],
): Promise<void> {
  const record = BackupRecord.parse(made);
  await note(db, LAST_BACKUP, record, "make-backup", record.madeAtMs, (tx) =>
    saveBackedUpMarks(tx, marks, record.madeAtMs),
  );
}

/** Notes how a drill ended. */
export async function noteDrill(db: Database, record: DrillRecord): Promise<void> {
  await note(db, LAST_DRILL, record, "drill-backup", record.atMs);
}

/** Notes how a backup by the clock ended; one that fails again for the same reason adds no line to the audit log. */
export async function noteTimed(db: Database, record: TimedRecord): Promise<void> {
  const before = await readRecord(db, LAST_TIMED, TimedRecord);
  const isNews = before === null || before.ok !== record.ok || before.reason !== record.reason;
  if (isNews) await note(db, LAST_TIMED, record, "timed-backup", record.atMs);
  else await saveSetting(db, LAST_TIMED, JSON.stringify(record));
}

/** What is known of backups; null where there was none. */
export interface BackupRecords {
  readonly backup: BackupRecord | null;
  readonly timed: TimedRecord | null;
  readonly drill: DrillRecord | null;
}

export async function readBackupRecords(db: Database): Promise<BackupRecords> {
  return {
    backup: await readRecord(db, LAST_BACKUP, BackupRecord),
    timed: await readRecord(db, LAST_TIMED, TimedRecord),
    drill: await readRecord(db, LAST_DRILL, DrillRecord),
  };
}

async function readRecord<Record>(db: Database, key: string, schema: z.ZodType<Record>): Promise<Record | null> {
  const text = await findSetting(db, key);
  return text === undefined ? null : schema.parse(JSON.parse(text));
}

async function note(
  db: Database,
  key: string,
  record: BackupRecord | DrillRecord | TimedRecord,
  action: string,
  atMs: number,
  also: (tx: Transaction) => Promise<void> = async () => undefined,
): Promise<void> {
  const ctx = { now: () => atMs, actor: { kind: "system", reason: "backup" } } as const;
  await withTransaction(db, async (tx) => {
    await saveSetting(tx, key, JSON.stringify(record));
    await also(tx);
    await recordAudit(tx, ctx, { action, noun: "installation", nounId: "self", detail: { ...record } });
  });
}
