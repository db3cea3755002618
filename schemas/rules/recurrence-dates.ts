import type { Recurrence } from "../entry-timing.ts";
import { lunarDates } from "./lunar-dates.ts";
import { type RuleFault, readRule } from "./read-rule.ts";
import { ruleDates } from "./rule-dates.ts";
import { addDays, daysBetween } from "./zoned-time.ts";

export type RecurrenceCheck =
  | { readonly ok: true }
  /** `part`: the part of the rule that is at fault, as written; null for `no-date`. */
  | { readonly ok: false; readonly reason: RuleFault; readonly part: string }
  | { readonly ok: false; readonly reason: "no-date"; readonly part: null };

/** A rule without a date in so many years from the first date is refused: nobody means it. */
const SEARCH_YEARS = 5;
/** Rules are followed for so long from their first date. */
const MOST_YEARS = 100;
/** Years of rules remembered; each takes about half a kilobyte. */
const MAX_KNOWN = 4_096;

/** The dates of one recurrence in one civil year, a flag for each. */
interface DatedYear {
  readonly flags: Uint8Array;
  readonly count: number;
}

const EMPTY: DatedYear = { flags: new Uint8Array(12 * 31), count: 0 };
const known = new Map<string, DatedYear>();

/**
 * Returns every civil date from `horizonFrom` to `horizonUntil` on which the recurrence falls, and no other: whatever
 * horizon is asked for, a date is among them or not by the rule alone. The rule counts from `fromDate`, which is one of
 * them only where it matches, and stops after `untilDate`; all four are inclusive, null is without end. COUNT counts from
 * the first match on or after `fromDate`. No zone has a part in it. Empty for a rule that `checkRecurrence` cannot read;
 * none has dates more than a hundred years after its first.
 */
export function recurrenceDates(
  recurrence: Recurrence,
  fromDate: string,
  untilDate: string | null,
  horizonFrom: string,
  horizonUntil: string,
): ReadonlySet<string> {
  const first = horizonFrom > fromDate ? horizonFrom : fromDate;
  const last = untilDate !== null && untilDate < horizonUntil ? untilDate : horizonUntil;
  const dates = new Set<string>();
  const days = daysBetween(first, last);
  for (let day = 0; day <= days; day += 1) {
    const date = addDays(first, day);
    if (recursOn(recurrence, fromDate, date)) dates.add(date);
  }
  return dates;
}

/** Whether the date is one of `recurrenceDates`. Remembered by rule, first date and year, so asking again is cheap. */
export function recursOn(recurrence: Recurrence, fromDate: string, date: string): boolean {
  if (date < fromDate) return false;
  return datedYear(recurrence, fromDate, Number(date.slice(0, 4))).flags[flagIndex(date)] === 1;
}

/**
 * Whether an entry can have this recurrence: the rule is readable, no shorter than daily, and has a date within five
 * years from `fromDate`. Answers in a bounded time whatever the rule says.
 */
export function checkRecurrence(recurrence: Recurrence, fromDate: string): RecurrenceCheck {
  if (recurrence.kind === "rule") {
    const reading = readRule(recurrence.rrule);
    if (!reading.ok) return reading;
  }
  const firstYear = Number(fromDate.slice(0, 4));
  const lastYear = Math.min(firstYear + SEARCH_YEARS, 9_999);
  const lastDate = `${String(lastYear).padStart(4, "0")}${fromDate.slice(4)}`;
  for (let year = firstYear; year <= lastYear; year += 1) {
    const { flags } = datedYear(recurrence, fromDate, year);
    for (let index = 0; index < flags.length; index += 1) {
      if (flags[index] !== 1) continue;
      const date = dateOfFlag(year, index);
      if (date >= fromDate) return date <= lastDate ? { ok: true } : { ok: false, reason: "no-date", part: null };
    }
  }
  return { ok: false, reason: "no-date", part: null };
}

function datedYear(recurrence: Recurrence, fromDate: string, year: number): DatedYear {
  const name =
    recurrence.kind === "rule" ? `${recurrence.rrule} ${fromDate} ${year}` : `${lunarName(recurrence)} ${year}`;
  return remembered(name, () =>
    recurrence.kind === "rule" ? ruleYear(recurrence.rrule, fromDate, year) : flagged(lunarDates(recurrence, year)),
  );
}

function lunarName(recurrence: Extract<Recurrence, { kind: "lunar" }>): string {
  const { month, day, leapMonths, offsetDays, lengthDays } = recurrence;
  return `lunar ${month} ${day} ${leapMonths} ${offsetDays} ${lengthDays}`;
}

function remembered(name: string, workOut: () => DatedYear): DatedYear {
  const found = known.get(name);
  if (found !== undefined) return found;
  const year = workOut();
  if (known.size >= MAX_KNOWN) {
    const oldest = known.keys().next().value;
    if (oldest !== undefined) known.delete(oldest);
  }
  known.set(name, year);
  return year;
}

/**
 * A rule's dates in one year. COUNT is ours: the years before have used up so many, which bounds the work that one
 * year takes, however far away and however large the count is.
 */
function ruleYear(rrule: string, fromDate: string, year: number): DatedYear {
  const reading = readRule(rrule);
  const firstYear = Number(fromDate.slice(0, 4));
  if (!reading.ok || year < firstYear || year - firstYear > MOST_YEARS) return EMPTY;
  const { parts } = reading;
  const uncounted = (ofYear: number) =>
    remembered(`${rrule} ${fromDate} ${ofYear} uncounted`, () => flagged(ruleDates(parts, fromDate, ofYear)));
  if (parts.count === null) return flagged(ruleDates(parts, fromDate, year));
  let left = parts.count;
  for (let before = firstYear; before < year && left > 0; before += 1) left -= uncounted(before).count;
  return left > 0 ? firstOf(uncounted(year), left) : EMPTY;
}

function firstOf(year: DatedYear, most: number): DatedYear {
  if (year.count <= most) return year;
  let seen = 0;
  const flags = year.flags.map((flag) => (flag === 1 && ++seen <= most ? 1 : 0));
  return { flags, count: most };
}

function flagged(dates: readonly string[]): DatedYear {
  if (dates.length === 0) return EMPTY;
  const flags = new Uint8Array(12 * 31);
  for (const date of dates) flags[flagIndex(date)] = 1;
  return { flags, count: dates.length };
}

function flagIndex(date: string): number {
  return (Number(date.slice(5, 7)) - 1) * 31 + Number(date.slice(8, 10)) - 1;
}

function dateOfFlag(year: number, index: number): string {
  const month = String(Math.floor(index / 31) + 1).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${month}-${String((index % 31) + 1).padStart(2, "0")}`;
}
