import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { addDays, civilAt, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { archiveOf } from "../../db/archive/play-archive.ts";
import { reportDateOf } from "../../db/report-calendar.ts";
import {
  deleteSpans,
  findFirstStart,
  insertArchivePart,
  listHotScreens,
  type Movable,
  nextPartOf,
} from "../../db/repos/play-archive.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { syncDirectory } from "../backup/durable-files.ts";
import { requireRole } from "../people/require-role.ts";
import { noteHoldings } from "../planned/note-holdings.ts";
import { REPORT_TIME_ZONE } from "../reports/report-period.ts";
import { makePartBeside } from "./make-part-beside.ts";
import type { MadePart, PartJob } from "./part-job.ts";
import { readArchiveAfterDays } from "./retention.ts";
import { sweepArchive, WORK_PREFIX } from "./sweep-archive.ts";
import { takeRecords } from "./take-day.ts";

/** Dropping more in one transaction would keep what is told meanwhile waiting for longer. */
const RECORDS_IN_PART = 50_000;
/** What is left is done on the next day. */
const PARTS_A_RUN = 200;

export interface ArchiveOptions {
  readonly recordsInPart?: number;
  readonly partsARun?: number;
  /** By default in a child process. */
  readonly makePart?: (job: PartJob) => Promise<MadePart>;
}

type ArchiveContext = Pick<ServiceContext, "db" | "now" | "log" | "actor">;

/** What a run moved. */
export interface Archived {
  readonly parts: number;
  readonly records: number;
}

/**
 * Moves records that began, and came in, longer ago than set out of the table into files of one civil day each. A file
 * counts, and its records leave the table, in one transaction, after it was read again and found equal row by row: whenever
 * this is killed, a record is in the table or in a checked file, and in one of them alone. Throws, with the table as it
 * was, when a file does not come back equal. What comes in later of a day is moved into a further file of it.
 */
export async function archiveOldPlays(ctx: ArchiveContext, options: ArchiveOptions = {}): Promise<Archived> {
  requireRole(ctx, "administrator");
  const { recordsInPart = RECORDS_IN_PART, partsARun = PARTS_A_RUN, makePart = makePartBeside } = options;
  const today = civilAt(ctx.now(), REPORT_TIME_ZONE).date;
  const beforeMs = startOfDate(addDays(today, -(await readArchiveAfterDays(ctx))), REPORT_TIME_ZONE);
  await sweepArchive(ctx.db);
  // Which manifest a screen held is read from the records that are still in the table.
  await noteHoldings(ctx.db);
  const screenIds = await listHotScreens(ctx.db);
  const done = { parts: 0, records: 0 };
  let afterMs = -1;
  while (done.parts < partsARun) {
    const firstMs = await findFirstStart(ctx.db, screenIds, afterMs);
    if (firstMs === undefined || firstMs >= beforeMs) break;
    const civilDate = reportDateOf(firstMs);
    const fromMs = startOfDate(civilDate, REPORT_TIME_ZONE);
    const toMs = startOfDate(addDays(civilDate, 1), REPORT_TIME_ZONE);
    const movable = { fromMs, toMs, receivedBeforeMs: beforeMs };
    const { records, isAll } = await archivePart(ctx, { civilDate, movable, screenIds, recordsInPart, makePart });
    done.parts += records > 0 ? 1 : 0;
    done.records += records;
    if (isAll) afterMs = toMs - 1;
  }
  if (done.parts > 0) ctx.log.info("plays-archived", { ...done, beforeMs });
  return done;
}

interface PartOrder {
  readonly civilDate: string;
  readonly movable: Movable;
  readonly screenIds: readonly string[];
  readonly recordsInPart: number;
  readonly makePart: (job: PartJob) => Promise<MadePart>;
}

/** Returns how many records it moved, and whether that were all of the day. */
async function archivePart(
  ctx: ArchiveContext,
  order: PartOrder,
): Promise<{ readonly records: number; readonly isAll: boolean }> {
  const { dir } = archiveOf(ctx.db);
  await mkdir(dir, { recursive: true, mode: 0o750 });
  const workDir = await mkdtemp(join(dir, WORK_PREFIX));
  try {
    const [linesPath, partPath] = [join(workDir, "lines"), join(workDir, "part")];
    const taken = await takeRecords(ctx.db, order.screenIds, order.movable, { linesPath, most: order.recordsInPart });
    if (taken.records === 0) return taken;
    const made = await order.makePart({ linesPath, partPath });
    if (made.records !== taken.records || made.rowsSha256 !== taken.rowsSha256) {
      throw new Error(`The file of ${order.civilDate} did not come back as the records of the table.`);
    }
    const part = await nextPartOf(ctx.db, order.civilDate);
    const path = `${order.civilDate}.${part}.${made.sha256.slice(0, 16)}.parquet`;
    await rename(partPath, join(dir, path));
    await syncDirectory(dir);
    await noteAndDrop(ctx, { civil_date: order.civilDate, part, path }, made, order.movable);
    return taken;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** From this transaction on the records are in the file, and not in the table. */
async function noteAndDrop(
  ctx: ArchiveContext,
  named: { readonly civil_date: string; readonly part: number; readonly path: string },
  made: MadePart,
  movable: Movable,
): Promise<void> {
  const { civil_date, part, path } = named;
  const { records, sha256 } = made;
  await withTransaction(ctx.db, async (tx) => {
    const row = {
      ...{ ...named, records, sha256, airtime_ms: made.airtimeMs, size_bytes: made.sizeBytes },
      ...{ rows_sha256: made.rowsSha256, archived_at_ms: ctx.now() },
    };
    const spans = made.spans.map((span) => ({ ...span, civil_date, part }));
    await insertArchivePart(tx, row, spans);
    const dropped = await deleteSpans(tx, spans, movable);
    if (dropped !== records) throw new Error(`${records} records are in ${path}, ${dropped} were in the table.`);
    const detail = { path, records, sha256 };
    await recordAudit(tx, ctx, { action: "archive-plays", noun: "play-archive", nounId: path, detail });
  });
}
