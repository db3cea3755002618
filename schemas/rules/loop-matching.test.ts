import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EQUAL_LOOPS, randomLoop } from "../../tests/support/loop-instances.ts";
import { anySeed, runs } from "../../tests/support/loop-runs.ts";
import { countLanes } from "./loop-counts.ts";
import { chooseCycle } from "./loop-cycle.ts";
import { type Frame, makeFrame } from "./loop-frame.ts";
import { planLanes } from "./loop-lanes.ts";
import { orderByMatching } from "./loop-matching.ts";
import { findNearestMix } from "./loop-mix.ts";
import { laneRates } from "./loop-rates.ts";

function frameOf(seed: number, equalLengths: boolean): Frame {
  const input = randomLoop(seed, { ...EQUAL_LOOPS, equalLengths, entries: [2, 12], minutes: [10, 40] });
  const plan = planLanes(input);
  const mix = findNearestMix(plan);
  const rates = laneRates(plan, mix);
  return makeFrame(plan, countLanes(plan, mix.shares, rates.showingsPerMs, chooseCycle(plan, rates, input)));
}

/** Showings of each member, in all and in the worst prefix beyond its part. */
function familyOf(frame: Frame, row: Int32Array, memberOf: Int32Array, members: number) {
  return Array.from({ length: members }, (_, member) => {
    const shown = Array.from(row, (lane): number => (memberOf[lane] === member ? 1 : 0));
    const count = shown.reduce((sum, one) => sum + one, 0);
    const share = count / frame.slotCount;
    let had = 0;
    let worst = 0;
    shown.forEach((one, slot) => {
      worst = Math.max(worst, Math.abs(had - share * slot));
      had += one;
      worst = Math.max(worst, Math.abs(had - share * (slot + 1)));
    });
    return { count, share, worst };
  });
}

describe("orderByMatching", () => {
  test("with equal lengths no entry or language is off by more than 1 + min(n, m) · share", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const frame = frameOf(seed, true);
        const row = orderByMatching(frame);
        expect(row).toHaveLength(frame.slotCount);
        const [entries, languages] = [frame.entryMix.length, frame.languageMix.length];
        for (const [memberOf, mix] of [
          [frame.entryOf, frame.entryMix],
          [frame.languageOf, frame.languageMix],
        ] as const) {
          for (const [member, { share, worst }] of familyOf(
            frame,
            row ?? new Int32Array(),
            memberOf,
            mix.length,
          ).entries()) {
            expect(share).toBeCloseTo(mix[member] ?? 0, 9);
            expect(worst).toBeLessThanOrEqual(1 + Math.min(entries, languages) * share + 1e-9);
          }
        }
      }),
      runs(40, 1_000),
    );
  });

  test("with lengths that differ there is none", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const frame = frameOf(seed, false);
        fc.pre(new Set(frame.lengths).size > 1);
        expect(orderByMatching(frame)).toBeUndefined();
      }),
      runs(40, 1_000),
    );
  });
});
