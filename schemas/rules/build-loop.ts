import type { HashBytes } from "../trust/airing-approval.ts";
import { canonicalBytes } from "../trust/canonical-json.ts";
import { arrangeLoop } from "./loop-arrange.ts";
import { certifySlots } from "./loop-certificate.ts";
import type { BuiltLoop, LoopInput } from "./loop-contract.ts";
import { chooseCycle } from "./loop-cycle.ts";
import { type LanePlan, planLanes } from "./loop-lanes.ts";
import { findNearestMix } from "./loop-mix.ts";
import { orderLanes } from "./loop-order.ts";
import { laneRates } from "./loop-rates.ts";

/** Part of what a loop's id is made of: another way to build is another loop. */
const LOOP_ALGORITHM = 2;

/**
 * Builds the repeating row of slots for one set of entries: in every prefix the airtime of each entry and language
 * stays near its share, as the loop's certificate says; the language mix is the nearest one that the content allows.
 * Same input, same bytes, in whatever order entries and items are given. Empty without content. `known` remembers
 * loops by id between calls.
 */
export function buildLoop(input: LoopInput, hash: HashBytes, known: Map<string, BuiltLoop> = new Map()): BuiltLoop {
  const plan = planLanes(input);
  const mix = findNearestMix(plan);
  const rates = laneRates(plan, mix);
  const cycle = chooseCycle(plan, rates, input);
  const id = loopId(plan, cycle.lengthMs, hash);
  if (plan.lanes.length === 0) {
    return { id, slots: [], lengthMs: 0, certificate: certifySlots([], plan, mix), leftOut: [] };
  }
  const before = known.get(id);
  if (before !== undefined) return before;
  const built = { id, ...arrangeLoop(plan, mix, cycle, (_, frame) => orderLanes(frame)) };
  known.set(id, built);
  return built;
}

/** The id of a loop made of this and nothing else. */
export function loopId(plan: LanePlan, cycleMs: number, hash: HashBytes): string {
  const parts = (shares: readonly number[]) => shares.map((share) => Math.round(share * 1_000_000_000));
  const lanes = plan.lanes.map((lane) => [
    lane.entry,
    lane.place,
    lane.language,
    lane.durationMs,
    lane.items.map((item) => item.key),
  ]);
  return hash(
    canonicalBytes({
      algorithm: LOOP_ALGORITHM,
      cycleMs,
      entries: plan.entries.map((entry) => [entry.entryId, entry.spacingMs, entry.minStartsPerHour]),
      entryShares: parts(plan.entryShares),
      languages: plan.languages,
      languageShares: parts(plan.languageShares),
      languageMinimums: parts(plan.languageMinimums),
      lanes,
    }),
  ).slice(0, 16);
}
