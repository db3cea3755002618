import type { CompileFrame } from "./compile-frame.ts";
import type { DueEvent } from "./due-events.ts";

/** Of a stretch too short for its loop, at least this part counts as shown. */
const LEAST_PART = 0.25;

/**
 * How much airtime the set that is due from each event has had before it: in its week and, were all weeks like that one,
 * in every week since 1970. So where a loop stands hangs on the date alone, not on the day of compiling. Of each stretch
 * two of its longest items are not counted, because they may be lost to its bounds: the loop goes on there next time.
 */
export function carriedTimes(events: readonly DueEvent[], { weeks }: CompileFrame): number[] {
  const before = new Map<string, number>();
  const weekTotals = new Map<string, number>();
  let next = 0;
  const found = events.map((event, index) => {
    // In order of time, and so are the weeks, without gap.
    while (event.atMs >= (weeks[next]?.toMs ?? Number.POSITIVE_INFINITY)) next += 1;
    const week = event.atMs >= (weeks[next]?.fromMs ?? Number.POSITIVE_INFINITY) ? next : -1;
    const name = `${week} ${event.run.set.key}`;
    const hadMs = before.get(name) ?? 0;
    const isLastOfInstant = events[index + 1]?.atMs !== event.atMs;
    if (isLastOfInstant) before.set(name, hadMs + shownMs(event, weeks[week]?.toMs ?? event.untilMs));
    weekTotals.set(name, before.get(name) ?? 0);
    return { name, hadMs, number: weeks[week]?.number ?? (weeks.at(-1)?.number ?? 0) + 1 };
  });
  return found.map(({ name, hadMs, number }) => number * (weekTotals.get(name) ?? 0) + hadMs);
}

/** A stretch counts up to its week's end: what comes after may be seen in less detail from further away. */
function shownMs({ atMs, untilMs, pin, run }: DueEvent, weekEndMs: number): number {
  const sectionMs = pin === null ? 0 : pin.planned.items.reduce((sum, { edition }) => sum + edition.durationMs, 0);
  const lengthMs = Math.max(0, Math.min(untilMs, weekEndMs) - atMs - sectionMs);
  return Math.floor(Math.max(lengthMs - 2 * run.set.longestItemMs, lengthMs * LEAST_PART));
}
