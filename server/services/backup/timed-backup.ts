import { mkdir, readdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { Config } from "../../config.ts";
import type { ServiceContext } from "../../context.ts";
import { readDatabaseBytes } from "../../db/repos/disk-use.ts";
import { requireRole } from "../people/require-role.ts";
import { noteBackup, noteTimed, readBackupRecords } from "./backup-record.ts";
import { BackupRefused } from "./backup-refused.ts";
import { stampOf } from "./durable-files.ts";
import { makeBackup } from "./make-backup.ts";

const HOUR_MS = 3_600_000;
/** At night a backup is made when the last is so old … */
const NIGHTLY_AGE_MS = 20 * HOUR_MS;
/** … and at any hour when it is older than this: a server that is switched off at night has backups too. */
const OVERDUE_AGE_MS = 30 * HOUR_MS;
const NIGHT = { fromHour: 1, untilHour: 5 } as const;
const NIGHT_ZONE = "Asia/Ho_Chi_Minh";
/** A failed one is tried again after this. */
const AGAIN_MS = 2 * HOUR_MS;
/** The copy and the archive of it stand side by side for a while. */
const ROOM_FACTOR = 2.2;
const OWN_FILE = /^cot-moc-.+\.tar$/;

/**
 * Makes a backup where one is due and keeps the newest `keep` of its own; none is removed before the new one was read again
 * and found whole. How it ended is noted, and a failure thrown on. Without a passphrase the keys are left out.
 */
export async function backUpByClock(ctx: ServiceContext, config: Config): Promise<"made" | "not-due"> {
  requireRole(ctx, "administrator");
  const { dir, keep } = config.backup;
  if (keep === 0 || !(await isDue(ctx))) return "not-due";
  const atMs = ctx.now();
  const before = (await readBackupRecords(ctx.db)).timed?.madeAtMs ?? null;
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await refuseFullDisk(ctx, dir);
    await makeOne(ctx, config, atMs);
    const own = (await readdir(dir)).filter((name) => OWN_FILE.test(name)).sort();
    for (const name of own.slice(0, -keep)) await rm(join(dir, name));
    await noteTimed(ctx.db, { atMs, ok: true, madeAtMs: atMs, reason: null });
  } catch (error) {
    await noteTimed(ctx.db, { atMs, ok: false, madeAtMs: before, reason: sentenceOf(error) });
    throw error;
  }
  return "made";
}

async function isDue({ db, now }: ServiceContext): Promise<boolean> {
  const { timed } = await readBackupRecords(db);
  if (timed?.ok === false) return now() - timed.atMs >= AGAIN_MS;
  const ageMs = now() - (timed?.madeAtMs ?? 0);
  const { hour } = civilAt(now(), NIGHT_ZONE);
  const isNight = hour >= NIGHT.fromHour && hour < NIGHT.untilHour;
  return ageMs > OVERDUE_AGE_MS || (isNight && ageMs > NIGHTLY_AGE_MS);
}

async function makeOne({ db }: ServiceContext, config: Config, atMs: number): Promise<void> {
  const { dir, passphrase } = config.backup;
  const file = join(dir, `cot-moc-${stampOf(atMs)}.tar`);
  const made = await makeBackup({ config, file, passphrase, withMedia: false, nowMs: atMs });
  const missingMedia = made.media.filter(({ state }) => state === "missing").length;
  const { sizeBytes, marks } = made;
  const record = { madeAtMs: atMs, sizeBytes, withMedia: false, missingMedia, hasKeys: passphrase !== null };
  await noteBackup(db, record, marks);
}

async function refuseFullDisk({ db }: ServiceContext, dir: string): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  if (bavail * bsize < ROOM_FACTOR * (await readDatabaseBytes(db))) {
    throw new BackupRefused(`The disk of ${dir} has no room for a backup: free some space, or set BACKUP_DIR.`);
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof BackupRefused) return error.message.slice(0, 500);
  if (/ENOSPC|SQLITE_FULL/.test(String(error))) return "The disk is full: free some space.";
  return String(error).slice(0, 500);
}
