import type { HashBytes } from "../trust/airing-approval.ts";
import { arrangeLoop } from "./loop-arrange.ts";
import { certifySlots } from "./loop-certificate.ts";
import type { BuiltLoop, LoopInput } from "./loop-contract.ts";
import { chooseCycle } from "./loop-cycle.ts";
import { type LanePlan, planLanes } from "./loop-lanes.ts";
import { findNearestMix, type NearestMix } from "./loop-mix.ts";
import { type LaneRates, laneRates } from "./loop-rates.ts";

/** Part of what a loop's id is made of: another way to build is another loop. */
const LOOP_ALGORITHM = 4;

/** What of a loop does not depend on how long it may be: one set of entries may need loops for several segments. */
export interface PlannedLoop {
  readonly plan: LanePlan;
  readonly mix: NearestMix;
  readonly rates: LaneRates;
  /** Equal names, equal plans. */
  readonly name: string;
}

/**
 * Builds the repeating row of slots for one set of entries: in every prefix the airtime of each entry and language
 * stays near its share, as the loop's certificate says; the language mix is the nearest one that the content allows.
 * Same input, same bytes, in whatever order entries and items are given. Empty without content. `known` remembers
 * loops by id between calls.
 */
export function buildLoop(input: LoopInput, hash: HashBytes, known: Map<string, BuiltLoop> = new Map()): BuiltLoop {
  return buildPlannedLoop(planLoop(input, hash), input, hash, known);
}

/** The part of `buildLoop` that all segments of a set share. */
export function planLoop(input: Pick<LoopInput, "entries" | "languages">, hash: HashBytes): PlannedLoop {
  const plan = planLanes(input);
  const mix = findNearestMix(plan);
  return { plan, mix, rates: laneRates(plan, mix), name: nameOf(plan, hash) };
}

/** `buildLoop` for a caller that has the plan of the input at hand. */
export function buildPlannedLoop(
  { plan, mix, rates, name }: PlannedLoop,
  room: Pick<LoopInput, "segmentMs" | "maxCycleMs">,
  hash: HashBytes,
  known: Map<string, BuiltLoop>,
): BuiltLoop {
  const cycle = chooseCycle(plan, rates, room);
  const id = hash(encoder.encode(`${cycle.lengthMs} ${name}`)).slice(0, 16);
  if (plan.lanes.length === 0) {
    return { id, slots: [], lengthMs: 0, certificate: certifySlots([], plan, mix), leftOut: [] };
  }
  const before = known.get(id);
  if (before !== undefined) return before;
  const built = { id, ...arrangeLoop(plan, mix, rates, cycle) };
  known.set(id, built);
  return built;
}

const encoder = new TextEncoder();

/** Of all that goes into the plan and nothing else, in its one order. */
function nameOf(plan: LanePlan, hash: HashBytes): string {
  const parts = (shares: readonly number[]) => shares.map((share) => Math.round(share * 1_000_000_000));
  const content = [
    LOOP_ALGORITHM,
    plan.entries.map((entry) => [entry.entryId, entry.spacingMs, entry.minStartsPerHour]),
    parts(plan.entryShares),
    plan.languages,
    parts(plan.languageShares),
    parts(plan.languageMinimums),
    plan.lanes.map(({ entry, place, language, durationMs, items }) => [
      [entry, place, language, durationMs],
      items.map(({ key }) => key),
    ]),
  ];
  return hash(encoder.encode(JSON.stringify(content)));
}
