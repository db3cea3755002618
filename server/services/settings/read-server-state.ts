import { statfs } from "node:fs/promises";
import type { ServiceContext } from "../../context.ts";
import { readDatabaseBytes, readMediaSums } from "../../db/repos/disk-use.ts";
import { type BackupRecord, type DrillRecord, readBackupRecords } from "../backup/backup-record.ts";
import { requireRole } from "../people/require-role.ts";

/** What the machine under the server holds, and how it stands with backups. */
export interface ServerState {
  readonly databaseBytes: number;
  /** Of all media that the database names. */
  readonly media: { readonly files: number; readonly sizeBytes: number };
  readonly freeBytes: number;
  readonly diskBytes: number;
  readonly backup: BackupRecord | null;
  readonly drill: DrillRecord | null;
}

/** Administrators only. */
export async function readServerState(ctx: ServiceContext): Promise<ServerState> {
  requireRole(ctx, "administrator");
  const { bavail, blocks, bsize } = await statfs(ctx.store.workDir);
  return {
    databaseBytes: await readDatabaseBytes(ctx.db),
    media: await readMediaSums(ctx.db),
    freeBytes: bavail * bsize,
    diskBytes: blocks * bsize,
    ...(await readBackupRecords(ctx.db)),
  };
}
