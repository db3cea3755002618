import type { LanePlan } from "./loop-lanes.ts";

/**
 * What ordering looks at, by number: lanes with a count, their lengths in longest items, and the cycle's own mix.
 * Against its own mix every deviation is 0 at the cycle's end, so that repeating it never drifts.
 */
export interface Frame {
  readonly laneCount: number;
  readonly slotCount: number;
  readonly counts: Int32Array;
  readonly entryOf: Int32Array;
  readonly languageOf: Int32Array;
  /** By lane, in longest items. */
  readonly lengths: Float64Array;
  readonly cycleLength: number;
  readonly entryMix: Float64Array;
  readonly languageMix: Float64Array;
  /** By lane: number of its only key; -1 where turns are taken. Lanes of equal number repeat each other. */
  readonly keyOf: Int32Array;
  /** By lane: its place in a listed entry, or -1. By entry: how many places, or 0. */
  readonly placeOf: Int32Array;
  readonly placeCounts: Int32Array;
  readonly hasPlaces: boolean;
  /** By lane: how many of its showings make one turn, and the time wanted between two of one item; 0: none. */
  readonly turns: Int32Array;
  readonly spacings: Float64Array;
  readonly hasSpacing: boolean;
  /** By lane: its number in the plan. */
  readonly lanes: readonly number[];
}

/** Makes the frame of a plan whose counts are settled; lanes without a showing are left out. */
export function makeFrame(plan: LanePlan, counts: readonly number[]): Frame {
  const lanes = plan.lanes.flatMap((_, index) => ((counts[index] ?? 0) > 0 ? [index] : []));
  const own = lanes.flatMap((index) => plan.lanes[index] ?? []);
  const longestMs = own.reduce((most, lane) => Math.max(most, lane.durationMs), 1);
  const shown = Int32Array.from(lanes, (index) => counts[index] ?? 0);
  const lengths = Float64Array.from(own, (lane) => lane.durationMs / longestMs);
  const entryMix = new Float64Array(plan.entries.length);
  const languageMix = new Float64Array(plan.languages.length);
  let cycleMs = 0;
  for (const [index, lane] of own.entries()) {
    const airtimeMs = (shown[index] ?? 0) * lane.durationMs;
    cycleMs += airtimeMs;
    entryMix[lane.entry] = (entryMix[lane.entry] ?? 0) + airtimeMs;
    languageMix[lane.language] = (languageMix[lane.language] ?? 0) + airtimeMs;
  }
  const keys = [...new Set(own.flatMap((lane) => lane.items.map((item) => item.key)))];
  const spacings = Float64Array.from(own, (lane) => (plan.entries[lane.entry]?.spacingMs ?? 0) / longestMs);
  return {
    laneCount: own.length,
    slotCount: shown.reduce((sum, count) => sum + count, 0),
    counts: shown,
    entryOf: Int32Array.from(own, (lane) => lane.entry),
    languageOf: Int32Array.from(own, (lane) => lane.language),
    lengths,
    cycleLength: cycleMs / longestMs,
    entryMix: entryMix.map((airtimeMs) => airtimeMs / cycleMs),
    languageMix: languageMix.map((airtimeMs) => airtimeMs / cycleMs),
    keyOf: Int32Array.from(own, (lane) => (lane.items.length === 1 ? keys.indexOf(lane.items[0]?.key ?? "") : -1)),
    placeOf: Int32Array.from(own, (lane) => lane.place),
    placeCounts: Int32Array.from(plan.placeCounts),
    hasPlaces: plan.placeCounts.some((count) => count > 0),
    turns: Int32Array.from(own, (lane) => lane.items.length),
    spacings,
    hasSpacing: spacings.some((spacing) => spacing > 0),
    lanes,
  };
}
