import type { Manifest } from "../../../schemas/manifest.ts";
import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";

/** A stretch of one day in which one entry is on, or nothing is. Shares of the day's length, for drawing. */
export interface LaneBar {
  readonly from: number;
  readonly to: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: the slate. */
  readonly entryId: string | null;
}

/**
 * What a manifest does on a civil date, entry by entry: bars that touch are one. Read from the manifest itself, so a
 * drawing made of it cannot show what the player would not do.
 */
export function dayLanes(manifest: Manifest, date: string): LaneBar[] {
  const startMs = startOfDate(date, manifest.timeZone);
  const endMs = startOfDate(addDays(date, 1), manifest.timeZone);
  const day = manifest.days.find(([fromMs, toMs]) => fromMs <= startMs && startMs < toMs);
  const segments = day === undefined ? [] : (manifest.dayPlans[day[2]] ?? []);
  const open = new Map<string | null, LaneBar>();
  const bars: LaneBar[] = [];
  for (const [fromElapsed, toElapsed, loopId] of segments) {
    const fromMs = startMs + fromElapsed;
    const toMs = Math.min(startMs + toElapsed, endMs);
    const now = entriesOf(manifest, loopId);
    for (const [entryId, bar] of open) {
      if (now.has(entryId)) continue;
      bars.push(bar);
      open.delete(entryId);
    }
    for (const entryId of now) {
      const before = open.get(entryId);
      const begins = before?.fromMs ?? fromMs;
      const share = (ms: number) => (ms - startMs) / (endMs - startMs);
      open.set(entryId, { from: share(begins), to: share(toMs), fromMs: begins, toMs, entryId });
    }
  }
  return [...bars, ...open.values()].sort((left, right) => left.from - right.from);
}

function entriesOf(manifest: Manifest, loopId: string): Set<string | null> {
  const loop = manifest.loops[loopId];
  if (loop === undefined || loop.s === "") return new Set([null]);
  const used = new Set(loop.s.split(" ").map(Number));
  const ids = [...used].map((position) => manifest.entries[loop.use[position]?.[1] ?? -1] ?? null);
  return new Set(ids);
}
