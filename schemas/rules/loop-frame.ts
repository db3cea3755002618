import type { Lane, LanePlan } from "./loop-lanes.ts";

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
  const lanes: number[] = [];
  for (let index = 0; index < plan.lanes.length; index += 1) if ((counts[index] ?? 0) > 0) lanes.push(index);
  const longestMs = lanes.reduce((most, index) => Math.max(most, plan.lanes[index]?.durationMs ?? 0), 1);
  const keys = keyNumbers(plan, lanes);
  const rows = emptyFrame(plan, lanes);
  let [cycleMs, slotCount, hasSpacing] = [0, 0, false];
  for (const [lane, index] of lanes.entries()) {
    const { entry, language, durationMs, items, place } = plan.lanes[index] as Lane;
    const count = counts[index] ?? 0;
    const spacing = (plan.entries[entry]?.spacingMs ?? 0) / longestMs;
    rows.counts[lane] = count;
    rows.entryOf[lane] = entry;
    rows.languageOf[lane] = language;
    rows.lengths[lane] = durationMs / longestMs;
    rows.keyOf[lane] = items.length === 1 ? (keys.get(items[0]?.key ?? "") ?? -1) : -1;
    rows.placeOf[lane] = place;
    rows.turns[lane] = items.length;
    rows.spacings[lane] = spacing;
    rows.entryMix[entry] = (rows.entryMix[entry] ?? 0) + count * durationMs;
    rows.languageMix[language] = (rows.languageMix[language] ?? 0) + count * durationMs;
    cycleMs += count * durationMs;
    slotCount += count;
    hasSpacing ||= spacing > 0;
  }
  return {
    ...rows,
    entryMix: rows.entryMix.map((airtimeMs) => airtimeMs / cycleMs),
    languageMix: rows.languageMix.map((airtimeMs) => airtimeMs / cycleMs),
    laneCount: lanes.length,
    slotCount,
    cycleLength: cycleMs / longestMs,
    placeCounts: Int32Array.from(plan.placeCounts),
    hasPlaces: plan.placeCounts.some((count) => count > 0),
    hasSpacing,
    lanes,
  };
}

function emptyFrame(plan: LanePlan, { length }: readonly number[]) {
  return {
    counts: new Int32Array(length),
    entryOf: new Int32Array(length),
    languageOf: new Int32Array(length),
    lengths: new Float64Array(length),
    keyOf: new Int32Array(length),
    placeOf: new Int32Array(length),
    turns: new Int32Array(length),
    spacings: new Float64Array(length),
    entryMix: new Float64Array(plan.entries.length),
    languageMix: new Float64Array(plan.languages.length),
  };
}

function keyNumbers(plan: LanePlan, lanes: readonly number[]): Map<string, number> {
  const keys = new Map<string, number>();
  for (const index of lanes) {
    for (const { key } of plan.lanes[index]?.items ?? []) if (!keys.has(key)) keys.set(key, keys.size);
  }
  return keys;
}
