import { certifyLoop } from "../../../schemas/rules/loop-certificate.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
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
  const { startsMs } = rowOf(loop);
  const endMs = phaseMs + lengthMs;
  let hadMs = 0;
  for (let cycleMs = 0; cycleMs < endMs; cycleMs += loop.lengthMs) {
    for (const [index, slot] of loop.slots.entries()) {
      if (slot.entryId !== entryId) continue;
      const startMs = cycleMs + (startsMs[index] ?? 0);
      hadMs += Math.max(0, Math.min(endMs, startMs + slot.durationMs) - Math.max(phaseMs, startMs));
    }
  }
  return (sharePpm * lengthMs) / WHOLE_PPM - hadMs;
}

function nextSlotOf({ loop, phaseMs }: Stretch, entryId: string) {
  const first = slotIndexIn(rowOf(loop), phaseMs);
  const ahead = [...loop.slots.slice(first), ...loop.slots.slice(0, first)];
  return ahead.find((slot) => slot.entryId === entryId);
}

function loopOfOne(slot: BuiltLoop["slots"][number], set: SetPlan): BuiltLoop {
  const { entryId, key, durationMs } = slot;
  const entry = set.entries.find((one) => one.entryId === entryId);
  const items = entry?.items.filter((item) => item.key === key) ?? [];
  const entries = entry === undefined ? [] : [{ ...entry, items }];
  const input = { entries, languages: null, segmentMs: durationMs, maxCycleMs: durationMs };
  const id = sha256Hex(`locked ${entryId} ${key} ${durationMs}`).slice(0, 16);
  return { id, slots: [slot], lengthMs: durationMs, certificate: certifyLoop([slot], input), leftOut: [] };
}
