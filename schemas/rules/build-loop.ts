import type { HashBytes } from "../trust/airing-approval.ts";
import { canonicalBytes } from "../trust/canonical-json.ts";
import { certifySlots } from "./loop-certificate.ts";
import type { BuiltLoop, LoopInput } from "./loop-contract.ts";
import { countLanes } from "./loop-counts.ts";
import { type Cycle, chooseCycle } from "./loop-cycle.ts";
import { dealItems } from "./loop-deal.ts";
import { makeFrame } from "./loop-frame.ts";
import { type LanePlan, planLanes } from "./loop-lanes.ts";
import { findNearestMix, type NearestMix } from "./loop-mix.ts";
import { orderLanes } from "./loop-order.ts";
import { addShowings, withExtraShowings } from "./loop-promises.ts";
import { laneRates } from "./loop-rates.ts";
import { partRepeats } from "./loop-repeats.ts";

/** Part of what a loop's id is made of: another way to build is another loop. */
const LOOP_ALGORITHM = 2;

/** How often a loop is built anew for promised starts. */
const MAX_ROUNDS = 24;

type Arranged = Omit<BuiltLoop, "id">;

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
  const built = { id, ...keepPromises(plan, mix, cycle, arrange(plan, plan, mix, cycle)) };
  known.set(id, built);
  return built;
}

/** Builds again with more showings while an entry has fewer starts in some hour than it was promised, and room is left. */
function keepPromises(plan: LanePlan, mix: NearestMix, cycle: Cycle, first: Arranged): Arranged {
  let best = first;
  let latest = first;
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
    latest = arrange(plan, raised, mix, cycle);
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

/** Counts, orders and deals the lanes of `plan`, and measures the outcome against what was `asked`. */
function arrange(asked: LanePlan, plan: LanePlan, mix: NearestMix, cycle: Cycle): Arranged {
  const aim = plan === asked ? mix : findNearestMix(plan);
  const counts = countLanes(plan, aim.shares, laneRates(plan, aim).showingsPerMs, cycle);
  const frame = makeFrame(plan, counts);
  const listed = new Set(plan.entries.flatMap((entry) => (entry.order === "listed" ? [entry.entryId] : [])));
  const slots = partRepeats(dealItems(plan, frame, orderLanes(frame)), listed);
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

function loopId(plan: LanePlan, cycleMs: number, hash: HashBytes): string {
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
