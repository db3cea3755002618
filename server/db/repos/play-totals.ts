import { type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
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
const OWN = { screen: NUMBER, item: NUMBER };
const SUMS = { plays: { digits: 6 }, airtime_ms: { digits: 11 } };
const SUM_COLUMNS: { readonly [Span in TotalSpan]: PackedColumns<NumberedSum> } = {
  hour: { ...OWN, span: { digits: 14 }, ...SUMS },
  day: { ...OWN, span: { exactly: 10 }, ...SUMS },
  month: { ...OWN, span: { exactly: 7 }, ...SUMS },
};

/** A total by its numbers. */
interface NumberedSum extends TotalNumbers {
  readonly span: number | string;
  plays: number;
  airtime_ms: number;
}

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
  const numbers = await numberTotals(db, names, rows);
  const told = rows.map(({ hour_at_ms: span, plays, airtime_ms }, place): NumberedSum => {
    const { screen = 0, item = 0 } = numbers[place] ?? {};
    return { screen, item, span, plays, airtime_ms };
  });
  const dates = new Map<number | string, string>();
  const dateOf = (hour: number | string) => {
    const date = dates.get(hour) ?? reportDateOf(Number(hour));
    dates.set(hour, date);
    return date;
  };
  const hours = summedBy(told, (span) => span);
  const days = summedBy(hours, dateOf);
  const months = summedBy(days, (date) => String(date).slice(0, 7));
  return [addTo(db, "hour", hours), addTo(db, "day", days), addTo(db, "month", months)];
}

/** More than there will be items: with it a screen and an item make one number. */
const ITEMS = 100_000_000;

/** Sums of the same rows by screen, item and the span that theirs is in. */
function summedBy(
  rows: readonly NumberedSum[],
  spanOf: (span: number | string) => number | string,
): readonly NumberedSum[] {
  const sums = new Map<number | string, Map<number, NumberedSum>>();
  const found: NumberedSum[] = [];
  for (const { screen, item, span: told, plays, airtime_ms } of rows) {
    const span = spanOf(told);
    const ofSpan = sums.get(span) ?? new Map<number, NumberedSum>();
    sums.set(span, ofSpan);
    const known = ofSpan.get(screen * ITEMS + item);
    if (known !== undefined) {
      known.plays += plays;
      known.airtime_ms += airtime_ms;
      continue;
    }
    const sum = { screen, item, span, plays, airtime_ms };
    ofSpan.set(screen * ITEMS + item, sum);
    found.push(sum);
  }
  return found;
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

function addTo(db: Database, span: TotalSpan, rows: readonly NumberedSum[]): (tx: Database) => Promise<void> {
  const { sums, column } = TOTAL_SPANS[span];
  const told = packedRows(db, "told", SUM_COLUMNS[span], rows);
  const add = sql`insert into ${sql.table(sums)} (screen, item, ${sql.ref(column)}, plays, airtime_ms)
    select screen, item, span, plays, airtime_ms from ${told} where true
    on conflict (screen, ${sql.ref(column)}, item) do update set
    plays = ${sql.ref(`${sums}.plays`)} + excluded.plays,
    airtime_ms = ${sql.ref(`${sums}.airtime_ms`)} + excluded.airtime_ms`;
  return async (tx) => void (await add.execute(tx));
}
