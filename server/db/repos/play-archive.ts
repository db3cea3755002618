import { type Selectable, sql } from "kysely";
import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { archiveOf } from "../archive/play-archive.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import type { Tables } from "../tables.ts";
import type { PlayRow } from "./play-log.ts";
import type { StoredStretch } from "./stretch-records.ts";

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
      .where(sql<boolean>`exists (select 1 from play_stretches as stretch where stretch.screen = named.number)`)
      .executeTakeFirst();
    if (row?.screen_id == null) return screens;
    screens.push(row.screen_id);
    after = row.screen_id;
  }
}

/** When the first of the records in the table that began after the end of a civil day did; of these screens alone. */
export async function findFirstStart(
  db: Database,
  screenIds: readonly string[],
  afterMs: number,
): Promise<number | undefined> {
  const rows = screenIds.map((screen_id) => ({ screen_id }));
  const found = await sql<{
    at_ms: number | null;
  }>`select min((select min(from_started_ms) from play_stretches as stretch
    where stretch.screen = named.number and stretch.from_started_ms > ${afterMs})) as at_ms
    from ${jsonRows(db, "asked", { screen_id: "text" }, rows)}
    join play_screens as named on named.screen_id = asked.screen_id`.execute(db);
  return found.rows[0]?.at_ms ?? undefined;
}

/** Which records of the table may be moved out: those of the civil day `[fromMs, toMs)` that were received before an instant. */
export interface Movable {
  readonly fromMs: number;
  readonly toMs: number;
  readonly receivedBeforeMs: number;
}

/** Such stretches of a screen after a key, by player, boot and number; at most `limit`. */
export function listMovableStretches(
  db: Database,
  screenId: string,
  { fromMs, toMs, receivedBeforeMs }: Movable,
  after: Pick<StoredStretch, "player" | "boot" | "first_seq">,
  limit: number,
): Promise<StoredStretch[]> {
  return db
    .selectFrom("play_stretches")
    .selectAll()
    .where("screen", "=", db.selectFrom("play_screens").select("number").where("screen_id", "=", screenId))
    .where("from_started_ms", ">=", fromMs)
    .where("from_started_ms", "<", toMs)
    .where("received_at_ms", "<", receivedBeforeMs)
    .where(sql<boolean>`(player, boot, first_seq) > (${after.player}, ${after.boot}, ${after.first_seq})`)
    .orderBy("player")
    .orderBy("boot")
    .orderBy("first_seq")
    .limit(limit)
    .execute();
}

/** Drops the movable stretches that lie in these spans from the table, and returns how many records that were. */
export async function deleteSpans(
  tx: Database,
  spans: readonly ArchiveSpanRow[],
  { fromMs, toMs, receivedBeforeMs }: Movable,
): Promise<number> {
  const { rows } = await sql<{ player: number; boot: number; first_seq: number; records: number }>`
    select stretch.player, stretch.boot, stretch.first_seq, stretch.last_seq - stretch.first_seq + 1 as records
    from ${jsonRows(tx, "span", SPAN_COLUMNS, spans)} join play_screens as named on named.screen_id = span.screen_id
    join play_stretches as stretch on stretch.player = span.player and stretch.boot = span.boot
    and stretch.first_seq >= span.first_seq and stretch.last_seq <= span.last_seq
    where stretch.screen = named.number and stretch.from_started_ms >= ${fromMs} and stretch.from_started_ms < ${toMs}
    and stretch.received_at_ms < ${receivedBeforeMs}`.execute(tx);
  await sql`delete from play_stretches where (player, boot, first_seq) in (
    select player, boot, first_seq from ${jsonRows(tx, "told", KEY_COLUMNS, rows)})`.execute(tx);
  return rows.reduce((sum, { records }) => sum + Number(records), 0);
}

const KEY_COLUMNS: JsonColumns<Pick<StoredStretch, "player" | "boot" | "first_seq">> = {
  player: "bigint",
  boot: "bigint",
  first_seq: "bigint",
};
