import type { ScreenFacts } from "../../../schemas/entry-target.ts";
import type { DaypartWindow } from "../../../schemas/entry-timing.ts";
import { windowSpans } from "../../../schemas/rules/daypart-windows.ts";
import { type PlaceTime, spansOnDate } from "../../../schemas/rules/entry-spans.ts";
import { targetMatches } from "../../../schemas/rules/target-filter.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { DaySpan } from "../../services/schedule/day-bars.ts";
import type { ReadEntry } from "./reach.ts";

/** What is left of an entry on one date. */
export interface DateWindows {
  readonly date: string;
  readonly windows: readonly DaypartWindow[];
}

/**
 * The windows of the entry on the date of a clash without the time of the clash: what accepting the winner comes to.
 * null where the clash is not within one opening of one date, or its ends are not whole minutes.
 */
export function withoutClash(entry: ReadEntry, place: PlaceTime, clash: DaySpan): DateWindows | null {
  const onDate = civilAt(clash.fromMs, place.timeZone).date;
  for (const date of [onDate, addDays(onDate, -1)]) {
    const spans = spansOnDate(entry, place, date);
    if (!spans.some(([fromMs, toMs]) => fromMs <= clash.fromMs && clash.toMs <= toMs)) continue;
    const rest = spans.flatMap(([fromMs, toMs]) =>
      [[fromMs, Math.min(toMs, clash.fromMs)] as const, [Math.max(fromMs, clash.toMs), toMs] as const].filter(
        ([startMs, endMs]) => startMs < endMs,
      ),
    );
    const windows = rest.map(([fromMs, toMs]) => windowOf(fromMs, toMs, date, place));
    const whole = windows.filter((window) => window !== null);
    return whole.length === windows.length ? { date, windows: whole } : null;
  }
  return null;
}

function windowOf(fromMs: number, toMs: number, date: string, { timeZone }: PlaceTime): DaypartWindow | null {
  const [from, to] = [civilAt(fromMs, timeZone), civilAt(toMs, timeZone)];
  if (from.second + to.second > 0 || from.date !== date) return null;
  const isMidnight = to.hour === 0 && to.minute === 0 && to.date === addDays(date, 1);
  return { fromLocal: clock(from), untilLocal: isMidnight ? "24:00" : clock(to) };
}

function clock({ hour, minute }: { hour: number; minute: number }): string {
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** A base entry that ends where a hole begins, with the windows that would reach the hole's end. */
export interface Extension {
  readonly entry: ReadEntry;
  readonly windows: readonly DaypartWindow[];
}

/** The base entry that could go on over a hole of less than a day by having its own hours end later; null: none. */
export function extensionOver(
  entries: readonly ReadEntry[],
  facts: ScreenFacts,
  place: PlaceTime,
  hole: DaySpan,
): Extension | null {
  const date = civilAt(hole.fromMs - 1, place.timeZone).date;
  for (const entry of entries) {
    if (entry.layer !== "base" || entry.hours.kind !== "own" || !targetMatches(entry.target, facts)) continue;
    if (entry.exceptions.some((exception) => exception.date === date)) continue;
    if (!spansOnDate(entry, place, date).some(([, toMs]) => toMs === hole.fromMs)) continue;
    const { windows } = entry.hours.daypart;
    const index = windows.findIndex((window) => windowSpans([window], date, place.at)[0]?.[1] === hole.fromMs);
    const span = windows[index] === undefined ? undefined : windowSpans([windows[index]], date, place.at)[0];
    if (span === undefined || hole.toMs - span[0] >= 86_400_000) continue;
    const longer = windowOf(span[0], hole.toMs, date, place);
    if (longer !== null) return { entry, windows: windows.map((window, at) => (at === index ? longer : window)) };
  }
  return null;
}
