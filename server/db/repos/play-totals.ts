import { type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import { reportDateOf } from "../report-calendar.ts";
import type { Tables } from "../tables.ts";
import { allEnded } from "../transaction.ts";

export type TotalRow = Selectable<Tables["play_totals"]>;
export type DayTotalRow = Selectable<Tables["play_day_totals"]>;
export type MonthTotalRow = Selectable<Tables["play_month_totals"]>;

/** The spans that totals are kept by: each with its table and the column that names the span. */
export const TOTAL_SPANS = {
  hour: { table: "play_totals", column: "hour_at_ms" },
  day: { table: "play_day_totals", column: "civil_date" },
  month: { table: "play_month_totals", column: "civil_month" },
} as const;
export type TotalSpan = keyof typeof TOTAL_SPANS;

const GROUP = {
  screen_id: "text",
  edition_version_id: "text",
  entry_id: "text",
  outcome: "text",
  panel: "text",
} as const;
const SUMS = { plays: "bigint", airtime_ms: "bigint" } as const;
const HOUR_COLUMNS: JsonColumns<TotalRow> = { ...GROUP, hour_at_ms: "bigint", ...SUMS };
const DAY_COLUMNS: JsonColumns<DayTotalRow> = { ...GROUP, civil_date: "text", ...SUMS };
const MONTH_COLUMNS: JsonColumns<MonthTotalRow> = { ...GROUP, civil_month: "text", ...SUMS };

/** Adds hours to the totals, and so to their civil days and months: one statement for each. */
export async function addTotals(db: Database, rows: readonly TotalRow[]): Promise<void> {
  const { hours, days, months } = totalsOfAllSpans(rows);
  await allEnded([
    addTo(db, "hour", HOUR_COLUMNS, hours),
    addTo(db, "day", DAY_COLUMNS, days),
    addTo(db, "month", MONTH_COLUMNS, months),
  ]);
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
  const hours = summed(rows, ({ hour_at_ms }) => hour_at_ms);
  const ofDays = hours.map(({ hour_at_ms, ...row }) => ({ ...row, civil_date: dateOf(hour_at_ms) }));
  const days = summed(ofDays, ({ civil_date }) => civil_date);
  const ofMonths = days.map(({ civil_date, ...row }) => ({ ...row, civil_month: civil_date.slice(0, 7) }));
  return { hours, days, months: summed(ofMonths, ({ civil_month }) => civil_month) };
}

type Group = Omit<TotalRow, "hour_at_ms">;

function summed<Row extends Group>(rows: readonly Row[], spanOf: (row: Row) => string | number): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const name = `${row.screen_id} ${row.edition_version_id} ${row.entry_id} ${row.outcome} ${row.panel} ${spanOf(row)}`;
    const known = sums.get(name);
    if (known === undefined) {
      sums.set(name, { ...row });
      continue;
    }
    known.plays += row.plays;
    known.airtime_ms += row.airtime_ms;
  }
  return [...sums.values()];
}

async function addTo<Row extends object>(
  db: Database,
  span: TotalSpan,
  columns: JsonColumns<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const { table, column } = TOTAL_SPANS[span];
  const names = namesOf(columns);
  await sql`insert into ${sql.table(table)} (${names}) select ${names} from ${jsonRows(db, "told", columns, rows)} where true
    on conflict (screen_id, edition_version_id, entry_id, outcome, panel, ${sql.ref(column)}) do update set
    plays = ${sql.ref(`${table}.plays`)} + excluded.plays,
    airtime_ms = ${sql.ref(`${table}.airtime_ms`)} + excluded.airtime_ms`.execute(db);
}
