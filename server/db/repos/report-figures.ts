import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import type { Database } from "../../context.ts";
import { isPostgres } from "../migrations/column-types.ts";
import { type DateRange, nextMonth, spansWithin } from "../report-calendar.ts";
import { archivedInWindow, byKey, mergePlays, withArchived } from "./archived-plays.ts";
import type { PlayRow } from "./play-log.ts";

/** Others are let in after so many screens of a fleet. */
const SCREENS_AT_ONCE = 20;

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
  const { months, days, hours } = spansWithin(fromMs, toMs);
  const found = [
    ...(months === null ? [] : [await sumOf(db, "play_month_totals", "civil_month", months, screenId)]),
    ...(await allOf(days, (range) => sumOf(db, "play_day_totals", "civil_date", range, screenId))),
    ...(await allOf(hours, (range) => sumOf(db, "play_totals", "hour_at_ms", range, screenId))),
  ];
  return found.length === 1 ? (found[0] ?? []) : summed(found.flat());
}

async function allOf<Range>(ranges: readonly Range[], read: (range: Range) => Promise<PeriodTotalRow[]>) {
  const found: PeriodTotalRow[][] = [];
  for (const range of ranges) found.push(await read(range));
  return found;
}

async function sumOf(
  db: Database,
  table: "play_month_totals" | "play_day_totals" | "play_totals",
  column: "civil_month" | "civil_date" | "hour_at_ms",
  { from, to }: DateRange | { readonly from: number; readonly to: number },
  screenId: string | undefined,
): Promise<PeriodTotalRow[]> {
  const ofScreen = screenId === undefined ? sql`` : sql`and screen_id = ${screenId}`;
  const isOneMonth = column === "civil_month" && nextMonth(String(from)) === to;
  const group = sql`screen_id, edition_version_id, outcome, panel`;
  const grouped = sql`select ${group}, cast(sum(plays) as bigint) as plays, cast(sum(airtime_ms) as bigint) as airtime_ms
    from ${sql.table(table)} where ${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${to} ${ofScreen} group by ${group}`;
  if (isPostgres(db)) {
    return (await sql<PeriodTotalRow>`${grouped} order by screen_id, edition_version_id`.execute(db)).rows;
  }
  // Rows of one month lie in this order, but for what an edition was shown by: that is summed here.
  const sums = isOneMonth
    ? sql`select ${group}, plays, airtime_ms from play_month_totals where civil_month = ${from} ${ofScreen}`
    : grouped;
  // One text for each screen: made beside the event loop, and read in a third of the time that as many rows take.
  const { rows } = await sql<{ screen_id: string; sums: string }>`select screen_id,
    json_group_array(json_array(edition_version_id, outcome, panel, plays, airtime_ms)) as sums
    from (${sums}) group by screen_id order by screen_id`.execute(db);
  const found: PeriodTotalRow[] = [];
  for (const [index, row] of rows.entries()) {
    const told: [string, PeriodTotalRow["outcome"], PeriodTotalRow["panel"], number, number][] = JSON.parse(row.sums);
    for (const [edition_version_id, outcome, panel, plays, airtime_ms] of told) {
      const last = found.at(-1);
      const isSame = last?.edition_version_id === edition_version_id && last.screen_id === row.screen_id;
      if (last !== undefined && isSame && last.outcome === outcome && last.panel === panel) {
        found[found.length - 1] = { ...last, plays: last.plays + plays, airtime_ms: last.airtime_ms + airtime_ms };
      } else found.push({ screen_id: row.screen_id, edition_version_id, outcome, panel, plays, airtime_ms });
    }
    if (index % SCREENS_AT_ONCE === SCREENS_AT_ONCE - 1) await setImmediate();
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

/** Records of these screens that began in `[fromMs, toMs)`, oldest first; at most `limit`. */
export async function listClusterPlays(
  db: Database,
  screenIds: readonly string[],
  span: { readonly fromMs: number; readonly toMs: number },
  limit: number,
): Promise<PlayRow[]> {
  const hot = await db
    .selectFrom("play_records")
    .selectAll()
    .where("screen_id", "in", [...screenIds])
    .where("started_at_ms", ">=", span.fromMs)
    .where("started_at_ms", "<", span.toMs)
    .orderBy("started_at_ms")
    .orderBy("player")
    .orderBy("boot")
    .orderBy("seq")
    .limit(limit)
    .execute();
  return withArchived(db, hot, { screenIds, ...span, order: "asc", limit }, (row) => row);
}
