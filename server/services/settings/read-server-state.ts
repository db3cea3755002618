import { statfs } from "node:fs/promises";
import type { ServiceContext } from "../../context.ts";
import { readDatabaseBytes, readMediaSums } from "../../db/repos/disk-use.ts";
import { type AnomalyCount, countAnomalies } from "../../db/repos/log-anomalies.ts";
import { sumArchive } from "../../db/repos/play-archive.ts";
import { readArchiveAfterDays } from "../archive/retention.ts";
import { type MediaSweep, readLastSweep } from "../assets/media-sweep.ts";
import { type BackupRecords, readBackupRecords } from "../backup/backup-record.ts";
import { requireRole } from "../people/require-role.ts";

/** Findings in players' logs are told of for so long. */
const ANOMALIES_TOLD_MS = 90 * 86_400_000;

/** What the machine under the server holds, how it stands with backups, and what was odd in players' logs. */
export interface ServerState extends BackupRecords {
  readonly databaseBytes: number;
  /** Of all media that the database names. */
  readonly media: { readonly files: number; readonly sizeBytes: number };
  /** Records that were moved out of the database, and after how many days they are. */
  readonly archive: {
    readonly files: number;
    readonly records: number;
    readonly sizeBytes: number;
    readonly afterDays: number;
  };
  readonly freeBytes: number;
  readonly diskBytes: number;
  /** What the newest sweep of unused media came to; null: there was none yet. */
  readonly sweep: MediaSweep | null;
  /** Of the last 90 days. */
  readonly anomalies: readonly AnomalyCount[];
}

/** Administrators only. */
export async function readServerState(ctx: ServiceContext): Promise<ServerState> {
  requireRole(ctx, "administrator");
  const { bavail, blocks, bsize } = await statfs(ctx.store.workDir);
  return {
    databaseBytes: await readDatabaseBytes(ctx.db),
    media: await readMediaSums(ctx.db),
    archive: { ...(await sumArchive(ctx.db)), afterDays: await readArchiveAfterDays(ctx) },
    freeBytes: bavail * bsize,
    diskBytes: blocks * bsize,
    sweep: await readLastSweep(ctx.db),
    anomalies: await countAnomalies(ctx.db, ctx.now() - ANOMALIES_TOLD_MS),
    ...(await readBackupRecords(ctx.db)),
  };
}
