import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../context.ts";
import { isPostgres } from "../migrations/column-types.ts";
import { type RowsOfScreen, readByScreen, readEachScreen, SCREENS_AT_ONCE } from "../read-by-screen.ts";
import { nextMonth, spansWithin } from "../report-calendar.ts";
import { archivedInWindow, byKey, mergePlays, withArchived } from "./archived-plays.ts";
import type { PlayRow } from "./play-log.ts";

/** Totals of one screen and edition version over a period. */
export interface PeriodTotalRow {
  readonly screen_id: string;
  readonly edition_version_id: string;
  readonly outcome: "completed" | "cut" | "interrupted";
  readonly panel: "on" | "off" | "unknown";
  readonly plays: number;
  readonly airtime_ms: number;
}

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
  readonly table: "play_month_totals" | "play_day_totals" | "play_totals";
  readonly column: "civil_month" | "civil_date" | "hour_at_ms";
  readonly range: { readonly from: string | number; readonly to: string | number };
}

function stretchesWithin(fromMs: number, toMs: number): Stretch[] {
  const { months, days, hours } = spansWithin(fromMs, toMs);
  return [
    ...(months === null
      ? []
      : [{ table: "play_month_totals" as const, column: "civil_month" as const, range: months }]),
    ...days.map((range) => ({ table: "play_day_totals" as const, column: "civil_date" as const, range })),
    ...hours.map((range) => ({ table: "play_totals" as const, column: "hour_at_ms" as const, range })),
  ];
}

type ToldTotal = readonly [string, PeriodTotalRow["outcome"], PeriodTotalRow["panel"], number, number];

async function* readStretch(
  db: Database,
  stretch: Stretch,
  screenId: string | undefined,
): AsyncGenerator<readonly PeriodTotalRow[]> {
  for await (const screen of await screensOf(db, stretch, screenId)) yield totalsOfScreen(screen);
}

async function screensOf(
  db: Database,
  stretch: Stretch,
  screenId: string | undefined,
): Promise<AsyncGenerator<RowsOfScreen<ToldTotal>>> {
  const { table, column, range } = stretch;
  const within = sql`${sql.ref(column)} >= ${range.from} and ${sql.ref(column)} < ${range.to}`;
  const sums = sql`${GROUP}, cast(sum(plays) as bigint) as plays, cast(sum(airtime_ms) as bigint) as airtime_ms
    from ${sql.table(table)} where ${within}`;
  if (isPostgres(db)) {
    const own = screenId === undefined ? sql`` : sql`and screen_id = ${screenId}`;
    return readByScreen(db, COLUMNS, sql`select screen_id, ${sums} ${own} group by screen_id, ${GROUP}`);
  }
  const isOneMonth = column === "civil_month" && nextMonth(String(range.from)) === range.to;
  if (isOneMonth && screenId === undefined) return readByScreen(db, COLUMNS, ...(await slicesOf(db, range.from)));
  const screenIds = screenId === undefined ? await listScreensOf(db, table) : [screenId];
  const query = sql`select ${sums} and screen_id = screen.value group by ${GROUP}`;
  return readEachScreen(db, screenIds, COLUMNS, query);
}

const COLUMNS = ["edition_version_id", "outcome", "panel", "plays", "airtime_ms"];
const GROUP = sql`edition_version_id, outcome, panel`;

/** Totals of one month lie in the order in which they are summed, but for what an edition was shown by: a slice of the fleet each. */
async function slicesOf(db: Database, month: string | number): Promise<readonly RawBuilder<unknown>[]> {
  const { rows } = await sql<{ id: string }>`select id from (
    select id, row_number() over (order by id) as place from screens) as placed
    where place % ${SCREENS_AT_ONCE} = 0 order by id`.execute(db);
  const ends = [...rows.map(({ id }) => id), AFTER_ALL_IDS];
  // The same text for each, so that the statement is prepared once.
  return ends.map((end, index) => {
    return sql`select screen_id, ${GROUP}, plays, airtime_ms from play_month_totals
      where civil_month = ${month} and screen_id >= ${ends[index - 1] ?? ""} and screen_id < ${end}`;
  });
}

const AFTER_ALL_IDS = "\u{10ffff}";

/** Ids of all screens that have totals, by one look for each. */
async function listScreensOf(db: Database, table: Stretch["table"]): Promise<string[]> {
  const first = sql`select min(screen_id) from ${sql.table(table)}`;
  // Begins as every read does, so that it goes to a reader.
  const { rows } = await sql<{ id: string }>`select id from (with recursive found(id) as (${first} union all
    select (${first} where screen_id > found.id) from found where found.id is not null)
    select id from found where id is not null) as screen_ids order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Totals that follow each other and differ in nothing but the figures are one. */
function totalsOfScreen(screen: { readonly screenId: string; readonly rows: readonly ToldTotal[] }): PeriodTotalRow[] {
  const found: { -readonly [Column in keyof PeriodTotalRow]: PeriodTotalRow[Column] }[] = [];
  let last: (typeof found)[number] | undefined;
  for (const [edition_version_id, outcome, panel, plays, airtime_ms] of screen.rows) {
    if (last?.edition_version_id === edition_version_id && last.outcome === outcome && last.panel === panel) {
      last.plays += plays;
      last.airtime_ms += airtime_ms;
    } else {
      last = { screen_id: screen.screenId, edition_version_id, outcome, panel, plays, airtime_ms };
      found.push(last);
    }
  }
  return found;
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

/** A place in the order of receiving. */
export type ReceivedPlace = Pick<PlayRow, "received_at_ms" | "player" | "boot" | "seq">;

/** Records that began in `[fromMs, toMs)` and were received later than `after`, in that order; at most `limit`. */
export async function listReceivedAfter(
  db: Database,
  span: { readonly fromMs: number; readonly toMs: number },
  after: ReceivedPlace,
  limit: number,
): Promise<PlayRow[]> {
  const hot = await db
    .selectFrom("play_records")
    .selectAll()
    .where("received_at_ms", ">=", after.received_at_ms)
    .where(
      sql<boolean>`(received_at_ms, player, boot, seq) > (${after.received_at_ms}, ${after.player}, ${after.boot}, ${after.seq})`,
    )
    .where("started_at_ms", ">=", span.fromMs)
    .where("started_at_ms", "<", span.toMs)
    // Long after a period all that can still come in of it is late: an index of its own holds that.
    .$if(after.received_at_ms - span.toMs >= 86_400_000, (query) =>
      query.where(sql<boolean>`received_at_ms - started_at_ms > 86400000`),
    )
    .orderBy("received_at_ms")
    .orderBy("player")
    .orderBy("boot")
    .orderBy("seq")
    .limit(limit)
    .execute();
  const holds = (row: PlayRow) => byReceived(row, after) > 0;
  const window = { ...span, receivedFromMs: after.received_at_ms, order: "asc", holds } as const;
  let archived: PlayRow[] = [];
  for await (const rows of archivedInWindow(db, window)) {
    if (rows.length > 0) archived = [...archived, ...rows].sort(byReceived).slice(0, limit);
  }
  return archived.length === 0 ? hot : mergePlays(hot, archived, byReceived, limit);
}

function byReceived(one: ReceivedPlace, other: ReceivedPlace): number {
  return one.received_at_ms - other.received_at_ms || one.player - other.player || byKey(one, other);
}

/** Rows of whole records that are taken over in one turn. */
const RECORDS_AT_ONCE = 500;

/** Records of these screens that began in `[fromMs, toMs)`, oldest first; at most `limit`. */
export async function listClusterPlays(
  db: Database,
  screenIds: readonly string[],
  span: { readonly fromMs: number; readonly toMs: number },
  limit: number,
): Promise<PlayRow[]> {
  const hot: PlayRow[] = [];
  for (let last: PlayRow | undefined; ; ) {
    const most = Math.min(RECORDS_AT_ONCE, limit - hot.length);
    const page: PlayRow[] = await hotClusterPlays(db, screenIds, span, last, most);
    for (const row of page) hot.push(row);
    last = page.at(-1);
    if (page.length < most || hot.length >= limit) break;
  }
  return withArchived(db, hot, { screenIds, ...span, order: "asc", limit }, (row) => row);
}

function hotClusterPlays(
  db: Database,
  screenIds: readonly string[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  after: PlayRow | undefined,
  limit: number,
): Promise<PlayRow[]> {
  const { started_at_ms, player, boot, seq } = after ?? { started_at_ms: 0, player: 0, boot: 0, seq: 0 };
  return db
    .selectFrom("play_records")
    .selectAll()
    .where("screen_id", "in", [...screenIds])
    .where("started_at_ms", ">=", after === undefined ? fromMs : started_at_ms)
    .where("started_at_ms", "<", toMs)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(started_at_ms, player, boot, seq) > (${started_at_ms}, ${player}, ${boot}, ${seq})`),
    )
    .orderBy("started_at_ms")
    .orderBy("player")
    .orderBy("boot")
    .orderBy("seq")
    .limit(limit)
    .execute();
}
