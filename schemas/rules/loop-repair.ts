import type { HashBytes } from "../trust/airing-approval.ts";
import { canonicalBytes } from "../trust/canonical-json.ts";
import { buildLoop, loopId } from "./build-loop.ts";
import { arrangeLoop } from "./loop-arrange.ts";
import type { BuiltLoop, LoopInput, LoopSlotPlan } from "./loop-contract.ts";
import { chooseCycle } from "./loop-cycle.ts";
import type { Frame } from "./loop-frame.ts";
import { type LanePlan, planLanes } from "./loop-lanes.ts";
import { findNearestMix } from "./loop-mix.ts";
import { laneRates } from "./loop-rates.ts";
import type { LaneRow } from "./loop-row.ts";
import { searchRow } from "./loop-search.ts";
import { restorePlaces } from "./loop-wishes.ts";

/** Below this bound an order is left as it is, above it the loop is built anew. */
const KEPT_BOUND = 1.1;
const MOST_BOUND = 1.25;

/**
 * Builds the loop of `input` with as much of an earlier loop's order as it can keep: what has too many showings gives some
 * up, what lacks some gets them in between, and only slots that are then far off are moved. For a loop that is on air
 * while its entries change. What comes of it depends on the earlier slots, so they are part of the id. Where the
 * order cannot be kept within the bound, it is the loop of `buildLoop`.
 */
export function repairLoop(previous: readonly LoopSlotPlan[], input: LoopInput, hash: HashBytes): BuiltLoop {
  const plan = planLanes(input);
  const mix = findNearestMix(plan);
  const rates = laneRates(plan, mix);
  const cycle = chooseCycle(plan, rates, input);
  if (plan.lanes.length === 0 || previous.length === 0) return buildLoop(input, hash);
  const repaired = arrangeLoop(plan, mix, cycle, (raised, frame) => repairRow(raised, frame, previous));
  if (repaired.certificate.bound > MOST_BOUND) return buildLoop(input, hash);
  const history = previous.map((slot) => [slot.entryId, slot.key]);
  const id = hash(canonicalBytes({ repaired: loopId(plan, cycle.lengthMs, hash), history })).slice(0, 16);
  return { id, ...repaired };
}

function repairRow(plan: LanePlan, frame: Frame, previous: readonly LoopSlotPlan[]): LaneRow {
  const laneOf = new Map<string, number>();
  for (const [lane, index] of frame.lanes.entries()) {
    const planned = plan.lanes[index];
    const entryId = plan.entries[planned?.entry ?? -1]?.entryId ?? "";
    for (const item of planned?.items ?? []) laneOf.set(`${entryId} ${item.key}`, lane);
  }
  const known = previous.flatMap((slot) => laneOf.get(`${slot.entryId} ${slot.key}`) ?? []);
  const row = Int32Array.from(withMissing(frame, withoutSurplus(frame, known)));
  restorePlaces(frame, row);
  const budget = 1_000_000 + 600 * frame.slotCount;
  return searchRow(frame, row, {
    window: 40,
    isSteep: false,
    reorders: true,
    goodEnough: KEPT_BOUND,
    mayRepeat: true,
    budget,
  });
}

/** A lane with more showings than it should have loses some, evenly spread. */
function withoutSurplus(frame: Frame, row: readonly number[]): number[] {
  const had = countByLane(frame, row);
  const seen = new Int32Array(frame.laneCount);
  return row.filter((lane) => {
    const turn = seen[lane] as number;
    seen[lane] = turn + 1;
    const [wanted, all] = [frame.counts[lane] as number, had[lane] as number];
    return wanted >= all || Math.floor(((turn + 1) * wanted) / all) > Math.floor((turn * wanted) / all);
  });
}

/** A lane with fewer showings than it should have gets the others evenly spread over the cycle. */
function withMissing(frame: Frame, row: readonly number[]): number[] {
  const had = countByLane(frame, row);
  const placed = row.map((lane, slot) => ({ lane, at: (slot + 0.5) / row.length }));
  for (let lane = 0; lane < frame.laneCount; lane += 1) {
    const missing = (frame.counts[lane] as number) - (had[lane] as number);
    for (let turn = 0; turn < missing; turn += 1) placed.push({ lane, at: (turn + 0.5) / missing });
  }
  return placed.sort((one, other) => one.at - other.at || one.lane - other.lane).map(({ lane }) => lane);
}

function countByLane(frame: Frame, row: readonly number[]): Int32Array {
  const counts = new Int32Array(frame.laneCount);
  for (const lane of row) counts[lane] = (counts[lane] as number) + 1;
  return counts;
}
