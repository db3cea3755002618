import { certifyLoop } from "../../../schemas/rules/loop-certificate.ts";
import type { BuiltLoop, LoopSlotPlan } from "../../../schemas/rules/loop-contract.ts";
import { sha256Hex } from "../../sha256.ts";
import { rowOf, slotIndexIn } from "./loop-row.ts";
import type { SetPlan } from "./set-plan.ts";

const WHOLE_PPM = 1_000_000;
const HOUR_MS = 3_600_000;

/** A stretch of a loop on the glass. */
export interface Stretch {
  readonly set: SetPlan;
  readonly loop: BuiltLoop;
  readonly phaseMs: number;
  readonly lengthMs: number;
}

/**
 * What locked entries are owed: their share of the short stretches so far, less what they had in them. A loop keeps its
 * shares as a whole only; a day cut into stretches that are shorter than their loops could otherwise show all of each
 * loop but the locked part.
 */
export class LockedDebt {
  readonly #owedMs = new Map<string, number>();

  /** Counts a stretch that is over. One that held its whole loop leaves nothing owed. */
  count(stretch: Stretch): void {
    for (const { entryId, sharePpm } of lockedShares(stretch.set)) {
      const isWhole = stretch.lengthMs >= stretch.loop.lengthMs && stretch.loop.slots.length > 1;
      const mostMs = (sharePpm * HOUR_MS) / WHOLE_PPM;
      const owedMs = this.#owed(entryId) + shortMs(stretch, entryId, sharePpm);
      this.#owedMs.set(entryId, isWhole ? 0 : Math.max(-mostMs, Math.min(mostMs, Math.round(owedMs))));
    }
  }

  /**
   * A loop of one item of the locked entry that would be short of the most after this stretch, by half an item or more;
   * `undefined` when none would. The item is the one that comes next in the loop.
   */
  payment(stretch: Stretch): BuiltLoop | undefined {
    let mostMs = 0;
    let payment: BuiltLoop | undefined;
    for (const { entryId, sharePpm } of lockedShares(stretch.set)) {
      const slot = nextSlotOf(stretch, entryId);
      const owedMs = this.#owed(entryId) + shortMs(stretch, entryId, sharePpm);
      if (slot === undefined || owedMs * 2 < slot.durationMs || owedMs <= mostMs) continue;
      mostMs = owedMs;
      payment = loopOfOne(slot, stretch.set);
    }
    return payment;
  }

  #owed(entryId: string): number {
    return this.#owedMs.get(entryId) ?? 0;
  }
}

function lockedShares({ airtime, lockedIds }: SetPlan) {
  return airtime.shares.filter(({ entryId }) => lockedIds.includes(entryId));
}

/** Share of a stretch less what the loop shows of the entry in it. */
function shortMs({ loop, phaseMs, lengthMs }: Stretch, entryId: string, sharePpm: number): number {
  if (loop.lengthMs === 0) return 0;
  const showings = showingsOf(loop, entryId);
  const hadMs =
    airtimeUntil(showings, loop.lengthMs, phaseMs + lengthMs) - airtimeUntil(showings, loop.lengthMs, phaseMs);
  return (sharePpm * lengthMs) / WHOLE_PPM - hadMs;
}

/** One entry's showings in a loop, in order. */
interface Showings {
  readonly slots: readonly LoopSlotPlan[];
  readonly startsMs: readonly number[];
  /** Its airtime before each of them, and in all. */
  readonly beforeMs: readonly number[];
  readonly totalMs: number;
}

const known = new WeakMap<BuiltLoop, Map<string, Showings>>();

/** Worked out once for each loop: it is asked for at every stretch that the loop plays in. */
function showingsOf(loop: BuiltLoop, entryId: string): Showings {
  const ofLoop = known.get(loop) ?? new Map<string, Showings>();
  known.set(loop, ofLoop);
  const before = ofLoop.get(entryId);
  if (before !== undefined) return before;
  const slots: LoopSlotPlan[] = [];
  const startsMs: number[] = [];
  const beforeMs: number[] = [];
  const row = rowOf(loop);
  let totalMs = 0;
  for (let index = 0; index < loop.slots.length; index += 1) {
    const slot = loop.slots[index] as LoopSlotPlan;
    if (slot.entryId !== entryId) continue;
    slots.push(slot);
    startsMs.push(row.startsMs[index] as number);
    beforeMs.push(totalMs);
    totalMs += slot.durationMs;
  }
  const showings = { slots, startsMs, beforeMs, totalMs };
  ofLoop.set(entryId, showings);
  return showings;
}

/** Airtime in `[0, untilMs)` of the endless loop. */
function airtimeUntil({ slots, startsMs, beforeMs, totalMs }: Showings, lengthMs: number, untilMs: number): number {
  const rounds = Math.floor(untilMs / lengthMs);
  const restMs = untilMs - rounds * lengthMs;
  const last = countBelow(startsMs, restMs) - 1;
  if (last < 0) return rounds * totalMs;
  const shownMs = Math.min(restMs - (startsMs[last] ?? 0), slots[last]?.durationMs ?? 0);
  return rounds * totalMs + (beforeMs[last] ?? 0) + shownMs;
}

/** How many of the ascending `values` are below a limit; found by halving. */
function countBelow(values: readonly number[], limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nextSlotOf({ loop, phaseMs }: Stretch, entryId: string): LoopSlotPlan | undefined {
  const { slots, startsMs } = showingsOf(loop, entryId);
  const row = rowOf(loop);
  const next = countBelow(startsMs, row.startsMs[slotIndexIn(row, phaseMs)] ?? 0);
  return slots[next] ?? slots[0];
}

const payments = new WeakMap<SetPlan, Map<LoopSlotPlan, BuiltLoop>>();

function loopOfOne(slot: LoopSlotPlan, set: SetPlan): BuiltLoop {
  const ofSet = payments.get(set) ?? new Map<LoopSlotPlan, BuiltLoop>();
  payments.set(set, ofSet);
  const before = ofSet.get(slot);
  if (before !== undefined) return before;
  const { entryId, key, durationMs } = slot;
  const entry = set.entries.find((one) => one.entryId === entryId);
  const items = entry?.items.filter((item) => item.key === key) ?? [];
  const entries = entry === undefined ? [] : [{ ...entry, items }];
  const input = { entries, languages: null, segmentMs: durationMs, maxCycleMs: durationMs };
  const id = sha256Hex(`locked ${entryId} ${key} ${durationMs}`).slice(0, 16);
  const loop = { id, slots: [slot], lengthMs: durationMs, certificate: certifyLoop([slot], input), leftOut: [] };
  ofSet.set(slot, loop);
  return loop;
}
