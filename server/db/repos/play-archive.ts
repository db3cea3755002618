import { type Selectable, sql } from "kysely";
import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { archiveOf } from "../archive/play-archive.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import type { Tables } from "../tables.ts";
import type { PlayRow } from "./play-log.ts";

export type ArchivePartRow = Selectable<Tables["play_archive_parts"]>;
export type ArchiveSpanRow = Selectable<Tables["play_archive_spans"]>;

/** Records of one player, boot and screen that follow each other in a file, by number. */
export interface ArchiveSpan extends ArchiveSpanRow {
  readonly path: string;
  readonly sha256: string;
}

/** A span of a file lies within one civil day; the longest was an hour longer than others. */
const LONGEST_DAY_MS = 25 * 3_600_000;

const SPAN_COLUMNS: JsonColumns<ArchiveSpanRow> = {
  player: "bigint",
  boot: "bigint",
  first_seq: "bigint",
  civil_date: "text",
  part: "bigint",
  last_seq: "bigint",
  screen_id: "text",
  first_row: "bigint",
  records: "bigint",
  from_started_ms: "bigint",
  to_started_ms: "bigint",
  from_mono_ms: "bigint",
  to_mono_ms: "bigint",
  to_received_ms: "bigint",
};

/** Records that began in `[fromMs, toMs)`. */
export interface StartWindow {
  readonly screenIds?: readonly string[];
  readonly player?: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Only spans of which something was received at this instant or later. */
  readonly receivedFromMs?: number;
}

/** The spans of which something may have begun in the window, by day, file and place in it. */
export async function listSpansByStart(db: Database, window: StartWindow, civilDate?: string): Promise<ArchiveSpan[]> {
  return inWindow(db, window)
    .$if(civilDate !== undefined, (query) => query.where("span.civil_date", "=", civilDate ?? ""))
    .innerJoin("play_archive_parts as file", (join) =>
      join.onRef("file.civil_date", "=", "span.civil_date").onRef("file.part", "=", "span.part"),
    )
    .selectAll("span")
    .select(["file.path", "file.sha256"])
    .orderBy("span.civil_date")
    .orderBy("span.part")
    .orderBy("span.first_row")
    .execute();
}

/** The days of which something may have begun in the window. */
export async function listArchivedDates(
  db: Database,
  window: StartWindow,
  order: "asc" | "desc" = "asc",
): Promise<string[]> {
  const dates = inWindow(db, window).select("span.civil_date").distinct().orderBy("span.civil_date", order);
  return (await dates.execute()).map(({ civil_date }) => civil_date);
}

function inWindow(db: Database, { screenIds, player, fromMs, toMs, receivedFromMs }: StartWindow) {
  return db
    .selectFrom("play_archive_spans as span")
    .where("span.from_started_ms", ">", fromMs - LONGEST_DAY_MS)
    .where("span.from_started_ms", "<", toMs)
    .where("span.to_started_ms", ">=", fromMs)
    .$if(screenIds !== undefined, (query) => query.where("span.screen_id", "in", [...(screenIds ?? [])]))
    .$if(player !== undefined, (query) => query.where("span.player", "=", player ?? 0))
    .$if(receivedFromMs !== undefined, (query) => query.where("span.to_received_ms", ">=", receivedFromMs ?? 0));
}

/** The spans that may hold a record of the player from `first` to `last`, both included, by their first key. */
export async function listSpansByKey(
  db: Database,
  player: number,
  first: PlayKey,
  last: PlayKey,
): Promise<ArchiveSpan[]> {
  return db
    .selectFrom("play_archive_spans as span")
    .innerJoin("play_archive_parts as file", (join) =>
      join.onRef("file.civil_date", "=", "span.civil_date").onRef("file.part", "=", "span.part"),
    )
    .selectAll("span")
    .select(["file.path", "file.sha256"])
    .where("span.player", "=", player)
    .where(sql<boolean>`(span.boot, span.last_seq) >= (${first.boot}, ${first.seq})`)
    .where(sql<boolean>`(span.boot, span.first_seq) <= (${last.boot}, ${last.seq})`)
    .orderBy("span.boot")
    .orderBy("span.first_seq")
    .orderBy("span.civil_date")
    .execute();
}

/** The records of a span, some at a time, by number. Throws `ArchiveDamaged`. */
export function readSpan(db: Database, span: ArchiveSpan): AsyncGenerator<readonly PlayRow[]> {
  return archiveOf(db).read(span, span.first_row, span.records);
}

/** Every file of archived records, by day. */
export function listArchiveParts(db: Database): Promise<ArchivePartRow[]> {
  return db.selectFrom("play_archive_parts").selectAll().orderBy("civil_date").orderBy("part").execute();
}

/** What the archive holds. */
export async function sumArchive(db: Database): Promise<{ files: number; records: number; sizeBytes: number }> {
  const row = await db
    .selectFrom("play_archive_parts")
    .select((select) => select.fn.countAll().as("files"))
    .select(sql<number>`cast(coalesce(sum(records), 0) as bigint)`.as("records"))
    .select(sql<number>`cast(coalesce(sum(size_bytes), 0) as bigint)`.as("size_bytes"))
    .executeTakeFirstOrThrow();
  return { files: Number(row.files), records: Number(row.records), sizeBytes: Number(row.size_bytes) };
}

/** Number of the next file of a day, from 1. */
export async function nextPartOf(db: Database, civilDate: string): Promise<number> {
  const row = await db
    .selectFrom("play_archive_parts")
    .select((select) => select.fn.max("part").as("part"))
    .where("civil_date", "=", civilDate)
    .executeTakeFirst();
  return Number(row?.part ?? 0) + 1;
}

/** Tells of a file and where in it what lies. */
export async function insertArchivePart(
  tx: Database,
  part: ArchivePartRow,
  spans: readonly ArchiveSpanRow[],
): Promise<void> {
  await tx.insertInto("play_archive_parts").values(part).execute();
  const names = namesOf(SPAN_COLUMNS);
  await sql`insert into play_archive_spans (${names}) select ${names}
    from ${jsonRows(tx, "told", SPAN_COLUMNS, spans)} where true`.execute(tx);
}

/** Screens of which there are records in the table. */
export async function listHotScreens(db: Database): Promise<string[]> {
  const screens: string[] = [];
  for (let after = ""; ; ) {
    const row = await db
      .selectFrom("play_screens as named")
      .select((select) => select.fn.min("screen_id").as("screen_id"))
      .where("screen_id", ">", after)
      .where(sql<boolean>`exists (select 1 from plays where plays.screen = named.number)`)
      .executeTakeFirst();
    if (row?.screen_id == null) return screens;
    screens.push(row.screen_id);
    after = row.screen_id;
  }
}

/** When the first of the records in the table that began after an instant did; of these screens alone. */
export async function findFirstStart(
  db: Database,
  screenIds: readonly string[],
  afterMs: number,
): Promise<number | undefined> {
  const rows = screenIds.map((screen_id) => ({ screen_id }));
  const found = await sql<{ at_ms: number | null }>`select min((select min(started_at_ms) from play_records as record
    where record.screen_id = asked.screen_id and record.started_at_ms > ${afterMs})) as at_ms
    from ${jsonRows(db, "asked", { screen_id: "text" }, rows)}`.execute(db);
  return found.rows[0]?.at_ms ?? undefined;
}

/** Which records of the table may be moved out: those that began in `[fromMs, toMs)` and were received before an instant. */
export interface Movable {
  readonly fromMs: number;
  readonly toMs: number;
  readonly receivedBeforeMs: number;
}

/** Such records of a screen after a key, by player, boot and number; at most `limit`. */
export function listMovablePlays(
  db: Database,
  screenId: string,
  { fromMs, toMs, receivedBeforeMs }: Movable,
  after: Pick<PlayRow, "player" | "boot" | "seq">,
  limit: number,
): Promise<PlayRow[]> {
  return db
    .selectFrom("play_records")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("started_at_ms", ">=", fromMs)
    .where("started_at_ms", "<", toMs)
    .where("received_at_ms", "<", receivedBeforeMs)
    .where(sql<boolean>`(player, boot, seq) > (${after.player}, ${after.boot}, ${after.seq})`)
    .orderBy("player")
    .orderBy("boot")
    .orderBy("seq")
    .limit(limit)
    .execute();
}

/** Drops the movable records of these spans from the table, and returns how many that were. */
export async function deleteSpans(
  tx: Database,
  spans: readonly ArchiveSpanRow[],
  { fromMs, toMs, receivedBeforeMs }: Movable,
): Promise<number> {
  const { numAffectedRows } = await sql`delete from plays where (player, boot, seq) in (
    select record.player, record.boot, record.seq from ${jsonRows(tx, "span", SPAN_COLUMNS, spans)}
    join play_records as record on record.player = span.player and record.boot = span.boot
    and record.seq >= span.first_seq and record.seq <= span.last_seq
    where record.screen_id = span.screen_id and record.started_at_ms >= ${fromMs} and record.started_at_ms < ${toMs}
    and record.received_at_ms < ${receivedBeforeMs})`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
