import { type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import { eachHourPart } from "../hour-parts.ts";
import { type PackedColumns, packedRows } from "../packed-rows.ts";
import { reportDateOf } from "../report-calendar.ts";
import { SpanRows } from "../span-rows.ts";
import type { Tables } from "../tables.ts";
import { numberTotals, PlayNames } from "./play-names.ts";

/** What of a record its totals are made from. */
export type CountedRow = Pick<
  Selectable<Tables["play_records"]>,
  "screen_id" | "edition_version_id" | "entry_id" | "outcome" | "panel" | "started_at_ms" | "shown_ms"
>;
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
interface NumberedSum {
  readonly screen: number;
  readonly item: number;
  readonly span: number | string;
  plays: number;
  airtime_ms: number;
}

/** Adds hours to the totals, and so to their civil days and months: one statement for each. */
export async function addTotals(db: Database, rows: readonly TotalRow[]): Promise<void> {
  const { screens, items } = await numberTotals(db, new PlayNames(), rows);
  const hours = new NumberedSums();
  for (const [place, { hour_at_ms, plays, airtime_ms }] of rows.entries()) {
    hours.add(screens[place] ?? 0, items[place] ?? 0, hour_at_ms, plays, airtime_ms);
  }
  for (const add of addingAll(db, hours)) await add(db);
}

/** The same of what these records come to: statements made now and to be run later, in a transaction of that database. */
export async function preparePlayTotals(
  db: Database,
  names: PlayNames,
  rows: readonly CountedRow[],
): Promise<readonly ((tx: Database) => Promise<void>)[]> {
  const { screens, items } = await numberTotals(db, names, rows);
  const hours = new NumberedSums();
  let [screen, item] = [0, 0];
  const add = (hourAtMs: number, plays: number, airtimeMs: number) =>
    hours.add(screen, item, hourAtMs, plays, airtimeMs);
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place];
    if (row === undefined) break;
    [screen, item] = [screens[place] ?? 0, items[place] ?? 0];
    eachHourPart(row.started_at_ms, row.shown_ms, add);
  }
  return addingAll(db, hours);
}

function addingAll(db: Database, hours: NumberedSums): readonly ((tx: Database) => Promise<void>)[] {
  if (hours.rows.length === 0) return [];
  const dates = new Map<number | string, string>();
  const dateOf = (hour: number | string) => {
    const date = dates.get(hour) ?? reportDateOf(Number(hour));
    dates.set(hour, date);
    return date;
  };
  const days = summedBy(hours, dateOf);
  const months = summedBy(days, (date) => String(date).slice(0, 7));
  return [addTo(db, "hour", hours.rows), addTo(db, "day", days.rows), addTo(db, "month", months.rows)];
}

/** More than there will be items: with it a screen and an item make one number. */
const ITEMS = 100_000_000;

/** Sums by screen, item and span, in the order in which each was first told. */
class NumberedSums {
  readonly rows: NumberedSum[] = [];
  readonly #bySpan = new Map<number | string, Map<number, NumberedSum>>();

  add(screen: number, item: number, span: number | string, plays: number, airtimeMs: number): void {
    let ofSpan = this.#bySpan.get(span);
    if (ofSpan === undefined) {
      ofSpan = new Map();
      this.#bySpan.set(span, ofSpan);
    }
    const known = ofSpan.get(screen * ITEMS + item);
    if (known !== undefined) {
      known.plays += plays;
      known.airtime_ms += airtimeMs;
      return;
    }
    const sum = { screen, item, span, plays, airtime_ms: airtimeMs };
    ofSpan.set(screen * ITEMS + item, sum);
    this.rows.push(sum);
  }
}

/** The same rows by the span that theirs is in. */
function summedBy({ rows }: NumberedSums, spanOf: (span: number | string) => number | string): NumberedSums {
  const sums = new NumberedSums();
  for (const { screen, item, span, plays, airtime_ms } of rows) sums.add(screen, item, spanOf(span), plays, airtime_ms);
  return sums;
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
