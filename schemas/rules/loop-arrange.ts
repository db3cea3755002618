import { certifySlots } from "./loop-certificate.ts";
import type { BuiltLoop } from "./loop-contract.ts";
import { countLanes } from "./loop-counts.ts";
import type { Cycle } from "./loop-cycle.ts";
import { dealItems } from "./loop-deal.ts";
import { type Frame, makeFrame } from "./loop-frame.ts";
import type { LanePlan } from "./loop-lanes.ts";
import { findNearestMix, type NearestMix } from "./loop-mix.ts";
import { addShowings, withExtraShowings } from "./loop-promises.ts";
import { laneRates } from "./loop-rates.ts";
import { partRepeats } from "./loop-repeats.ts";
import type { LaneRow } from "./loop-row.ts";

/** How often a loop is made anew for promised starts. */
const MAX_ROUNDS = 24;

/** A loop before it has an id. */
export type Arranged = Omit<BuiltLoop, "id">;

/** A way to order the lanes of a frame. */
export type OrderLanes = (plan: LanePlan, frame: Frame) => LaneRow;

/**
 * Counts, orders and deals the lanes of a plan; again with more showings while an entry has fewer starts in some hour than
 * it was promised, and room is left.
 */
export function arrangeLoop(plan: LanePlan, mix: NearestMix, cycle: Cycle, order: OrderLanes): Arranged {
  let latest = arrange(plan, plan, mix, cycle, order);
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
    latest = arrange(plan, raised, mix, cycle, order);
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

/** Arranges `plan` and measures the outcome against what was `asked`. */
function arrange(asked: LanePlan, plan: LanePlan, mix: NearestMix, cycle: Cycle, order: OrderLanes): Arranged {
  const aim = plan === asked ? mix : findNearestMix(plan);
  const counts = countLanes(plan, aim.shares, laneRates(plan, aim).showingsPerMs, cycle);
  const frame = makeFrame(plan, counts);
  const listed = new Set(plan.entries.flatMap((entry) => (entry.order === "listed" ? [entry.entryId] : [])));
  const slots = partRepeats(dealItems(plan, frame, order(plan, frame)), listed);
  const shown = new Set(slots.map((slot) => `${slot.entryId} ${slot.key}`));
  const leftOut = asked.entries.flatMap(({ entryId, items }) =>
    items.flatMap(({ key }) => (shown.has(`${entryId} ${key}`) ? [] : [key])),
  );
  return {
    slots,
    lengthMs: slots.reduce((sum, slot) => sum + slot.durationMs, 0),
    certificate: certifySlots(slots, asked, mix),
    leftOut: [...new Set(leftOut)].sort(),
  };
}
