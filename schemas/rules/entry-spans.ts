import type { DateException, EntryTiming, NamedDaypart } from "../entry-timing.ts";
import type { DatedHours } from "../operating-hours.ts";
import { type InstantLookup, mergeSpans, type Span, wholeDay, windowSpans } from "./daypart-windows.ts";
import { operatingSpans } from "./operating-hours.ts";
import { recursOn } from "./recurrence-dates.ts";
import { addDays, daysBetween, minutesOf, weekdayOf } from "./zoned-time.ts";

/** What a place adds to an entry's timing. */
export interface PlaceTime {
  readonly timeZone: string;
  /** Of the site. */
  readonly hours: readonly DatedHours[];
  readonly publicHolidays: ReadonlySet<string>;
  /** By id. */
  readonly dayparts: ReadonlyMap<string, NamedDaypart>;
  /** In `timeZone`. */
  readonly at: InstantLookup;
}

/**
 * All instants at which an entry is open from windows that start on `fromDate`…`untilDate` (both inclusive): sorted,
 * apart, each as long as it can be. A window that starts on the last of these dates runs to its own end.
 */
export function entrySpans(timing: EntryTiming, place: PlaceTime, fromDate: string, untilDate: string): Span[] {
  const first = fromDate > timing.fromDate ? fromDate : timing.fromDate;
  const last = timing.untilDate !== null && timing.untilDate < untilDate ? timing.untilDate : untilDate;
  const spans: Span[] = [];
  const days = daysBetween(first, last);
  for (let day = 0; day <= days; day += 1) spans.push(...spansOnDate(timing, place, addDays(first, day)));
  return mergeSpans(spans);
}

/**
 * The spans of an entry that start on one civil date, sorted and apart. The entry's own exception for the date comes
 * before recurrence and hours, and adds the date where those leave it out; before the first and after the last date
 * there is nothing, whatever the exceptions say. A named daypart that is not in `place` opens nothing.
 */
export function spansOnDate(timing: EntryTiming, place: PlaceTime, date: string): Span[] {
  if (!isWithin(timing, date)) return [];
  const exception = exceptionOn(timing.exceptions, date);
  if (exception !== undefined) return windowSpans(exception.windows, date, place.at);
  if (!recurs(timing, date)) return [];
  const { hours } = timing;
  switch (hours.kind) {
    case "always":
      return wholeDay(date, place.at);
    case "own":
      return hours.daypart.weekdays.includes(weekdayOf(date)) ? windowSpans(hours.daypart.windows, date, place.at) : [];
    case "named": {
      const daypart = place.dayparts.get(hours.daypartId);
      return daypart === undefined ? [] : daypartSpans(daypart, date, place.at);
    }
    case "operating":
      return operatingSpans(place.hours, place.publicHolidays, place.at, date);
  }
}

/** A named daypart's spans on a date: its exception for the date, else its windows on its weekdays. */
export function daypartSpans(daypart: NamedDaypart, date: string, at: InstantLookup): Span[] {
  const exception = exceptionOn(daypart.exceptions, date);
  if (exception !== undefined) return windowSpans(exception.windows, date, at);
  return daypart.weekdays.includes(weekdayOf(date)) ? windowSpans(daypart.windows, date, at) : [];
}

/**
 * Whether an entry occurs on a civil date by its dates, recurrence and exceptions. Its hours may still leave that date
 * without a moment.
 */
export function occursOn(timing: EntryTiming, date: string): boolean {
  if (!isWithin(timing, date)) return false;
  const exception = exceptionOn(timing.exceptions, date);
  return exception === undefined ? recurs(timing, date) : exception.windows.length > 0;
}

/**
 * The instants at which a section begins on a civil date, sorted, each once: its times that fall into the entry's spans
 * of that date. A time that the clock skips is the instant of the change; one that comes twice, the first.
 */
export function pinInstants(timing: EntryTiming, atLocal: readonly string[], place: PlaceTime, date: string): number[] {
  const spans = spansOnDate(timing, place, date);
  if (spans.length === 0) return [];
  const instants = new Set(atLocal.map((time) => place.at(date, minutesOf(time))));
  return [...instants]
    .filter((atMs) => spans.some(([startAtMs, endAtMs]) => startAtMs <= atMs && atMs < endAtMs))
    .sort((one, other) => one - other);
}

function isWithin(timing: EntryTiming, date: string): boolean {
  return date >= timing.fromDate && (timing.untilDate === null || date <= timing.untilDate);
}

function recurs(timing: EntryTiming, date: string): boolean {
  return timing.recurrence === null || recursOn(timing.recurrence, timing.fromDate, date);
}

function exceptionOn(exceptions: readonly DateException[], date: string): DateException | undefined {
  return exceptions.length === 0 ? undefined : exceptions.find((exception) => exception.date === date);
}
