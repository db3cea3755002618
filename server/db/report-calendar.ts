const HOUR_MS = 3_600_000;

/** Until then the reports' zone (Asia/Ho_Chi_Minh) was eight hours ahead of UTC, seven ever since. */
const SEVEN_HOURS_SINCE_MS = Date.UTC(1975, 5, 12, 16);

/** What a player with a broken clock dates later still counts on this date: dates have four digits of year. */
const LAST_HOUR_MS = Date.UTC(9999, 11, 31, 16);

/** The civil date, `YYYY-MM-DD`, on which an hour of UTC lies in the zone of the reports. An hour before 1970 throws. */
export function reportDateOf(hourAtMs: number): string {
  if (hourAtMs < 0) throw new RangeError(`No hour of a showing: ${hourAtMs}.`);
  return new Date(Math.min(hourAtMs, LAST_HOUR_MS) + offsetHoursAt(hourAtMs) * HOUR_MS).toISOString().slice(0, 10);
}

const DAY_MS = 24 * HOUR_MS;
const OFFSET_MS = 7 * HOUR_MS;

/** Which day in the zone of the reports an instant lies on, counted from 1970; past the last date too. */
export function reportDayOf(atMs: number): number {
  return Math.floor((atMs + offsetHoursAt(atMs) * HOUR_MS) / DAY_MS);
}

function offsetHoursAt(atMs: number): number {
  return atMs < SEVEN_HOURS_SINCE_MS ? 8 : 7;
}

/** From one date or month up to another, which is not included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** What a stretch is made up of. */
export interface SpansWithin {
  /** Whole civil months, `YYYY-MM`; null: there is none. */
  readonly months: DateRange | null;
  /** Whole civil days in no whole month. */
  readonly days: readonly DateRange[];
  /** Instants in no whole day. */
  readonly hours: readonly { readonly from: number; readonly to: number }[];
}

/** Takes `[fromMs, toMs)` apart into as few whole months and days of the reports' zone, and hours, as it holds. */
export function spansWithin(fromMs: number, toMs: number): SpansWithin {
  const whole = { from: Math.ceil((fromMs + OFFSET_MS) / DAY_MS), to: Math.floor((toMs + OFFSET_MS) / DAY_MS) };
  // What lies outside the years in which a day is a day is told by the hour.
  const isPlain = fromMs > SEVEN_HOURS_SINCE_MS + DAY_MS && toMs <= LAST_HOUR_MS;
  if (!isPlain || whole.from >= whole.to) return { months: null, days: [], hours: nonEmpty(fromMs, toMs) };
  const hours = [
    ...nonEmpty(fromMs, whole.from * DAY_MS - OFFSET_MS),
    ...nonEmpty(whole.to * DAY_MS - OFFSET_MS, toMs),
  ];
  const firstMonth = nextMonth(dateOf(whole.from - 1));
  const lastMonth = dateOf(whole.to).slice(0, 7);
  const days = { from: dateOf(whole.from), to: dateOf(whole.to) };
  if (firstMonth >= lastMonth) return { months: null, days: [days], hours };
  const around = [
    { from: days.from, to: `${firstMonth}-01` },
    { from: `${lastMonth}-01`, to: days.to },
  ];
  return { months: { from: firstMonth, to: lastMonth }, days: around.filter(({ from, to }) => from < to), hours };
}

function nonEmpty(from: number, to: number) {
  return from < to ? [{ from, to }] : [];
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The first month that begins after a day, or the one after a month. */
export function nextMonth(date: string): string {
  const [year = 0, month = 0] = date.split("-").map(Number);
  return month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, "0")}`;
}
