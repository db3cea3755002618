import { getYearInfo } from "@dqcai/vn-lunar";
import type { Recurrence } from "../entry-timing.ts";
import type { Holiday } from "../reference/holiday.ts";
import { addDays } from "./zoned-time.ts";

type LunarRecurrence = Extract<Recurrence, { kind: "lunar" }>;

/** A month of Viet Nam's lunar calendar; `number` of a leap month is that of the month before it. */
export interface LunarMonth {
  readonly year: number;
  readonly number: number;
  readonly isLeap: boolean;
  readonly firstDate: string;
  readonly lengthDays: number;
}

/** First and last lunar year of the tables that this stands on. */
const FIRST_YEAR = 1_200;
const LAST_YEAR = 2_199;
/** Julian day number of 1970-01-01. */
const EPOCH_JULIAN_DAY = 2_440_588;

/**
 * The twelve or thirteen months of a lunar year in order, by Hồ Ngọc Đức's tables at UTC+7 (the Chinese calendar has
 * other dates in some years). Empty outside the lunar years 1200…2198, which nobody schedules.
 */
export function lunarMonths(year: number): LunarMonth[] {
  if (year < FIRST_YEAR || year >= LAST_YEAR) return [];
  const firsts = getYearInfo(year);
  const nextYear = getYearInfo(year + 1)[0];
  return firsts.flatMap((first, index): LunarMonth[] => {
    const next = firsts[index + 1] ?? nextYear;
    if (next === undefined) return [];
    const firstDate = addDays("1970-01-01", first.jd - EPOCH_JULIAN_DAY);
    return [{ year, number: first.month, isLeap: first.leap, firstDate, lengthDays: next.jd - first.jd }];
  });
}

/**
 * The civil dates that a lunar recurrence covers in a civil year, sorted, each once: from each of its days moved by
 * `offsetDays`, `lengthDays` dates. A run that begins in another year counts with the part that lies in this one.
 */
export function lunarDates(recurrence: LunarRecurrence, civilYear: number): string[] {
  const dates = new Set<string>();
  const [firstDate, lastDate] = [`${yearText(civilYear)}-01-01`, `${yearText(civilYear)}-12-31`];
  for (const month of [civilYear - 1, civilYear, civilYear + 1].flatMap(lunarMonths)) {
    const day = dayIn(month, recurrence);
    if (day === null) continue;
    for (let index = 0; index < recurrence.lengthDays; index += 1) {
      const date = addDays(month.firstDate, day - 1 + recurrence.offsetDays + index);
      if (date >= firstDate && date <= lastDate) dates.add(date);
    }
  }
  return [...dates].sort();
}

/** The day of the month that is meant; null where the month is not, or is too short. */
function dayIn(month: LunarMonth, { month: wanted, day, leapMonths }: LunarRecurrence): number | null {
  if (wanted !== null && month.number !== wanted) return null;
  if (month.isLeap && leapMonths === "skip") return null;
  if (day === -1) return month.lengthDays;
  return day <= month.lengthDays ? day : null;
}

/**
 * The public holidays of the civil years `fromYear`…`untilYear` (both inclusive), sorted, each once: each row that is
 * one for the whole country, from its day on for `durationDays` (one, where none is given). Lunar days are worked out,
 * also beyond the years listed. Days that a decision moves are exceptions in a site's hours.
 */
export function publicHolidayDates(holidays: readonly Holiday[], fromYear: number, untilYear: number): string[] {
  const dates = new Set<string>();
  for (const { when, durationDays, isPublicHoliday } of holidays) {
    if (isPublicHoliday !== true || when.calendar === "local") continue;
    const lengthDays = durationDays ?? 1;
    // A run may begin at the end of the year before.
    for (let year = fromYear - 1; year <= untilYear; year += 1) {
      for (const first of when.calendar === "solar" ? solarDay(when, year) : lunarDay(when, year)) {
        for (let index = 0; index < lengthDays; index += 1) dates.add(addDays(first, index));
      }
    }
  }
  const [firstDate, lastDate] = [`${yearText(fromYear)}-01-01`, `${yearText(untilYear)}-12-31`];
  return [...dates].filter((date) => date >= firstDate && date <= lastDate).sort();
}

/** None for 29 February in other years. */
function solarDay({ month, day }: { month: number; day: number }, year: number): string[] {
  const date = addDays(`${yearText(year)}-${String(month).padStart(2, "0")}-01`, day - 1);
  return Number(date.slice(5, 7)) === month ? [date] : [];
}

function lunarDay({ month, day }: { month: number; day: number }, year: number): string[] {
  return lunarDates({ kind: "lunar", month, day, leapMonths: "skip", offsetDays: 0, lengthDays: 1 } as const, year);
}

function yearText(year: number): string {
  return String(year).padStart(4, "0");
}
