const DAY_MS = 86_400_000;

/** Civil date and time of day in a zone. `weekday` is 0 for Monday. */
export interface CivilInstant {
  readonly date: string;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Civil reading of an instant in `timeZone`. Throws RangeError for an unknown zone. */
export function civilAt(atMs: number, timeZone: string): CivilInstant {
  const parts: Record<string, number> = {};
  for (const part of formatterOf(timeZone).formatToParts(atMs)) {
    if (part.type !== "literal") parts[part.type] = Number(part.value);
  }
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  const dayNumber = Math.floor(Date.UTC(year, month - 1, day) / DAY_MS);
  return { date: dateOfDayNumber(dayNumber), weekday: mod(dayNumber + 3, 7), hour, minute, second };
}

/**
 * First instant of the civil date in `timeZone`. Where midnight is skipped by a clock change, the first instant that
 * carries the date.
 */
export function startOfDate(date: string, timeZone: string): number {
  return instantOf(date, 0, timeZone);
}

/**
 * Instant at which `minutes` of civil time after midnight stand on the clock. A time that a clock change skips maps to
 * the instant of the change; one that comes twice maps to the first.
 */
export function instantOf(date: string, minutes: number, timeZone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000;
  const guesses = [
    wanted - clockOffsetMs(wanted - DAY_MS, timeZone),
    wanted - clockOffsetMs(wanted + DAY_MS, timeZone),
  ];
  const exact = guesses.filter((guess) => guess + clockOffsetMs(guess, timeZone) === wanted);
  return exact.length > 0 ? Math.min(...exact) : firstInstantAfter(wanted, Math.min(...guesses), timeZone);
}

/** In a gap: the first instant whose civil reading is at or past `wanted`, searched by halving. */
function firstInstantAfter(wanted: number, lowGuess: number, timeZone: string): number {
  let low = lowGuess - 3 * 3_600_000;
  let high = lowGuess + 3 * 3_600_000;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle + clockOffsetMs(middle, timeZone) >= wanted) high = middle;
    else low = middle;
  }
  return high;
}

/** The civil date `days` after `date`. */
export function addDays(date: string, days: number): string {
  return dateOfDayNumber(Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS) + days);
}

/** How many days `untilDate` is after `fromDate`; negative when it is before. */
export function daysBetween(fromDate: string, untilDate: string): number {
  return (Date.parse(`${untilDate}T00:00:00Z`) - Date.parse(`${fromDate}T00:00:00Z`)) / DAY_MS;
}

/** 0 for Monday … 6 for Sunday. */
export function weekdayOf(date: string): number {
  return mod(Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS) + 3, 7);
}

/** Minutes after midnight of `HH:mm`; 1440 for `24:00`. */
export function minutesOf(timeLocal: string): number {
  return Number(timeLocal.slice(0, 2)) * 60 + Number(timeLocal.slice(3, 5));
}

/** By how much the zone's clock is ahead of UTC at an instant, to the second. */
export function clockOffsetMs(atMs: number, timeZone: string): number {
  const whole = Math.floor(atMs / 1_000) * 1_000;
  const civil = civilAt(whole, timeZone);
  const asUtc = Date.parse(`${civil.date}T00:00:00Z`) + ((civil.hour * 60 + civil.minute) * 60 + civil.second) * 1_000;
  return asUtc - whole;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

function dateOfDayNumber(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
