import type { LoopInput } from "./loop-contract.ts";
import type { LanePlan } from "./loop-lanes.ts";
import type { LaneRates } from "./loop-rates.ts";

/** A short loop repeats its rounding error, so cycles are this long where the segment allows. */
export const CYCLE_MS = 4 * 3_600_000;

/** Part of the cycle by which a language may exceed its target so that none of its items stays unseen. */
const SPARE_PART = 0.0025;

/** The length of a cycle, and how often each lane is shown in it at least. */
export interface Cycle {
  readonly lengthMs: number;
  readonly leastCounts: readonly number[];
}

/**
 * Cycle for a segment: the segment's own length up to four hours, longer only where an item that could have its turn
 * would otherwise never have it; a segment shorter than its loop carries on next time. Whole seconds, so that near
 * segments share it. An item has at least one showing where its pair has the time, or nearly.
 */
export function chooseCycle(
  plan: LanePlan,
  rates: LaneRates,
  input: Pick<LoopInput, "segmentMs" | "maxCycleMs">,
): Cycle {
  const least = (cycleMs: number) => leastCounts(plan, rates, cycleMs);
  const usualMs = wholeSeconds(Math.min(input.segmentMs, CYCLE_MS, input.maxCycleMs));
  const usual = least(usualMs);
  let lengthMs = usualMs;
  for (const [lane, count] of usual.entries()) {
    const neededMs = rates.everyItemOnceMs[lane] ?? 0;
    const isShort = count < (plan.lanes[lane]?.items.length ?? 0);
    if (isShort && neededMs <= input.maxCycleMs) lengthMs = Math.max(lengthMs, wholeSeconds(neededMs));
  }
  return { lengthMs, leastCounts: lengthMs === usualMs ? usual : least(lengthMs) };
}

function wholeSeconds(ms: number): number {
  return Math.max(1_000, Math.ceil(ms / 1_000) * 1_000);
}

function leastCounts(plan: LanePlan, rates: LaneRates, cycleMs: number): number[] {
  const least = plan.lanes.map((lane, index) =>
    (rates.everyItemOnceMs[index] ?? 0) <= cycleMs + 1 ? lane.items.length : 0,
  );
  spendSpare(plan, rates, cycleMs, least);
  const unseen = unseenEntries(plan, least);
  if (unseen.size === 0) return least;
  plan.entryShares.forEach((share, entry) => {
    if (!unseen.has(entry)) return;
    const own = plan.lanes.flatMap((lane, index) => (lane.entry === entry ? [index] : []));
    const rateOf = (index: number) => rates.showingsPerMs[index] ?? 0;
    const first = own.filter((index) => (plan.lanes[index]?.place ?? 0) <= 0);
    const likeliest = first.reduce((best, next) => (rateOf(next) > rateOf(best) ? next : best), first[0] ?? 0);
    if (share * cycleMs >= (plan.lanes[likeliest]?.durationMs ?? 0) / 2) least[likeliest] = 1;
  });
  return least;
}

function unseenEntries(plan: LanePlan, least: readonly number[]): Set<number> {
  const unseen = new Set(plan.entries.keys());
  for (const [index, { entry }] of plan.lanes.entries()) if ((least[index] ?? 0) > 0) unseen.delete(entry);
  return unseen;
}

/**
 * Gives lanes whose items would stay unseen one showing each, the cheapest first, while their language has spare time and
 * their entry has airtime left.
 */
function spendSpare(plan: LanePlan, rates: LaneRates, cycleMs: number, least: number[]): void {
  const spareMs = plan.languages.map(() => SPARE_PART * cycleMs);
  const entryLeftMs = plan.entryShares.map((share) => share * cycleMs);
  const onceMs = plan.lanes.map((lane) => lane.items.length * lane.durationMs);
  const extraMs = plan.lanes.map((lane, index) =>
    Math.max(0, (onceMs[index] ?? 0) - (rates.showingsPerMs[index] ?? 0) * cycleMs * lane.durationMs),
  );
  for (const [index, lane] of plan.lanes.entries()) {
    entryLeftMs[lane.entry] = (entryLeftMs[lane.entry] ?? 0) - (least[index] ?? 0) * lane.durationMs;
  }
  const unseen = plan.lanes.flatMap((_, index) => ((least[index] ?? 0) === 0 ? [index] : []));
  unseen.sort((one, other) => (extraMs[one] ?? 0) - (extraMs[other] ?? 0) || one - other);
  for (const index of unseen) {
    const lane = plan.lanes[index];
    if (lane === undefined || (extraMs[index] ?? 0) > (spareMs[lane.language] ?? 0)) continue;
    if ((onceMs[index] ?? 0) > (entryLeftMs[lane.entry] ?? 0)) continue;
    spareMs[lane.language] = (spareMs[lane.language] ?? 0) - (extraMs[index] ?? 0);
    entryLeftMs[lane.entry] = (entryLeftMs[lane.entry] ?? 0) - (onceMs[index] ?? 0);
    least[index] = lane.items.length;
  }
}
