import type { DaypartWindow } from "../../../schemas/entry-timing.ts";
import { windowMinutes, windowSpans } from "../../../schemas/rules/daypart-windows.ts";
import { type PlaceTime, spansOnDate } from "../../../schemas/rules/entry-spans.ts";
import { addDays, minutesOf } from "../../../schemas/rules/zoned-time.ts";
import type { MessageKey, MessageParameters } from "../../messages/catalogue.ts";
import type { DaySpan } from "../../services/schedule/day-bars.ts";
import { writeWindows } from "../parts/window-text.ts";
import type { ReadEntry } from "./reach.ts";

/** A bar that can be moved: the window of the entry's own hours that opened it. */
export interface Movable {
  readonly kind: "movable";
  /** The version that a change is made from. */
  readonly basis: number;
  /** All windows of the entry, as a field shows them. */
  readonly windows: string;
  /** Which of them. */
  readonly index: number;
  readonly fromMinute: number;
  /** Over midnight it is more than a day's. */
  readonly untilMinute: number;
  /** Midnight of the date on which it starts. */
  readonly midnightMs: number;
}

/** Why a bar cannot be moved by hand. */
export interface Fixed {
  readonly kind: "fixed";
  readonly why: readonly [MessageKey, MessageParameters];
}

/**
 * Whether a bar can be moved on the timeline: only hours that are the entry's own, on a date without an exception, by
 * who may change the entry. Everything else says why not, and where its hours are changed.
 */
export function movableOf(
  entry: ReadEntry,
  bar: DaySpan,
  place: PlaceTime,
  date: string,
  mayChange: boolean,
): Movable | Fixed {
  const { name } = entry;
  if (!mayChange) return fixed(lockKey(entry), { name });
  if (entry.claim?.kind === "pinned") return fixed("timeline.fixed-pinned", { name });
  const { hours } = entry;
  if (hours.kind !== "own") {
    const daypart = hours.kind === "named" ? (place.dayparts.get(hours.daypartId)?.name ?? "") : "";
    return fixed(`timeline.fixed-${hours.kind}`, { name, daypart });
  }
  const { windows } = hours.daypart;
  for (const start of [date, addDays(date, -1), addDays(date, 1)]) {
    if (!covers(spansOnDate(entry, place, start), bar.fromMs)) continue;
    if (entry.exceptions.some((exception) => exception.date === start)) break;
    const index = windows.findIndex((window) => covers(windowSpans([window], start, place.at), bar.fromMs));
    const window = windows[index];
    if (window !== undefined) return movable(entry, windows, index, window, place.at(start, 0));
  }
  return fixed("timeline.fixed-exception", { name });
}

function movable(
  { updatedAtMs }: ReadEntry,
  windows: readonly DaypartWindow[],
  index: number,
  window: DaypartWindow,
  midnightMs: number,
): Movable {
  const fromMinute = minutesOf(window.fromLocal);
  return {
    kind: "movable",
    basis: updatedAtMs,
    windows: writeWindows(windows),
    index,
    fromMinute,
    untilMinute: fromMinute + windowMinutes(window),
    midnightMs,
  };
}

function lockKey({ lock, layer }: ReadEntry): MessageKey {
  if (lock !== null) return `schedule.locked-by-${lock}`;
  return layer === "override" ? "schedule.override-entry" : "timeline.fixed-role";
}

function fixed(key: MessageKey, parameters: MessageParameters): Fixed {
  return { kind: "fixed", why: [key, parameters] };
}

function covers(spans: readonly (readonly [number, number])[], atMs: number): boolean {
  return spans.some(([fromMs, toMs]) => fromMs <= atMs && atMs < toMs);
}
