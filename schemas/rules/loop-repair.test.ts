import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loopEntry, loopItem, randomLoop, SHORT_LOOPS } from "../../tests/support/loop-instances.ts";
import { anySeed, hash, runs } from "../../tests/support/loop-runs.ts";
import { buildLoop } from "./build-loop.ts";
import { certifyLoop } from "./loop-certificate.ts";
import type { LoopInput, LoopSlotPlan } from "./loop-contract.ts";
import { repairLoop } from "./loop-repair.ts";

const drawn = (seed: number) => randomLoop(seed, { ...SHORT_LOOPS, entries: [4, 12], minutes: [30, 90] });

/** The instance after an operator gave one entry a tenth more, and another came. */
function changed(input: LoopInput): LoopInput {
  const entries = input.entries.map((entry, index) =>
    index === 0 ? { ...entry, sharePpm: Math.ceil(entry.sharePpm * 1.1) } : entry,
  );
  const all = entries.reduce((sum, entry) => sum + entry.sharePpm, 0);
  return { ...input, entries: [...entries, loopEntry("new", all * 0.02, [loopItem("new", "l0", 15_000)])] };
}

/** Part of the slots of `after` that are not, in this order, slots of `before`. */
function moved(before: readonly LoopSlotPlan[], after: readonly LoopSlotPlan[]): number {
  const names = [before, after].map((row) => row.map((slot) => slot.entryId));
  const [one, other] = [names[0] ?? [], names[1] ?? []];
  let best = new Array<number>(other.length + 1).fill(0);
  for (const name of one) {
    const next = [0];
    for (const [index, otherName] of other.entries()) {
      next.push(name === otherName ? (best[index] ?? 0) + 1 : Math.max(best[index + 1] ?? 0, next[index] ?? 0));
    }
    best = next;
  }
  return 1 - (best.at(-1) ?? 0) / Math.max(1, other.length);
}

describe("repairLoop", () => {
  test("keeps most of the order on air, and every bound of a new loop", () => {
    const parts: [repaired: number, rebuilt: number][] = [];
    fc.assert(
      fc.property(anySeed, (seed) => {
        const before = buildLoop(drawn(seed), hash);
        const input = changed(drawn(seed));
        const repaired = repairLoop(before.slots, input, hash);
        expect(repaired.certificate).toEqual(certifyLoop(repaired.slots, input));
        expect(repaired.certificate.bound).toBeLessThanOrEqual(1.25);
        expect(repaired.certificate.repeats).toBeLessThanOrEqual(repaired.certificate.unavoidableRepeats);
        expect(repairLoop(before.slots, input, hash)).toEqual(repaired);
        parts.push([moved(before.slots, repaired.slots), moved(before.slots, buildLoop(input, hash).slots)]);
      }),
      runs(20, 500),
    );
    const mean = (which: 0 | 1) => parts.reduce((sum, part) => sum + part[which], 0) / parts.length;
    expect(mean(0)).toBeLessThan(0.7 * mean(1));
  });

  test("depends on the earlier slots, and says so in its id", () => {
    const input = drawn(5);
    const [one, other] = [buildLoop(input, hash), buildLoop(changed(input), hash)];
    expect(repairLoop(one.slots, input, hash).id).not.toBe(one.id);
    expect(repairLoop(one.slots, input, hash).id).not.toBe(repairLoop(other.slots, input, hash).id);
    expect(repairLoop([], input, hash)).toEqual(one);
    expect(repairLoop(one.slots, input, hash).slots).toEqual(one.slots);
  });
});
