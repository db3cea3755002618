import type { LoopCertificate, LoopInput, LoopMember, LoopSlotPlan } from "./loop-contract.ts";
import { type LanePlan, planLanes } from "./loop-lanes.ts";
import { findNearestMix, type NearestMix } from "./loop-mix.ts";
import { countRepeats } from "./loop-repeats.ts";

const HOUR_MS = 3_600_000;
const PPM = 1_000_000;

/**
 * Measures a finished row of slots against what was asked, for a loop that goes round and round. The row is all it
 * believes: how it came about plays no part. Costs no more than the row's length times its logarithm.
 */
export function certifyLoop(slots: readonly LoopSlotPlan[], input: LoopInput): LoopCertificate {
  const plan = planLanes(input);
  return certifySlots(slots, plan, findNearestMix(plan));
}

/** `certifyLoop` for a caller that has the plan of the input, and its nearest mix, at hand. */
export function certifySlots(slots: readonly LoopSlotPlan[], plan: LanePlan, mix: NearestMix): LoopCertificate {
  const longestItemMs = slots.reduce((most, slot) => Math.max(most, slot.durationMs), 0);
  const { repeats, unavoidableRepeats } = countRepeats(slots);
  const entryIds = plan.entries.map((entry) => entry.entryId);
  const languageOf = new Map<string, string>();
  for (const { entryId, items } of plan.entries)
    for (const item of items) languageOf.set(nameOf(entryId, item.key), item.language);
  const entries = measureFamily(
    slots,
    entryIds,
    (slot) => slot.entryId,
    plan.entryShares.map((share) => ({ wanted: share, nearest: share })),
  );
  const languages = measureFamily(
    slots,
    plan.languages,
    (slot) => languageOf.get(nameOf(slot.entryId, slot.key)) ?? "",
    plan.languageShares.map((share, language) => ({ wanted: share, nearest: mix.shares[language] ?? 0 })),
  );
  return {
    longestItemMs,
    bound: [...entries, ...languages].reduce((most, member) => Math.max(most, member.bound), 0),
    entries,
    languages,
    conflict: mix.conflict,
    repeats,
    unavoidableRepeats,
    tooClose: plan.entries.reduce((sum, entry) => sum + countTooClose(slots, entry.entryId, entry.spacingMs), 0),
  };
}

function nameOf(entryId: string, key: string): string {
  return `${entryId} ${key}`;
}

/** Showings of one member: start and end of each, and its airtime before each and in all. */
interface Showings {
  readonly startsMs: number[];
  readonly endsMs: number[];
  readonly beforeMs: number[];
  totalMs: number;
  highest: number;
  lowest: number;
}

function measureFamily(
  slots: readonly LoopSlotPlan[],
  names: readonly string[],
  memberOf: (slot: LoopSlotPlan) => string,
  shares: readonly { wanted: number; nearest: number }[],
): LoopMember[] {
  const lengthMs = slots.reduce((sum, slot) => sum + slot.durationMs, 0);
  const longestMs = slots.reduce((most, slot) => Math.max(most, slot.durationMs), 1);
  const byName = new Map(
    names.map((name): [string, Showings] => [
      name,
      { startsMs: [], endsMs: [], beforeMs: [], totalMs: 0, highest: 0, lowest: 0 },
    ]),
  );
  let atMs = 0;
  for (const slot of slots) {
    const showings = byName.get(memberOf(slot));
    showings?.startsMs.push(atMs);
    atMs += slot.durationMs;
    showings?.endsMs.push(atMs);
    showings?.beforeMs.push(showings.totalMs);
    if (showings !== undefined) showings.totalMs += slot.durationMs;
  }
  return names.map((name, index) => {
    const showings = byName.get(name) as Showings;
    const nearest = shares[index]?.nearest ?? 0;
    return {
      name,
      wantedPpm: Math.round((shares[index]?.wanted ?? 0) * PPM),
      nearestPpm: Math.round(nearest * PPM),
      heldPpm: lengthMs === 0 ? 0 : Math.round((showings.totalMs * PPM) / lengthMs),
      ...measureDeviation(showings, lengthMs, longestMs),
      worstHourPpm: worstHourPpm(showings, lengthMs, nearest),
      leastStartsPerHour: leastStartsPerHour(showings.startsMs, lengthMs),
      longestGapMs: longestGapMs(showings.startsMs, lengthMs),
    };
  });
}

/**
 * Between boundaries a member's deviation is linear: it is lowest right before a showing and highest right after one.
 * Multiplied by the loop's length every term is a whole number, so nothing is lost to rounding.
 */
function measureDeviation(showings: Showings, lengthMs: number, longestMs: number): { bound: number; range: number } {
  let [lowest, highest] = [0, 0];
  for (const [index, startMs] of showings.startsMs.entries()) {
    const beforeMs = showings.beforeMs[index] ?? 0;
    const endMs = showings.endsMs[index] ?? 0;
    lowest = Math.min(lowest, beforeMs * lengthMs - showings.totalMs * startMs);
    highest = Math.max(highest, (beforeMs + endMs - startMs) * lengthMs - showings.totalMs * endMs);
  }
  const scale = Math.max(1, lengthMs * longestMs);
  return { bound: Math.max(-lowest, highest) / scale, range: (highest - lowest) / scale };
}

/** The extremes of a sliding hour lie where one of its ends meets an end of a showing. */
function worstHourPpm(showings: Showings, lengthMs: number, nearest: number): number {
  if (lengthMs === 0) return 0;
  let worstMs = 0;
  const look = (fromMs: number) => {
    const airtimeMs = airtimeUntil(showings, lengthMs, fromMs + HOUR_MS) - airtimeUntil(showings, lengthMs, fromMs);
    worstMs = Math.max(worstMs, Math.abs(airtimeMs - nearest * HOUR_MS));
  };
  look(0);
  const backMs = Math.ceil(HOUR_MS / lengthMs) * lengthMs - HOUR_MS;
  for (const edges of [showings.startsMs, showings.endsMs]) {
    for (const edgeMs of edges) {
      look(edgeMs);
      look(edgeMs + backMs);
    }
  }
  return Math.round((worstMs * PPM) / HOUR_MS);
}

/** Airtime of the member in `[0, untilMs)` of the endless loop. */
function airtimeUntil(showings: Showings, lengthMs: number, untilMs: number): number {
  const rounds = Math.floor(untilMs / lengthMs);
  const restMs = untilMs - rounds * lengthMs;
  const next = firstAfter(showings.startsMs, restMs);
  if (next === 0) return rounds * showings.totalMs;
  const cutMs = Math.min(restMs, showings.endsMs[next - 1] ?? 0) - (showings.startsMs[next - 1] ?? 0);
  return rounds * showings.totalMs + (showings.beforeMs[next - 1] ?? 0) + cutMs;
}

/** The hour with fewest starts begins right after one. */
function leastStartsPerHour(startsMs: readonly number[], lengthMs: number): number {
  if (startsMs.length === 0) return 0;
  const startsUntil = (atMs: number) => {
    const rounds = Math.floor(atMs / lengthMs);
    return rounds * startsMs.length + firstAfter(startsMs, atMs - rounds * lengthMs);
  };
  return startsMs.reduce(
    (least, startMs, index) => Math.min(least, startsUntil(startMs + HOUR_MS) - index - 1),
    Number.MAX_SAFE_INTEGER,
  );
}

/** A member that never starts has the whole loop as its gap. */
function longestGapMs(startsMs: readonly number[], lengthMs: number): number {
  if (startsMs.length === 0) return lengthMs;
  const lastMs = (startsMs.at(-1) ?? 0) - lengthMs;
  return startsMs.reduce((most, startMs, index) => Math.max(most, startMs - (startsMs[index - 1] ?? lastMs)), 0);
}

/** How many of the ascending `values` are at most `limit`. */
function firstAfter(values: readonly number[], limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Showings of the entry that begin sooner than `spacingMs` after the same item of the entry ended, seam included. */
function countTooClose(slots: readonly LoopSlotPlan[], entryId: string, spacingMs: number | null): number {
  if (spacingMs === null) return 0;
  const showings = new Map<string, { firstMs: number; endedMs: number }>();
  let tooClose = 0;
  let atMs = 0;
  for (const slot of slots) {
    if (slot.entryId === entryId) {
      const before = showings.get(slot.key);
      if (before !== undefined && atMs - before.endedMs < spacingMs) tooClose += 1;
      showings.set(slot.key, { firstMs: before?.firstMs ?? atMs, endedMs: atMs + slot.durationMs });
    }
    atMs += slot.durationMs;
  }
  for (const { firstMs, endedMs } of showings.values()) if (atMs + firstMs - endedMs < spacingMs) tooClose += 1;
  return tooClose;
}
