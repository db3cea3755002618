import { CYCLE_MS } from "../../../schemas/rules/loop-cycle.ts";
import type { Run } from "./timeline.ts";

/** Longest cycles tried, until all loops together stay within the slots a manifest has room for. */
const LIMITS_MS = [2 * CYCLE_MS, CYCLE_MS, CYCLE_MS / 2, CYCLE_MS / 4];

/**
 * The longest cycle with which the loops of these runs stay within `maxSlots` altogether; the shortest there is when none
 * does. An estimate from the items' mean length: nothing is built for it.
 */
export function chooseCycleLimit(runs: readonly Run[], maxSlots: number, mostMs = Number.MAX_SAFE_INTEGER): number {
  const distinct = new Map<string, { wantedMs: number; meanMs: number }>();
  for (const { set, fromMs, toMs } of runs) {
    if (set.key === "") continue;
    const segmentMs = loopSegmentMs({ fromMs, toMs });
    distinct.set(`${set.key} ${segmentMs}`, {
      wantedMs: Math.max(segmentMs, 2 * set.onceMs),
      meanMs: set.meanItemMs,
    });
  }
  const slotsWith = (limitMs: number) => {
    let slots = 0;
    for (const { wantedMs, meanMs } of distinct.values()) slots += Math.min(wantedMs, limitMs) / meanMs;
    return slots;
  };
  const limits = LIMITS_MS.filter((limitMs) => limitMs <= mostMs);
  return limits.find((limitMs) => slotsWith(limitMs) <= maxSlots) ?? limits.at(-1) ?? CYCLE_MS / 4;
}

/** The length a run's loop is made for, in whole seconds, so that near runs share it. */
export function loopSegmentMs({ fromMs, toMs }: Pick<Run, "fromMs" | "toMs">): number {
  return Math.min(Math.ceil((toMs - fromMs) / 1_000) * 1_000, CYCLE_MS);
}
