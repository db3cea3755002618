import { type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import { namesOf } from "../json-rows.ts";
import { type PackedColumns, packedRows } from "../packed-rows.ts";
import { reportDateOf } from "../report-calendar.ts";
import { SpanRows } from "../span-rows.ts";
import type { Tables } from "../tables.ts";
import { numberTotals, PlayNames, type TotalNumbers } from "./play-names.ts";

export type TotalRow = Selectable<Tables["play_totals"]>;
export type DayTotalRow = Selectable<Tables["play_day_totals"]>;
export type MonthTotalRow = Selectable<Tables["play_month_totals"]>;

/** The spans that totals are kept by: each with its view, its table and the column that names the span. */
export const TOTAL_SPANS = {
  hour: { table: "play_totals", sums: "play_hour_sums", column: "hour_at_ms" },
  day: { table: "play_day_totals", sums: "play_day_sums", column: "civil_date" },
  month: { table: "play_month_totals", sums: "play_month_sums", column: "civil_month" },
} as const;
export type TotalSpan = keyof typeof TOTAL_SPANS;

const NUMBER = { digits: 8 };
const KEY: PackedColumns<TotalNumbers> = { screen: NUMBER, item: NUMBER };
const SUMS = { plays: { digits: 6 }, airtime_ms: { digits: 11 } } as const;
const SPAN_COLUMN = {
  hour: { hour_at_ms: { digits: 14 } },
  day: { civil_date: { exactly: 10 } },
  month: { civil_month: { exactly: 7 } },
} as const;

/** Adds hours to the totals, and so to their civil days and months: one statement for each. */
export async function addTotals(db: Database, rows: readonly TotalRow[]): Promise<void> {
  for (const add of await prepareTotals(db, new PlayNames(), rows)) await add(db);
}

/** The same statements made now and to be run later, in a transaction of that database. */
export async function prepareTotals(
  db: Database,
  names: PlayNames,
  rows: readonly TotalRow[],
): Promise<readonly ((tx: Database) => Promise<void>)[]> {
  if (rows.length === 0) return [];
  const { hours, days, months } = totalsOfAllSpans(rows);
  return [
    await addTo(db, names, "hour", hours),
    await addTo(db, names, "day", days),
    await addTo(db, names, "month", months),
  ];
}

/** Hours, each once, with the civil days and months of the reports' zone that they make up. */
export function totalsOfAllSpans(rows: readonly TotalRow[]): {
  readonly hours: TotalRow[];
  readonly days: DayTotalRow[];
  readonly months: MonthTotalRow[];
} {
  const dates = new Map<number, string>();
  const dateOf = (hourAtMs: number) => {
    const date = dates.get(hourAtMs) ?? reportDateOf(hourAtMs);
    dates.set(hourAtMs, date);
    return date;
  };
  const hours = summed(rows, ({ hour_at_ms }) => hour_at_ms, ofHour);
  const days = summed(
    hours.map((row) => ofDay(row, dateOf(row.hour_at_ms))),
    ({ civil_date }) => civil_date,
    (row) => ofDay(row, row.civil_date),
  );
  const months = summed(
    days.map((row) => ofMonth(row, row.civil_date.slice(0, 7))),
    ({ civil_month }) => civil_month,
    (row) => ofMonth(row, row.civil_month),
  );
  return { hours, days, months };
}

type Group = Omit<TotalRow, "hour_at_ms">;

// Member by member: there is one for nearly every record, and taking objects apart by name takes ten times as long.
function ofHour({ screen_id, edition_version_id, entry_id, outcome, panel, hour_at_ms, plays, airtime_ms }: TotalRow) {
  return { screen_id, edition_version_id, entry_id, outcome, panel, hour_at_ms, plays, airtime_ms };
}

function ofDay({ screen_id, edition_version_id, entry_id, outcome, panel, plays, airtime_ms }: Group, date: string) {
  return { screen_id, edition_version_id, entry_id, outcome, panel, civil_date: date, plays, airtime_ms };
}

function ofMonth({ screen_id, edition_version_id, entry_id, outcome, panel, plays, airtime_ms }: Group, month: string) {
  return { screen_id, edition_version_id, entry_id, outcome, panel, civil_month: month, plays, airtime_ms };
}

function summed<Row extends Group>(
  rows: readonly Row[],
  spanOf: (row: Row) => string | number,
  copyOf: (row: Row) => Row,
): Row[] {
  const sums = new SpanRows<Row>();
  for (const row of rows) {
    const { screen_id, edition_version_id, entry_id, outcome, panel } = row;
    const span = spanOf(row);
    const isSame = (one: Row) => one.entry_id === entry_id && one.outcome === outcome && one.panel === panel;
    const known = sums.find(screen_id, edition_version_id, span, isSame);
    if (known === undefined) {
      sums.add(screen_id, edition_version_id, span, copyOf(row));
      continue;
    }
    known.plays += row.plays;
    known.airtime_ms += row.airtime_ms;
  }
  return sums.rows;
}

async function addTo<Row extends Group>(
  db: Database,
  names: PlayNames,
  span: TotalSpan,
  rows: readonly Row[],
): Promise<(tx: Database) => Promise<void>> {
  const { sums, column } = TOTAL_SPANS[span];
  const columns = { ...KEY, ...SPAN_COLUMN[span], ...SUMS };
  const numbers = await numberTotals(db, names, rows);
  const numbered = rows.map((row, place) => ({
    screen: numbers[place]?.screen,
    item: numbers[place]?.item,
    [column]: row[column as never],
    plays: row.plays,
    airtime_ms: row.airtime_ms,
  }));
  const own = namesOf(columns);
  const add = sql`insert into ${sql.table(sums)} (${own}) select ${own} from ${packedRows(db, "told", columns as never, numbered)} where true
    on conflict (screen, ${sql.ref(column)}, item) do update set
    plays = ${sql.ref(`${sums}.plays`)} + excluded.plays,
    airtime_ms = ${sql.ref(`${sums}.airtime_ms`)} + excluded.airtime_ms`;
  return async (tx) => void (await add.execute(tx));
}
