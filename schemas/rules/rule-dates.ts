import { RRuleTemporal } from "rrule-temporal";
import type { RuleParts } from "./read-rule.ts";
import { addDays, daysBetween, weekdayOf } from "./zoned-time.ts";

/** Beyond that no second period begins in a hundred years, and the library runs out of dates. */
const LONGEST_INTERVAL = { DAILY: 40_000, WEEKLY: 6_000, MONTHLY: 1_300, YEARLY: 101 } as const;

/**
 * The dates of a rule in one civil year, sorted, from `fromDate` on, COUNT left aside. Worked out at noon in UTC, where
 * every civil date has one noon and each day is as long as the other: neither the server's zone nor a place's clock has
 * a part in it.
 */
export function ruleDates(parts: RuleParts, fromDate: string, year: number): string[] {
  const most = mostDatesInPeriod(parts);
  const bySetPos = parts.bySetPos.filter((position) => Math.abs(position) <= most);
  // The library would look through thousands of periods for a position that none of them has.
  if (bySetPos.length === 0 && parts.bySetPos.length > 0) return [];
  if (parts.freq === "DAILY") return everyDay(parts, fromDate, year).filter((date) => isWithinLimits(parts, date));
  return occurrences({ ...parts, bySetPos }, fromDate, year);
}

/** Every so many days is a step, and all BY parts are limits on it: the library takes ten times as long over them. */
function everyDay({ interval, untilDate }: RuleParts, fromDate: string, year: number): string[] {
  const firstDay = Math.max(0, daysBetween(fromDate, `${String(year).padStart(4, "0")}-01-01`));
  const lastDate = `${String(year).padStart(4, "0")}-12-31`;
  const lastDay = daysBetween(fromDate, untilDate !== null && untilDate < lastDate ? untilDate : lastDate);
  const dates: string[] = [];
  for (let day = Math.ceil(firstDay / interval) * interval; day <= lastDay; day += interval)
    dates.push(addDays(fromDate, day));
  return dates;
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

function isWithinLimits({ byMonth, byMonthDay, byDay }: RuleParts, date: string): boolean {
  const day = Number(date.slice(8));
  const fromEnd = () => day - Number(addDays(`${addDays(date, 32 - day).slice(0, 7)}-01`, -1).slice(8)) - 1;
  return (
    (byMonth.length === 0 || byMonth.includes(Number(date.slice(5, 7)))) &&
    (byDay.length === 0 || byDay.includes(WEEKDAYS[weekdayOf(date)] ?? "")) &&
    (byMonthDay.length === 0 || byMonthDay.includes(day) || byMonthDay.includes(fromEnd()))
  );
}

function occurrences(parts: RuleParts, fromDate: string, year: number): string[] {
  const firstDate = `${String(year).padStart(4, "0")}-01-01`;
  const lastDate = `${String(year).padStart(4, "0")}-12-31`;
  const rule = new RRuleTemporal({
    freq: parts.freq,
    interval: Math.min(parts.interval, LONGEST_INTERVAL[parts.freq]),
    ...(parts.untilDate === null ? {} : { until: noon(parts.untilDate) }),
    ...listed("byMonth", parts.byMonth),
    ...listed("byMonthDay", parts.byMonthDay),
    ...listed("byYearDay", parts.byYearDay),
    ...listed("byWeekNo", parts.byWeekNo),
    ...listed("byDay", parts.byDay),
    ...listed("bySetPos", parts.bySetPos),
    wkst: parts.weekStart,
    dtstart: noon(fromDate),
  });
  const from = new Date(`${firstDate < fromDate ? fromDate : firstDate}T12:00Z`);
  return rule
    .between(from, new Date(`${lastDate}T12:00Z`), true)
    .map(({ epochMilliseconds }) => new Date(epochMilliseconds).toISOString().slice(0, 10));
}

/** No period of the rule has more dates than this, BYSETPOS aside. */
function mostDatesInPeriod({ freq, byMonth, byMonthDay, byYearDay, byWeekNo, byDay }: RuleParts): number {
  if (freq === "DAILY") return 1;
  const months = freq === "MONTHLY" ? 1 : byMonth.length || 12;
  const weeks = freq === "WEEKLY" ? 1 : byWeekNo.length || 5 * months;
  const limits = [
    byDay.reduce((sum, day) => sum + (day.length === 2 ? weeks : months), 0),
    byMonthDay.length * months,
    byYearDay.length,
    byWeekNo.length * 7,
  ];
  const isBare = limits.every((limit) => limit === 0);
  return isBare ? byMonth.length || 1 : Math.min(366, ...limits.filter((limit) => limit > 0));
}

function listed<Name extends string, Value>(name: Name, values: readonly Value[]): { [Key in Name]?: Value[] } {
  return values.length === 0 ? {} : ({ [name]: [...values] } as { [Key in Name]: Value[] });
}

/** All that the library reads of an instant: it brings its own Temporal, so no global one is needed. */
function noon(date: string): { timeZoneId: string; toString(): string } {
  return { timeZoneId: "UTC", toString: () => `${date}T12:00:00+00:00[UTC]` };
}
