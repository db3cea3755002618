import type { Daypart, DaypartWindow } from "../schedule.ts";
import { addDays, instantOf, minutesOf, startOfDate, weekdayOf } from "./zoned-time.ts";

/** `[startAtMs, endAtMs)`. */
export type Span = readonly [startAtMs: number, endAtMs: number];

const DAY_MINUTES = 1_440;

/**
 * Length of a window in minutes; one that ends before it starts runs over midnight. Zero for a window whose two ends
 * are the same: that is a mistake to refuse, never "the whole day".
 */
export function windowMinutes(window: DaypartWindow): number {
  const from = minutesOf(window.fromLocal);
  const until = minutesOf(window.untilLocal);
  return until >= from ? until - from : until + DAY_MINUTES - from;
}

/**
 * The windows of one day, sorted, with those that overlap or touch made one. A window over midnight keeps its end on
 * the next day: it belongs to the day on which it starts.
 */
export function mergeWindows(windows: readonly DaypartWindow[]): DaypartWindow[] {
  const merged: { from: number; until: number }[] = [];
  for (const { from, until } of windows
    .map(asMinutes)
    .sort((one, other) => one.from - other.from || one.until - other.until)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, until);
    else merged.push({ from, until });
  }
  return merged.map(({ from, until }) => ({
    fromLocal: clockText(from),
    untilLocal: clockText(untilOnClock(from, until)),
  }));
}

function asMinutes(window: DaypartWindow): { from: number; until: number } {
  const from = minutesOf(window.fromLocal);
  return { from, until: from + windowMinutes(window) };
}

/** A merged window never runs longer than a day, so its end stays distinguishable from its start. */
function untilOnClock(from: number, until: number): number {
  const end = Math.min(until, from + DAY_MINUTES - 1);
  if (until - from >= DAY_MINUTES && from === 0) return DAY_MINUTES;
  return end > DAY_MINUTES ? end - DAY_MINUTES : end;
}

function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/**
 * The spans that a daypart opens on the civil date it starts on; the whole civil day for `null`. Empty on other
 * weekdays and where a clock change swallows a window.
 */
export function spansOnDate(daypart: Daypart | null, date: string, at: InstantLookup): Span[] {
  if (daypart === null) return [[at(date, 0), at(addDays(date, 1), 0)]];
  if (!daypart.weekdays.includes(weekdayOf(date))) return [];
  return daypart.windows.flatMap((window): Span[] => {
    const from = minutesOf(window.fromLocal);
    const until = minutesOf(window.untilLocal);
    const endAtMs = until <= from ? at(addDays(date, 1), until) : at(date, until);
    const span: Span = [at(date, from), endAtMs];
    return windowMinutes(window) > 0 && span[0] < span[1] ? [span] : [];
  });
}

/** Instant at which `minutes` after midnight stand on the clock on a civil date. */
export type InstantLookup = (date: string, minutes: number) => number;

/** `instantOf` for one zone, each answer worked out once. `24:00` is the next day's start. */
export function lookUpInstants(timeZone: string): InstantLookup {
  const known = new Map<string, number>();
  return (date, minutes) => {
    const name = `${date} ${minutes}`;
    let atMs = known.get(name);
    if (atMs === undefined) {
      atMs =
        minutes >= DAY_MINUTES
          ? instantOf(addDays(date, 1), minutes - DAY_MINUTES, timeZone)
          : minutes === 0
            ? startOfDate(date, timeZone)
            : instantOf(date, minutes, timeZone);
      known.set(name, atMs);
    }
    return atMs;
  };
}
