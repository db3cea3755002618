const HOUR_MS = 3_600_000;

/** A slot lasts an hour at most; without an end a false record would reach into every hour of a year. */
export const LONGEST_COUNTED_MS = 24 * HOUR_MS;

/**
 * Tells the UTC hours that a showing reaches into, each with its part of the airtime. It counts once, in the hour it
 * began. The parts add up to what was shown, and to no more than a day.
 */
export function eachHourPart(
  startedAtMs: number,
  shownMs: number,
  tell: (hourAtMs: number, plays: number, airtimeMs: number) => void,
): void {
  const endMs = startedAtMs + Math.min(shownMs, LONGEST_COUNTED_MS);
  let fromMs = startedAtMs;
  do {
    const hourAtMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS;
    const untilMs = Math.min(endMs, hourAtMs + HOUR_MS);
    tell(hourAtMs, fromMs === startedAtMs ? 1 : 0, untilMs - fromMs);
    fromMs = untilMs;
  } while (fromMs < endMs);
}
