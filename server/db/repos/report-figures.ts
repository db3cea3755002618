import { sql } from "kysely";
import type { Database } from "../../context.ts";
import { isPostgres } from "../migrations/column-types.ts";
import { type RowsOfScreen, readByScreen, readEachScreen } from "../read-by-screen.ts";
import { nextMonth, spansWithin } from "../report-calendar.ts";
import { archivedInWindow, mergePlays, withArchived } from "./archived-plays.ts";
import { hotInWindow, hotReceivedAfter } from "./hot-plays.ts";
import { ITEM_SUM_COLUMNS, type ItemSum, itemNamesOf, type PeriodTotalRow } from "./item-names.ts";
import type { PlayRow } from "./play-log.ts";
import { byReceived, type ReceivedPlace } from "./play-order.ts";
import { TOTAL_SPANS, type TotalSpan } from "./play-totals.ts";

/**
 * Totals of the hours in `[fromMs, toMs)`, of one screen or of all, by screen and edition version; both instants must lie
 * on full UTC hours. Whole civil months and days are read as such: a month of a fleet is some thousand rows and not a million.
 */
export async function sumTotals(
  db: Database,
  fromMs: number,
  toMs: number,
  screenId?: string,
): Promise<PeriodTotalRow[]> {
  const found: PeriodTotalRow[] = [];
  for await (const rows of readTotals(db, fromMs, toMs, screenId)) found.push(...rows);
  return stretchesWithin(fromMs, toMs).length === 1 ? found : summed(found);
}

/**
 * The same, some at a time while others have their turn, and added up within each whole month, day or hour alone: a screen
 * and edition version may come again.
 */
export async function* readTotals(
  db: Database,
  fromMs: number,
  toMs: number,
  screenId?: string,
): AsyncGenerator<readonly PeriodTotalRow[]> {
  for (const stretch of stretchesWithin(fromMs, toMs)) yield* readStretch(db, stretch, screenId);
}

/** Totals of one table in `[from, to)`. */
interface Stretch {
  readonly span: TotalSpan;
  readonly range: { readonly from: string | number; readonly to: string | number };
}

function stretchesWithin(fromMs: number, toMs: number): Stretch[] {
  const { months, days, hours } = spansWithin(fromMs, toMs);
  return [
    ...(months === null ? [] : [{ span: "month" as const, range: months }]),
    ...days.map((range) => ({ span: "day" as const, range })),
    ...hours.map((range) => ({ span: "hour" as const, range })),
  ];
}

async function* readStretch(
  db: Database,
  stretch: Stretch,
  screenId: string | undefined,
): AsyncGenerator<readonly PeriodTotalRow[]> {
  const items = itemNamesOf(db);
  const { sums, column } = TOTAL_SPANS[stretch.span];
  const own = screenId === undefined ? sql`` : sql`where screen_id = ${screenId}`;
  const all = sql`select item from ${sql.table(sums)} where screen in (select number from play_screens ${own})
    and ${sql.ref(column)} >= ${stretch.range.from} and ${sql.ref(column)} < ${stretch.range.to}`;
  for await (const { screenId: screen_id, rows } of await screensOf(db, stretch, screenId)) {
    yield await items.totalsOf(screen_id, rows, all);
  }
}

async function screensOf(
  db: Database,
  { span, range }: Stretch,
  screenId: string | undefined,
): Promise<AsyncGenerator<RowsOfScreen<ItemSum>>> {
  const { sums, column } = TOTAL_SPANS[span];
  const within = sql`${sql.ref(`total.${column}`)} >= ${range.from} and ${sql.ref(`total.${column}`)} < ${range.to}`;
  const figures = sql`total.item, cast(sum(total.plays) as bigint) as plays,
    cast(sum(total.airtime_ms) as bigint) as airtime_ms`;
  const from = sql`from ${sql.table(sums)} as total`;
  if (isPostgres(db)) {
    const own = screenId === undefined ? sql`` : sql`and named.screen_id = ${screenId}`;
    const query = sql`select named.screen_id, ${figures} ${from} join play_screens as named
      on named.number = total.screen where ${within} ${own} group by named.screen_id, total.item`;
    return readByScreen(db, ITEM_SUM_COLUMNS, query);
  }
  const screenIds = screenId === undefined ? await listScreensIn(db, sums) : [screenId];
  const ofScreen = sql`total.screen = (select number from play_screens where screen_id = screen.value)`;
  if (span === "month" && nextMonth(String(range.from)) === range.to) {
    // Of one month each item is there once: nothing needs to be sorted.
    const query = sql`select total.item, total.plays, total.airtime_ms ${from}
      where ${ofScreen} and total.civil_month = ${range.from}`;
    return readEachScreen(db, screenIds, ITEM_SUM_COLUMNS, query);
  }
  const query = sql`select ${figures} ${from} where ${within} and ${ofScreen} group by total.item`;
  return readEachScreen(db, screenIds, ITEM_SUM_COLUMNS, query);
}

/** Ids of all screens that have totals there, in order, by one look for each. */
async function listScreensIn(db: Database, sums: string): Promise<string[]> {
  const { rows } = await sql<{ screen_id: string }>`select screen_id from play_screens as named
    where exists (select 1 from ${sql.table(sums)} as total where total.screen = named.number)
    order by screen_id`.execute(db);
  return rows.map(({ screen_id }) => screen_id);
}

function summed(rows: readonly PeriodTotalRow[]): PeriodTotalRow[] {
  const sums = new Map<string, PeriodTotalRow>();
  for (const row of rows) {
    const name = `${row.screen_id} ${row.edition_version_id} ${row.outcome} ${row.panel}`;
    const known = sums.get(name) ?? { ...row, plays: 0, airtime_ms: 0 };
    sums.set(name, { ...row, plays: known.plays + row.plays, airtime_ms: known.airtime_ms + row.airtime_ms });
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

/** A screen of a period, with its place. */
export interface PeriodScreenRow {
  readonly screen_id: string;
  readonly screen_name: string;
  readonly cluster_id: string;
  readonly cluster_name: string;
  readonly site_id: string;
  readonly site_name_vi: string;
  readonly site_name_en: string;
  readonly time_zone: string;
}

/** Screens that were in use at some time in `[fromMs, toMs)`, with their place, by site, cluster and name. */
export function listScreensInPeriod(db: Database, fromMs: number, toMs: number): Promise<PeriodScreenRow[]> {
  return db
    .selectFrom("screens")
    .innerJoin("clusters", "clusters.id", "screens.cluster_id")
    .innerJoin("sites", "sites.id", "clusters.site_id")
    .select([
      "screens.id as screen_id",
      "screens.name as screen_name",
      "clusters.id as cluster_id",
      "clusters.name as cluster_name",
      "sites.id as site_id",
      "sites.name_vi as site_name_vi",
      "sites.name_en as site_name_en",
      "sites.time_zone",
    ])
    .where("screens.created_at_ms", "<", toMs)
    .where((where) =>
      where.or([where("screens.retired_at_ms", "is", null), where("screens.retired_at_ms", ">", fromMs)]),
    )
    .orderBy("sites.id")
    .orderBy("clusters.id")
    .orderBy("screens.id")
    .execute();
}

/** Records that began in `[fromMs, toMs)` and were received later than `after`, in that order; at most `limit`. */
export async function listReceivedAfter(
  db: Database,
  span: { readonly fromMs: number; readonly toMs: number },
  after: ReceivedPlace,
  limit: number,
): Promise<PlayRow[]> {
  const hot = await hotReceivedAfter(db, span, after, limit);
  const holds = (row: PlayRow) => byReceived(row, after) > 0;
  const window = { ...span, receivedFromMs: after.received_at_ms, order: "asc", holds } as const;
  let archived: PlayRow[] = [];
  for await (const rows of archivedInWindow(db, window)) {
    if (rows.length > 0) archived = [...archived, ...rows].sort(byReceived).slice(0, limit);
  }
  return archived.length === 0 ? hot : mergePlays(hot, archived, byReceived, limit);
}

/** Records of these screens that began in `[fromMs, toMs)`, oldest first; at most `limit`. */
export async function listClusterPlays(
  db: Database,
  screenIds: readonly string[],
  span: { readonly fromMs: number; readonly toMs: number },
  limit: number,
): Promise<PlayRow[]> {
  const asked = { screenIds, ...span, order: "asc" as const, limit };
  return withArchived(db, await hotInWindow(db, asked), asked, (row) => row);
}
