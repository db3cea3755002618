/** A bar that can be moved, as the page tells it: minutes after midnight of the date on which its window starts. */
export interface BarMove {
  readonly entryId: string;
  readonly basis: number;
  /** Every window of the entry: `07:00–12:00, 14:00–17:30`. */
  readonly windows: string;
  /** Which of them the bar is. */
  readonly index: number;
  readonly from: number;
  /** Over midnight it is more than a day's. */
  readonly until: number;
  /** That midnight, in minutes after the lane's start. */
  readonly offset: number;
}

export interface BarHours {
  readonly from: number;
  readonly until: number;
}

/** Which end is taken: the whole bar, its end, or its start. */
export type Grip = "whole" | "end" | "start";

export const STEP_MINUTES = 5;
const DAY_MINUTES = 1_440;

/**
 * The hours after moving by so many minutes: on whole steps, starting on the same date, at least one step long
 * (unless it was shorter) and shorter than a day (or a whole one from midnight). A start that has no step left on its
 * date stays where it is.
 */
export function movedHours(hours: BarHours, grip: Grip, byMinutes: number): BarHours {
  const { from, until } = hours;
  if (grip === "end") {
    const longest = from === 0 ? DAY_MINUTES : from + DAY_MINUTES - STEP_MINUTES;
    return { from, until: clamp(onStep(until + byMinutes), from + STEP_MINUTES, longest) };
  }
  if (grip === "start") {
    const earliest = Math.max(0, until - DAY_MINUTES + STEP_MINUTES);
    const latest = Math.max(earliest, Math.min(DAY_MINUTES, until) - STEP_MINUTES);
    const start = clamp(onStep(from + byMinutes), earliest, latest);
    return { from: start < DAY_MINUTES ? start : from, until };
  }
  const start = clamp(onStep(from + byMinutes), 0, DAY_MINUTES - STEP_MINUTES);
  return { from: start, until: start + (until - from) };
}

/** `08:00–12:30`. */
export function hoursText({ from, until }: BarHours): string {
  return `${clock(from)}–${clock(until > DAY_MINUTES ? until - DAY_MINUTES : until)}`;
}

/** Every window of the entry with the moved one in its place. */
export function windowsText(move: BarMove, hours: BarHours): string {
  const windows = move.windows.split(", ");
  windows[move.index] = hoursText(hours);
  return windows.join(", ");
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function onStep(minutes: number): number {
  return Math.round(minutes / STEP_MINUTES) * STEP_MINUTES;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
