import { certifySlots } from "./loop-certificate.ts";
import type { BuiltLoop, LoopSlotPlan } from "./loop-contract.ts";
import { countLanes } from "./loop-counts.ts";
import type { Cycle } from "./loop-cycle.ts";
import { dealItems } from "./loop-deal.ts";
import { makeFrame } from "./loop-frame.ts";
import type { LanePlan } from "./loop-lanes.ts";
import { findNearestMix, type NearestMix } from "./loop-mix.ts";
import { orderLanes } from "./loop-order.ts";
import { addShowings, withExtraShowings } from "./loop-promises.ts";
import { type LaneRates, laneRates } from "./loop-rates.ts";
import { partRepeats } from "./loop-repeats.ts";

/** How often a loop is made anew for promised starts. */
const MAX_ROUNDS = 24;

/** A loop before it has an id. */
export type Arranged = Omit<BuiltLoop, "id">;

/**
 * Counts, orders and deals the lanes of a plan; again with more showings while an entry has fewer starts in some hour than
 * it was promised, and room is left.
 */
export function arrangeLoop(plan: LanePlan, mix: NearestMix, rates: LaneRates, cycle: Cycle): Arranged {
  let latest = arrange({ plan, mix, rates }, plan, mix, cycle);
  let best = latest;
  let extra: readonly number[] = plan.entries.map(() => 0);
  let leaps = true;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const more = addShowings(plan, extra, latest, leaps);
    if (more === undefined) break;
    const raised = withExtraShowings(plan, more, cycle.lengthMs);
    if (raised === undefined && !leaps) break;
    leaps = leaps && raised !== undefined;
    if (raised === undefined) continue;
    extra = more;
    const aim = findNearestMix(raised);
    latest = arrange({ plan: raised, mix: aim, rates: laneRates(raised, aim) }, plan, mix, cycle);
    if (missingStarts(plan, latest) < missingStarts(plan, best)) best = latest;
  }
  return best;
}

function missingStarts(plan: LanePlan, { certificate }: Arranged): number {
  return plan.entries.reduce((sum, entry, index) => {
    const least = certificate.entries[index]?.leastStartsPerHour ?? 0;
    return sum + Math.max(0, (entry.minStartsPerHour ?? 0) - least);
  }, 0);
}

interface Aim {
  readonly plan: LanePlan;
  readonly mix: NearestMix;
  readonly rates: LaneRates;
}

/** Arranges a plan and measures the outcome against what was `asked`. */
function arrange({ plan, mix, rates }: Aim, asked: LanePlan, askedMix: NearestMix, cycle: Cycle): Arranged {
  const counts = countLanes(plan, mix.shares, rates.showingsPerMs, cycle);
  const frame = makeFrame(plan, counts);
  const listed = new Set(plan.entries.flatMap((entry) => (entry.order === "listed" ? [entry.entryId] : [])));
  const slots = partRepeats(dealItems(plan, frame, orderLanes(frame)), listed);
  return {
    slots,
    lengthMs: slots.reduce((sum, slot) => sum + slot.durationMs, 0),
    certificate: certifySlots(slots, asked, askedMix),
    leftOut: leftOutOf(asked, slots),
  };
}

function leftOutOf(asked: LanePlan, slots: readonly LoopSlotPlan[]): string[] {
  const shown = new Map(asked.entries.map(({ entryId }) => [entryId, new Set<string>()]));
  for (const { entryId, key } of new Set(slots)) shown.get(entryId)?.add(key);
  const leftOut = new Set<string>();
  for (const { entryId, items } of asked.entries) {
    const keys = shown.get(entryId);
    for (const { key } of items) if (keys?.has(key) !== true) leftOut.add(key);
  }
  return [...leftOut].sort();
}
