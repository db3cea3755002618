import type { DaypartWindow } from "../entry-timing.ts";
import { addDays, clockOffsetMs, instantOf, minutesOf, startOfDate } from "./zoned-time.ts";

/** `[startAtMs, endAtMs)`. */
export type Span = readonly [startAtMs: number, endAtMs: number];

/** Instant at which `minutes` after midnight stand on the clock on a civil date. */
export type InstantLookup = (date: string, minutes: number) => number;

/** A window as a person tells it; `nextDay` says whether the end was told with the date of the day after. */
export interface ToldWindow {
  readonly fromLocal: string;
  readonly untilLocal: string;
  readonly nextDay?: boolean | undefined;
}

/** `ends-before-start`: on the same date, as told; `over-a-day`: a day or longer, which no window is. */
export type WindowFault = "unreadable" | "no-length" | "ends-before-start" | "over-a-day";

const DAY_MINUTES = 1_440;
const CLOCK = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

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
 * The same window for `22:00–06:00` told bare and told with the next day's date; midnight at the end is `24:00`. What
 * contradicts itself is refused, and so is a start at `24:00`, which is the next day's `00:00`.
 */
export function readWindow(told: ToldWindow): { ok: true; window: DaypartWindow } | { ok: false; reason: WindowFault } {
  const { fromLocal, untilLocal, nextDay } = told;
  if (!CLOCK.test(fromLocal) || !CLOCK.test(untilLocal) || fromLocal === "24:00") return refuse("unreadable");
  const from = minutesOf(fromLocal);
  const until = minutesOf(untilLocal) + (nextDay === true ? DAY_MINUTES : 0);
  if (until === from) return refuse("no-length");
  if (until < from && nextDay === false) return refuse("ends-before-start");
  const length = until < from ? until + DAY_MINUTES - from : until - from;
  if (length > DAY_MINUTES || (length === DAY_MINUTES && from !== 0)) return refuse("over-a-day");
  return { ok: true, window: written({ from, until: from + length }) };
}

function refuse(reason: WindowFault): { ok: false; reason: WindowFault } {
  return { ok: false, reason };
}

/** Minutes after midnight of the date on which it starts. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

/**
 * The windows of one date, sorted, with those that overlap or touch made one, over the very same minutes. A window over
 * midnight keeps its end on the next day. What makes a day or more in one piece comes out as two windows that touch,
 * because the end of a longer window could not be told from one a day earlier. The same minutes always come out alike.
 */
export function mergeWindows(windows: readonly DaypartWindow[]): DaypartWindow[] {
  const merged: Stretch[] = [];
  for (const next of windows.map(asStretch).sort((one, other) => one.from - other.from || one.until - other.until)) {
    const last = merged.at(-1);
    if (last === undefined || next.from > last.until) merged.push(next);
    else merged[merged.length - 1] = { from: last.from, until: Math.max(last.until, next.until) };
  }
  return merged.flatMap(asWindows).map(written);
}

/** Half a day and the rest; each starts on the date and is shorter than a day. */
function asWindows({ from, until }: Stretch): Stretch[] {
  if (until - from < DAY_MINUTES || (from === 0 && until === DAY_MINUTES)) return [{ from, until }];
  const cut = Math.max(Math.min(from + DAY_MINUTES / 2, DAY_MINUTES - 1), until - DAY_MINUTES + 1);
  return [
    { from, until: cut },
    { from: cut, until },
  ];
}

function asStretch(window: DaypartWindow): Stretch {
  const from = minutesOf(window.fromLocal);
  return { from, until: from + windowMinutes(window) };
}

function written({ from, until }: Stretch): DaypartWindow {
  return { fromLocal: clockText(from), untilLocal: clockText(until > DAY_MINUTES ? until - DAY_MINUTES : until) };
}

function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/**
 * The spans that windows open on the civil date they start on, sorted and apart. Each end is the first instant at which
 * its time stands on the clock: a clock put forward takes its part out of a window, or the window whole; one put back
 * lengthens the window that holds the repeated hour, and repeats none. So windows that adjoin do so on every date.
 */
export function windowSpans(windows: readonly DaypartWindow[], date: string, at: InstantLookup): Span[] {
  const spans: Span[] = [];
  for (const window of windows) {
    const minutes = windowMinutes(window);
    const from = minutesOf(window.fromLocal);
    const startAtMs = onClock(date, from, at);
    const endAtMs = onClock(date, from + minutes, at);
    if (minutes > 0 && startAtMs < endAtMs) spans.push([startAtMs, endAtMs]);
  }
  return mergeSpans(spans);
}

function onClock(date: string, minutes: number, at: InstantLookup): number {
  return minutes < DAY_MINUTES ? at(date, minutes) : at(addDays(date, 1), minutes - DAY_MINUTES);
}

/** The civil date as one span; none where a zone left the date out. */
export function wholeDay(date: string, at: InstantLookup): Span[] {
  const span: Span = [at(date, 0), at(addDays(date, 1), 0)];
  return span[0] < span[1] ? [span] : [];
}

/** The same instants, sorted, with spans that overlap or touch made one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  if (spans.length < 2) return [...spans];
  const merged: Span[] = [];
  for (const span of [...spans].sort((one, other) => one[0] - other[0])) {
    const last = merged.at(-1);
    if (last !== undefined && span[0] <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], span[1])];
    else merged.push(span);
  }
  return merged;
}

/**
 * `instantOf` for one zone, cheap to ask often; `24:00` is the next day's start. Around most dates the clock does not
 * change, and one offset then answers for the date: no zone has put its clock there and back within a day since 1970.
 */
export function lookUpInstants(timeZone: string): InstantLookup {
  const midnights = new Map<string, number | null>();
  const known = new Map<string, number>();
  return (date, minutes) => {
    let midnightMs = midnights.get(date);
    if (midnightMs === undefined) {
      midnightMs = steadyMidnight(date, timeZone);
      midnights.set(date, midnightMs);
    }
    if (midnightMs !== null) return midnightMs + minutes * 60_000;
    const name = `${date} ${minutes}`;
    let atMs = known.get(name);
    if (atMs === undefined) {
      atMs = minutes < DAY_MINUTES ? instantOf(date, minutes, timeZone) : startOfDate(addDays(date, 1), timeZone);
      known.set(name, atMs);
    }
    return atMs;
  };
}

/** The date's first instant where the clock keeps one offset from the day before to the day after; else null. */
function steadyMidnight(date: string, timeZone: string): number | null {
  const utcMs = Date.parse(`${date}T00:00:00Z`);
  const offsets = [-1, 0, 1, 2].map((days) => clockOffsetMs(utcMs + days * DAY_MINUTES * 60_000, timeZone));
  const [offsetMs = 0] = offsets;
  return offsets.every((other) => other === offsetMs) ? utcMs - offsetMs : null;
}
