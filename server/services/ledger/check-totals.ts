import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import type { Database } from "../../context.ts";
import { LONGEST_COUNTED_MS } from "../../db/hour-parts.ts";
import { reportDateOf } from "../../db/report-calendar.ts";
import { type TotalRow, type TotalSpan, totalsOfAllSpans } from "../../db/repos/play-totals.ts";
import {
  eachPlayOf,
  findNextStart,
  listScreensWithPlays,
  listTotalMonths,
  listTotalsOfMonth,
} from "../../db/repos/play-walk.ts";
import { REPORT_TIME_ZONE } from "../reports/report-period.ts";
import { LATEST_MS } from "./record-time.ts";
import { type CountedPlay, totalRowOf, totalsOf } from "./totals.ts";

/** What is dated later counts in it: dates have four digits of year. */
const LAST_MONTH = "9999-12";

/** One row of the totals that is not what the records say; 0 where it is missing or should not be. */
export interface TotalDifference {
  readonly span: TotalSpan;
  /** Screen, edition version, entry, outcome, panel and the hour, date or month. */
  readonly row: readonly (string | number)[];
  readonly stored: { readonly plays: number; readonly airtimeMs: number };
  readonly derived: { readonly plays: number; readonly airtimeMs: number };
}

export interface TotalsCheck {
  readonly screens: number;
  readonly plays: number;
  /** Rows compared. */
  readonly rows: number;
  readonly differences: number;
}

interface Sums {
  readonly plays: number;
  readonly airtimeMs: number;
}

const NONE: Sums = { plays: 0, airtimeMs: 0 };
const PLAYS_TOGETHER = 5_000;

/**
 * Derives every total of the civil months from `fromMonth` to `untilMonth`, both included, anew from the records, and tells
 * each one that differs. Works on one month of one screen after the other, and holds no more than its totals. To be run
 * while no plays arrive, or what is stored in between counts as a difference.
 */
export async function checkTotals(
  db: Database,
  months: { readonly fromMonth: string; readonly untilMonth: string },
  onDifference: (difference: TotalDifference) => void,
): Promise<TotalsCheck> {
  const check = { screens: 0, plays: 0, rows: 0, differences: 0 };
  for (const screenId of await listScreensWithPlays(db)) {
    check.screens += 1;
    for (const month of await monthsOf(db, screenId)) {
      if (month < months.fromMonth || month > months.untilMonth) continue;
      const { plays, hours } = await deriveHours(db, screenId, spanOf(month));
      check.plays += plays;
      const derived = totalsOfAllSpans(hours);
      const stored = await listTotalsOfMonth(db, screenId, month, spanOf(month));
      for (const span of ["hours", "days", "months"] as const) {
        const found = differences(span, derived[span], stored[span]);
        check.rows += found.rows;
        check.differences += found.differences.length;
        for (const one of found.differences) onDifference(one);
      }
    }
  }
  return check;
}

/** Civil months in which the screen has a record or a total. */
async function monthsOf(db: Database, screenId: string): Promise<string[]> {
  const months = new Set(await listTotalMonths(db, screenId));
  for (let afterMs = -1; ; ) {
    const startedAtMs = await findNextStart(db, screenId, afterMs);
    if (startedAtMs === undefined) return [...months].sort();
    const month = reportDateOf(startedAtMs).slice(0, 7);
    months.add(month);
    // A showing that begins on the last evening reaches into the month after.
    const { toMs } = spanOf(month);
    if (toMs > LATEST_MS) return [...months].sort();
    if ((await findNextStart(db, screenId, toMs - LONGEST_COUNTED_MS - 1)) !== undefined) {
      months.add(reportDateOf(toMs).slice(0, 7));
    }
    afterMs = toMs - 1;
  }
}

/** The instants of a civil month; the last one of all has no end, as what is dated after it counts in it. */
function spanOf(month: string): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = startOfDate(`${month}-01`, REPORT_TIME_ZONE);
  if (month === LAST_MONTH) return { fromMs, toMs: Number.MAX_SAFE_INTEGER };
  return { fromMs, toMs: startOfDate(`${addDays(`${month}-28`, 4).slice(0, 7)}-01`, REPORT_TIME_ZONE) };
}

async function deriveHours(
  db: Database,
  screenId: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<{ plays: number; hours: TotalRow[] }> {
  let plays = 0;
  let hours: TotalRow[] = [];
  let together: CountedPlay[] = [];
  const add = () => {
    const fresh = totalsOf(together).map(totalRowOf);
    const own = fresh.filter(({ hour_at_ms }) => hour_at_ms >= fromMs && hour_at_ms < toMs);
    hours = totalsOfAllSpans([...hours, ...own]).hours;
    together = [];
  };
  for await (const play of eachPlayOf(db, screenId, { fromMs: fromMs - LONGEST_COUNTED_MS, toMs })) {
    if (play.startedAtMs >= fromMs) plays += 1;
    together.push({ ...play, screenId });
    if (together.length === PLAYS_TOGETHER) add();
  }
  add();
  return { plays, hours };
}

const SPAN_NAMES = { hours: "hour", days: "day", months: "month" } as const;

function differences(
  spans: keyof typeof SPAN_NAMES,
  derivedRows: readonly AnyTotal[],
  storedRows: readonly AnyTotal[],
): { readonly rows: number; readonly differences: TotalDifference[] } {
  const derived = sumsByName(derivedRows);
  const stored = sumsByName(storedRows);
  const names = [...new Set([...derived.keys(), ...stored.keys()])];
  const found = names.flatMap((name): TotalDifference[] => {
    const one = { stored: stored.get(name) ?? NONE, derived: derived.get(name) ?? NONE };
    const isSame = one.stored.plays === one.derived.plays && one.stored.airtimeMs === one.derived.airtimeMs;
    return isSame ? [] : [{ span: SPAN_NAMES[spans], row: JSON.parse(name), ...one }];
  });
  return { rows: names.length, differences: found };
}

type AnyTotal = Omit<TotalRow, "hour_at_ms"> & { hour_at_ms?: number; civil_date?: string; civil_month?: string };

/** The sums of rows by everything that names a row. */
function sumsByName(rows: readonly AnyTotal[]): Map<string, Sums> {
  return new Map(
    rows.map((row) => {
      const span = row.civil_month ?? row.civil_date ?? row.hour_at_ms ?? 0;
      const name = [row.screen_id, row.edition_version_id, row.entry_id, row.outcome, row.panel, span];
      return [JSON.stringify(name), { plays: row.plays, airtimeMs: row.airtime_ms }];
    }),
  );
}
