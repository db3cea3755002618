import type { Manifest } from "../../../schemas/manifest.ts";
import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import type { DayBar, DaySpan } from "../../services/schedule/day-bars.ts";
import type { DayOfScreen } from "../../services/schedule/day-of-screen.ts";
import type { LaneParts } from "./timeline-lane.ts";

const WEEK_DAYS = 7;
export const QUARTER_DAYS = 90;

/** A date with the night after it. */
export function dayParts(day: DayOfScreen): LaneParts {
  return { ...day, startMs: day.startAtMs, endMs: day.endAtMs, isByDate: false };
}

/** Seven dates as one stretch: bars that go on over midnight are one bar. */
export function weekParts(dayOn: (date: string) => DayOfScreen, monday: string): LaneParts {
  const days = Array.from({ length: WEEK_DAYS }, (_, index) => dayOn(addDays(monday, index)));
  const [first] = days;
  const startMs = first?.startAtMs ?? 0;
  const endMs = days.at(-1)?.midnightMs ?? startMs;
  const within = <One extends DaySpan>(list: (day: DayOfScreen) => readonly One[]): One[] =>
    days.flatMap((day) =>
      list(day).flatMap((one) => {
        const toMs = Math.min(one.toMs, day.midnightMs);
        return one.fromMs < toMs ? [{ ...one, toMs }] : [];
      }),
    );
  const clashes = new Map(days.flatMap((day) => day.clashes.map((clash) => [JSON.stringify(clash), clash])));
  return {
    startMs,
    endMs,
    bars: joined(within(({ bars }) => bars.map((bar) => ({ ...bar, continuesBefore: false, continuesAfter: false })))),
    locked: [],
    sections: within(({ sections }) => sections),
    clashes: [...clashes.values()],
    holes: joinedSpans(within(({ holes }) => holes)),
    closed: joinedSpans(within(({ closed }) => closed)),
    isByDate: false,
  };
}

function joined(bars: readonly DayBar[]): DayBar[] {
  const last = new Map<string, DayBar>();
  const done: DayBar[] = [];
  for (const bar of [...bars].sort((one, other) => one.fromMs - other.fromMs)) {
    const name = `${bar.entryId} ${bar.state}`;
    const before = last.get(name);
    if (before !== undefined && before.toMs === bar.fromMs) last.set(name, { ...before, toMs: bar.toMs });
    else {
      if (before !== undefined) done.push(before);
      last.set(name, bar);
    }
  }
  return [...done, ...last.values()];
}

function joinedSpans<One extends DaySpan>(spans: readonly One[]): One[] {
  const all: One[] = [];
  for (const span of [...spans].sort((one, other) => one.fromMs - other.fromMs)) {
    const before = all.at(-1);
    if (before !== undefined && before.toMs >= span.fromMs) {
      all[all.length - 1] = { ...before, toMs: Math.max(before.toMs, span.toMs) };
    } else all.push(span);
  }
  return all;
}

/**
 * Ninety dates from a manifest's own day plans: an entry has each date on which it has a showing. Read from what a
 * player would be sent, so what waits for approval is not in it; dates beyond the manifest's are left empty.
 */
export function quarterParts(
  manifest: Manifest,
  schedule: ReadonlyMap<string, ScheduledEntry>,
  fromDate: string,
): LaneParts {
  const { timeZone } = manifest;
  const startMs = startOfDate(fromDate, timeZone);
  const endMs = startOfDate(addDays(fromDate, QUARTER_DAYS), timeZone);
  const onDay = dayEntries(manifest);
  const bars: DayBar[] = [];
  const holes: LaneParts["holes"][number][] = [];
  for (const [fromMs, toMs, dayPlanId] of manifest.days) {
    if (toMs <= startMs || fromMs >= endMs) continue;
    const { entryIds, isBare } = onDay(dayPlanId);
    if (isBare) holes.push({ fromMs, toMs, shows: "slate" });
    for (const entryId of entryIds) {
      const entry = schedule.get(entryId);
      if (entry !== undefined) bars.push(dateBar(entry, fromMs, toMs));
    }
  }
  const none = { locked: [], sections: [], clashes: [], closed: [] };
  return { startMs, endMs, bars: joined(bars), holes: joinedSpans(holes), isByDate: true, ...none };
}

function dateBar({ id, name, layer, lock, claim }: ScheduledEntry, fromMs: number, toMs: number): DayBar {
  const sharePpm = claim?.kind === "share" ? claim.sharePpm : null;
  const shown = { state: "on-air", waitsFor: null, sharePpm, continuesBefore: false, continuesAfter: false } as const;
  return { entryId: id, name, layer, lock, fromMs, toMs, ...shown };
}

/** What a day plan shows; days share their plans, so each is read once. */
function dayEntries(manifest: Manifest): (dayPlanId: string) => { entryIds: string[]; isBare: boolean } {
  const known = new Map<string, { entryIds: string[]; isBare: boolean }>();
  return (dayPlanId) => {
    const before = known.get(dayPlanId);
    if (before !== undefined) return before;
    const loopIds = [...new Set((manifest.dayPlans[dayPlanId] ?? []).map(([, , loopId]) => loopId))];
    const entryIds = loopIds.flatMap((loopId) =>
      (manifest.loops[loopId]?.use ?? []).flatMap(([, entryIndex]) => manifest.entries[entryIndex] ?? []),
    );
    const found = { entryIds: [...new Set(entryIds)], isBare: entryIds.length === 0 };
    known.set(dayPlanId, found);
    return found;
  };
}
