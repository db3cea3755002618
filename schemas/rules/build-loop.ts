import type { HashBytes } from "../trust/airing-approval.ts";
import { canonicalBytes } from "../trust/canonical-json.ts";
import { countLanes, laneRates } from "./loop-counts.ts";
import { type LanePlan, type LoopInput, planLanes } from "./loop-lanes.ts";
import { type OrderedSlot, orderLanes } from "./loop-order.ts";

/** Part of what a loop's id is made of: another way to build is another loop. */
const LOOP_ALGORITHM = 1;

/** A short loop repeats its rounding error, so cycles are this long where the segment allows. */
export const CYCLE_MS = 4 * 3_600_000;

/** Share of airtime wanted and held, in parts per million. */
export interface ShareCheck {
  readonly name: string;
  readonly wantedPpm: number;
  readonly heldPpm: number;
}

export interface BuiltLoop {
  /** First 16 hex digits of the hash of everything that went in. */
  readonly id: string;
  readonly slots: readonly { readonly entryId: string; readonly key: string; readonly durationMs: number }[];
  readonly lengthMs: number;
  /** Recomputed from the finished row, not taken from its making. */
  readonly entries: readonly ShareCheck[];
  readonly languages: readonly ShareCheck[];
  /** Items that found no place in the cycle. */
  readonly leftOut: readonly string[];
}

/**
 * Builds the repeating row of slots for one set of entries: airtime in proportion to the entries' shares, the language
 * mix as near as the content allows, no item twice in a row when another is possible. Same input, same bytes, in
 * whatever order entries and items are given. Empty without content. `known` remembers loops by id between calls.
 */
export function buildLoop(input: LoopInput, hash: HashBytes, known: Map<string, BuiltLoop> = new Map()): BuiltLoop {
  const plan = planLanes(input);
  const rates = laneRates(plan);
  const cycleMs = cycleFor(input, rates.everyItemOnceMs);
  const id = loopId(plan, cycleMs, hash);
  if (plan.lanes.length === 0) return { id, slots: [], lengthMs: 0, entries: [], languages: [], leftOut: [] };
  const before = known.get(id);
  if (before !== undefined) return before;
  const { counts } = countLanes(plan, rates, cycleMs);
  const row = orderLanes(plan, counts.some((count) => count > 0) ? counts : [1]);
  const built = { id, ...describe(plan, row) };
  known.set(id, built);
  return built;
}

/**
 * Cycle for a segment: the segment's own length up to four hours, longer only where some item would otherwise never
 * have its turn; a segment shorter than its loop carries on next time. Whole seconds, so that near segments share it.
 */
function cycleFor(input: LoopInput, everyItemOnceMs: number): number {
  const wanted = Math.max(Math.min(input.segmentMs, CYCLE_MS), everyItemOnceMs);
  return Math.max(1_000, Math.ceil(Math.min(wanted, input.maxCycleMs) / 1_000) * 1_000);
}

function loopId(plan: LanePlan, cycleMs: number, hash: HashBytes): string {
  const ppm = (shares: readonly number[]) => shares.map((share) => Math.round(share * 1_000_000_000));
  const lanes = plan.lanes.map((lane) => [
    lane.entry,
    lane.language,
    lane.durationMs,
    lane.items.map((item) => item.key),
  ]);
  return hash(
    canonicalBytes({
      algorithm: LOOP_ALGORITHM,
      cycleMs,
      entries: plan.entryIds,
      entryShares: ppm(plan.entryShares),
      languages: plan.languages,
      languageShares: ppm(plan.languageShares),
      lanes,
    }),
  ).slice(0, 16);
}

function describe(plan: LanePlan, row: readonly OrderedSlot[]): Omit<BuiltLoop, "id"> {
  const lengthMs = row.reduce((sum, slot) => sum + slot.item.durationMs, 0);
  const held = (picked: (slot: OrderedSlot) => boolean) =>
    Math.round(
      (row.reduce((sum, slot) => sum + (picked(slot) ? slot.item.durationMs : 0), 0) * 1_000_000) /
        Math.max(1, lengthMs),
    );
  const shown = new Set(row.map((slot) => slot.item.key));
  const all = new Set(plan.lanes.flatMap((lane) => lane.items.map((item) => item.key)));
  return {
    slots: row.map((slot) => ({
      entryId: plan.entryIds[slot.entry] ?? "",
      key: slot.item.key,
      durationMs: slot.item.durationMs,
    })),
    lengthMs,
    entries: plan.entryIds.map((name, entry) => ({
      name,
      wantedPpm: Math.round((plan.entryShares[entry] ?? 0) * 1_000_000),
      heldPpm: held((slot) => slot.entry === entry),
    })),
    languages: plan.languages.map((name, language) => ({
      name,
      wantedPpm: Math.round((plan.languageShares[language] ?? 0) * 1_000_000),
      heldPpm: held((slot) => slot.item.language === plan.languages[language]),
    })),
    leftOut: [...all].filter((key) => !shown.has(key)).sort(),
  };
}
