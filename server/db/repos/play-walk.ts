import { sql } from "kysely";
import type { Database } from "../../context.ts";
import { reportDateOf } from "../report-calendar.ts";
import { archivedInWindow, withArchived } from "./archived-plays.ts";
import { hotInWindow } from "./hot-plays.ts";
import type { PlayRow } from "./play-log.ts";
import { byStart, type PlayPlace } from "./play-order.ts";
import { type DayTotalRow, type MonthTotalRow, TOTAL_SPANS, type TotalRow } from "./play-totals.ts";

/** What totals are derived from. */
export interface WalkedPlay {
  readonly editionVersionId: string;
  readonly entryId: string;
  readonly outcome: PlayRow["outcome"];
  readonly panel: PlayRow["panel"];
  readonly startedAtMs: number;
  readonly shownMs: number;
}

const ROWS_A_PAGE = 5_000;
/** Archived records that lie together began on one day. */
const LONGEST_DAY_MS = 25 * 3_600_000;

/** Screens of which there is a record or a total, in order. */
export async function listScreensWithPlays(db: Database): Promise<string[]> {
  const tables = ["play_stretches", ...Object.values(TOTAL_SPANS).map(({ sums }) => sums)];
  // One look for each: their rows are not read.
  const isIn = tables.map(
    (name) => sql`exists (select 1 from ${sql.table(name)} as told where told.screen = named.number)`,
  );
  const { rows } = await sql<{ screen_id: string }>`select screen_id from play_screens as named
    where ${sql.join(isIn, sql` or `)} union select screen_id from play_archive_spans order by screen_id`.execute(db);
  return rows.map(({ screen_id }) => screen_id);
}

/** When the first record of a screen after an instant began. */
export async function findNextStart(db: Database, screenId: string, afterMs: number): Promise<number | undefined> {
  const from = { screenIds: [screenId], fromMs: afterMs + 1, toMs: Number.MAX_SAFE_INTEGER };
  const [row] = await hotInWindow(db, { ...from, order: "asc", limit: 1 });
  const span = await db
    .selectFrom("play_archive_spans")
    .select(({ fn }) => fn.min("from_started_ms").as("from_started_ms"))
    .where("screen_id", "=", screenId)
    .where("from_started_ms", ">", afterMs)
    .executeTakeFirst();
  const found = [row?.started_at_ms, span?.from_started_ms].flatMap((atMs) => (atMs == null ? [] : Number(atMs)));
  // A span that began before may go on after.
  const nearest = found.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...found);
  const over = { screenIds: [screenId], fromMs: afterMs + 1, toMs: Math.min(nearest, afterMs + LONGEST_DAY_MS) };
  for await (const rows of archivedInWindow(db, { ...over, order: "asc" })) {
    found.push(...rows.map(({ started_at_ms }) => started_at_ms));
  }
  return found.length === 0 ? undefined : found.reduce((one, other) => Math.min(one, other));
}

/** Civil months in which a screen has a total of any kind. */
export async function listTotalMonths(db: Database, screenId: string): Promise<string[]> {
  const hours = await db
    .selectFrom("play_totals")
    .select("hour_at_ms")
    .distinct()
    .where("screen_id", "=", screenId)
    .execute();
  const days = await db
    .selectFrom("play_day_totals")
    .select("civil_date")
    .distinct()
    .where("screen_id", "=", screenId)
    .execute();
  const months = await db
    .selectFrom("play_month_totals")
    .select("civil_month")
    .distinct()
    .where("screen_id", "=", screenId)
    .execute();
  const dates = [
    ...hours.map(({ hour_at_ms }) => reportDateOf(hour_at_ms)),
    ...days.map(({ civil_date }) => civil_date),
  ];
  return [...new Set([...dates.map((date) => date.slice(0, 7)), ...months.map(({ civil_month }) => civil_month)])];
}

/** The totals of a screen in one civil month, whose instants are given with it. */
export async function listTotalsOfMonth(
  db: Database,
  screenId: string,
  month: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<{ hours: TotalRow[]; days: DayTotalRow[]; months: MonthTotalRow[] }> {
  const hours = db.selectFrom("play_totals").selectAll().where("screen_id", "=", screenId);
  const days = db.selectFrom("play_day_totals").selectAll().where("screen_id", "=", screenId);
  const months = db.selectFrom("play_month_totals").selectAll().where("screen_id", "=", screenId);
  return {
    hours: await hours.where("hour_at_ms", ">=", fromMs).where("hour_at_ms", "<", toMs).execute(),
    days: await days.where("civil_date", ">=", `${month}-01`).where("civil_date", "<=", `${month}-31`).execute(),
    months: await months.where("civil_month", "=", month).execute(),
  };
}

/** Every record of a screen that began in `[fromMs, toMs)`, by start, a page at a time. */
export async function* eachPlayOf(
  db: Database,
  screenId: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): AsyncGenerator<WalkedPlay> {
  let after: PlayPlace = { started_at_ms: fromMs, player: -1, boot: 0, seq: 0 };
  for (;;) {
    const { started_at_ms } = after;
    const place = after;
    const asked = {
      ...{ screenIds: [screenId], fromMs: started_at_ms, toMs, order: "asc" as const, limit: ROWS_A_PAGE },
      holds: (row: PlayRow) => byStart(row, place) > 0,
    };
    const rows = await withArchived(db, await hotInWindow(db, asked), asked, (row) => row);
    for (const row of rows) {
      const { edition_version_id: editionVersionId, entry_id: entryId, outcome, panel } = row;
      yield { editionVersionId, entryId, outcome, panel, startedAtMs: row.started_at_ms, shownMs: row.shown_ms };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_A_PAGE) return;
    after = last;
  }
}
