const HOUR_MS = 3_600_000;

/** Until then the reports' zone (Asia/Ho_Chi_Minh) was eight hours ahead of UTC, seven ever since. */
const SEVEN_HOURS_SINCE_MS = Date.UTC(1975, 5, 12, 16);

/** What a player with a broken clock dates later still counts on this date: dates have four digits of year. */
const LAST_HOUR_MS = Date.UTC(9999, 11, 31, 16);

/** The civil date, `YYYY-MM-DD`, on which an hour of UTC lies in the zone of the reports. An hour before 1970 throws. */
export function reportDateOf(hourAtMs: number): string {
  if (hourAtMs < 0) throw new RangeError(`No hour of a showing: ${hourAtMs}.`);
  const offsetHours = hourAtMs < SEVEN_HOURS_SINCE_MS ? 8 : 7;
  return new Date(Math.min(hourAtMs, LAST_HOUR_MS) + offsetHours * HOUR_MS).toISOString().slice(0, 10);
}
