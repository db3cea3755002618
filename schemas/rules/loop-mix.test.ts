import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loopEntry, loopItem, loopOf, randomLoop, SHORT_LOOPS } from "../../tests/support/loop-instances.ts";
import { anySeed, runs } from "../../tests/support/loop-runs.ts";
import type { LoopInput } from "./loop-contract.ts";
import { type LanePlan, planLanes } from "./loop-lanes.ts";
import { findNearestMix } from "./loop-mix.ts";

const counts = runs(200, 5_000);

const smallLoop = (seed: number) => randomLoop(seed, { ...SHORT_LOOPS, entries: [1, 10], languages: [1, 6] });

/** Every set of languages, as flags. */
function subsets(plan: LanePlan): boolean[][] {
  return Array.from({ length: 2 ** plan.languages.length }, (_, bits) =>
    plan.languages.map((_, language) => Math.floor(bits / 2 ** language) % 2 === 1),
  );
}

/** Airtime that can only be shown in the set: of rows without content outside it. */
function boundTo(plan: LanePlan, within: readonly boolean[]): number {
  return sum(plan.rows.map((row) => (row.languages.every((language) => within[language]) ? row.share : 0)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function chosen(values: readonly number[], within: readonly boolean[]): number {
  return sum(values.filter((_, index) => within[index]));
}

describe("findNearestMix", () => {
  test("reports exactly the airtime that no choice of showings can place, with entries that prove it", () => {
    let conflicts = 0;
    fc.assert(
      fc.property(anySeed, (seed) => {
        const plan = planLanes(smallLoop(seed));
        const { conflict, shares } = findNearestMix(plan);
        // By Hall's theorem: the set of languages that is asked for most beyond its wish.
        const excess = Math.max(...subsets(plan).map((set) => boundTo(plan, set) - chosen(plan.languageShares, set)));
        expect((conflict?.excessPpm ?? 0) / 1_000_000).toBeCloseTo(excess, 5);
        const distance = sum(shares.map((share, index) => Math.abs(share - (plan.languageShares[index] ?? 0)))) / 2;
        expect(distance).toBeCloseTo(excess, 6);
        if (conflict === null) return;
        conflicts += 1;
        const proof = plan.languages.map((language) => conflict.languages.includes(language));
        const proven = plan.rows.filter((row) => conflict.entryIds.includes(plan.entries[row.entry]?.entryId ?? ""));
        for (const row of proven) expect(row.languages.every((language) => proof[language])).toBe(true);
        const tooMuch = sum(proven.map((row) => row.share)) - chosen(plan.languageShares, proof);
        expect(tooMuch).toBeCloseTo(conflict.excessPpm / 1_000_000, 5);
      }),
      counts,
    );
    expect(conflicts).toBeGreaterThan(counts.numRuns / 10);
  });

  test("the nearest mix can be met, and is where endless proportional fitting ends", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const plan = planLanes(smallLoop(seed));
        const { shares } = findNearestMix(plan);
        expect(sum(shares)).toBeCloseTo(1, 8);
        for (const set of subsets(plan)) expect(boundTo(plan, set)).toBeLessThanOrEqual(chosen(shares, set) + 1e-6);
        const fitted = fitEndlessly(plan);
        for (const [language, share] of shares.entries()) expect(share).toBeCloseTo(fitted[language] ?? 0, 2.5);
      }),
      { ...counts, numRuns: Math.ceil(counts.numRuns / 6) },
    );
  });

  test("no language falls under its minimum when any mix that keeps the entries' shares allows that", () => {
    fc.assert(
      fc.property(anySeed, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6 }), (seed, parts) => {
        const input = smallLoop(seed);
        const asked = input.languages ?? [];
        const all = sum(asked.map((language) => language.sharePpm));
        const languages = asked.map((language, index) => ({
          ...language,
          minimumPpm: Math.floor(((language.sharePpm * 1_000_000) / all) * (parts[index] ?? 0)),
        }));
        const plan = planLanes({ ...input, languages });
        const { shares, conflict } = findNearestMix(plan);
        const isPossible = subsets(plan).every((set) => {
          const outside = set.map((isIn) => !isIn);
          return chosen(plan.languageMinimums, set) <= 1 - boundTo(plan, outside);
        });
        for (const set of subsets(plan)) expect(boundTo(plan, set)).toBeLessThanOrEqual(chosen(shares, set) + 1e-6);
        if (conflict === null || !isPossible) return;
        for (const [language, minimum] of plan.languageMinimums.entries()) {
          expect(shares[language] ?? 0).toBeGreaterThanOrEqual(minimum - 1e-6);
        }
      }),
      counts,
    );
  });

  test("a language that would fall under its minimum keeps it, and its neighbour gives way", () => {
    const both = [loopItem("b1", "l1", 10_000), loopItem("b2", "l2", 10_000)];
    const entries = [loopEntry("a", 600, [loopItem("a", "l0", 10_000)]), loopEntry("b", 400, both)];
    const input = loopOf(entries, [300, 500, 200], 3_600_000);
    const sharesWith = (minimumPpm: number) => {
      const languages = input.languages?.map((l) => (l.language === "l2" ? { ...l, minimumPpm } : l)) ?? null;
      return findNearestMix(planLanes({ ...input, languages })).shares.map((share) => share.toFixed(3));
    };
    expect(sharesWith(0)).toEqual(["0.600", "0.286", "0.114"]);
    expect(sharesWith(150_000)).toEqual(["0.600", "0.250", "0.150"]);
    expect(sharesWith(200_000)).toEqual(["0.600", "0.200", "0.200"]);
  });

  test("names the entries, their only language, and how much is too much", () => {
    const input = loopOf(
      [
        loopEntry("x", 200, [loopItem("x", "l0", 10_000)]),
        loopEntry("y", 220, [loopItem("y", "l0", 12_000)]),
        loopEntry("rest", 580, [loopItem("r0", "l0", 10_000), loopItem("r1", "l1", 10_000)]),
      ],
      [300, 700],
      3_600_000,
    );
    const { conflict, shares } = findNearestMix(planLanes(input));
    expect(conflict).toEqual({ entryIds: ["x", "y"], languages: ["l0"], excessPpm: 120_000 });
    expect(shares.map((share) => share.toFixed(6))).toEqual(["0.420000", "0.580000"]);
  });

  test("a language that nobody wished for has airtime only where an entry has no other", () => {
    const input: LoopInput = {
      ...loopOf(
        [
          loopEntry("both", 800, [loopItem("a", "l0", 10_000), loopItem("b", "l1", 10_000)]),
          loopEntry("foreign", 200, [loopItem("c", "l1", 10_000)]),
        ],
        [],
        3_600_000,
      ),
      languages: [{ language: "l0", sharePpm: 1_000_000, minimumPpm: 0 }],
    };
    const { conflict, shares } = findNearestMix(planLanes(input));
    expect(conflict).toEqual({ entryIds: ["foreign"], languages: ["l1"], excessPpm: 200_000 });
    expect(shares.map((share) => share.toFixed(6))).toEqual(["0.800000", "0.200000"]);
  });
});

/** The languages' sums after very many rounds of fitting columns and rows in turn, ending with the rows. */
function fitEndlessly(plan: LanePlan): number[] {
  const rates = plan.rows.map((row) =>
    plan.languageShares.map((share, language) => (row.languages.includes(language) ? row.share * share : 0)),
  );
  const columns = () => plan.languages.map((_, language) => sum(rates.map((row) => row[language] ?? 0)));
  for (let round = 0; round < 2_000; round += 1) {
    const sums = columns();
    for (const [index, row] of rates.entries()) {
      const fitted = row.map((rate, l) => (rate > 0 ? (rate * (plan.languageShares[l] ?? 0)) / (sums[l] ?? 1) : 0));
      const total = sum(fitted);
      rates[index] = fitted.map((rate) => (rate * (plan.rows[index]?.share ?? 0)) / total);
    }
  }
  return columns();
}
