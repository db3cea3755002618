import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BuiltLoop, buildLoop } from "./build-loop.ts";
import type { LoopEntry, LoopInput, LoopItem } from "./loop-lanes.ts";

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const LANGUAGES = ["en", "km", "lo", "vi", "zh-Hans"];

const itemOf = (entry: number, index: number) =>
  fc.record({ language: fc.constantFrom(...LANGUAGES), durationMs: fc.integer({ min: 5, max: 60 }) }).map(
    ({ language, durationMs }): LoopItem => ({
      key: `${entry}-${index}`,
      language,
      durationMs: durationMs * 1_000,
      position: index,
    }),
  );

const entriesOf = (count: number) =>
  fc.tuple(
    ...Array.from({ length: count }, (_, entry) =>
      fc
        .tuple(
          fc.integer({ min: 20_000, max: 1_000_000 }),
          fc
            .integer({ min: 1, max: 6 })
            .chain((items) => fc.tuple(...Array.from({ length: items }, (_, i) => itemOf(entry, i)))),
        )
        .map(([sharePpm, items]): LoopEntry => ({ entryId: `entry-${entry}`, sharePpm, items })),
    ),
  );

const loopInput = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }).chain(entriesOf),
    fc.option(fc.dictionary(fc.constantFrom(...LANGUAGES), fc.integer({ min: 50_000, max: 900_000 })), { nil: null }),
    fc.integer({ min: 600, max: 24 * 3_600 }),
  )
  .map(
    ([entries, languageSharesPpm, seconds]): LoopInput => ({
      entries,
      languageSharesPpm: languageSharesPpm === null ? null : { ...languageSharesPpm },
      segmentMs: seconds * 1_000,
      maxCycleMs: 8 * 3_600_000,
    }),
  );

const runs = { numRuns: process.env.TEST_TIER === "long" ? 2_000 : 150 };

function airtimeOf(loop: BuiltLoop, entryId: string): number {
  return loop.slots.filter((slot) => slot.entryId === entryId).reduce((sum, slot) => sum + slot.durationMs, 0);
}

function repeats(loop: BuiltLoop): number {
  return loop.slots.filter((slot, index) => slot.key === loop.slots.at(index - 1)?.key).length;
}

describe("buildLoop", () => {
  test("the same set of entries gives the same bytes, in whatever order it is given", () => {
    fc.assert(
      fc.property(loopInput, (input) => {
        const shuffled: LoopInput = {
          ...input,
          entries: [...input.entries].reverse().map((entry) => ({ ...entry, items: [...entry.items].reverse() })),
        };
        const built = JSON.stringify(buildLoop(input, hash));
        expect(JSON.stringify(buildLoop(input, hash))).toBe(built);
        expect(JSON.stringify(buildLoop(shuffled, hash))).toBe(built);
      }),
      runs,
    );
  });

  test("every entry's airtime ends within one and a half longest items of its share of the cycle", () => {
    fc.assert(
      fc.property(loopInput, (input) => {
        const loop = buildLoop(input, hash);
        const longestMs = Math.max(...loop.slots.map((slot) => slot.durationMs));
        const weights = input.entries.reduce((sum, entry) => sum + entry.sharePpm, 0);
        for (const entry of input.entries) {
          const wanted = (loop.lengthMs * entry.sharePpm) / weights;
          expect(Math.abs(airtimeOf(loop, entry.entryId) - wanted)).toBeLessThanOrEqual(1.5 * longestMs);
        }
      }),
      runs,
    );
  });

  test("every entry, and every item that has time for one showing, appears", () => {
    fc.assert(
      fc.property(loopInput, (input) => {
        const loop = buildLoop(input, hash);
        for (const entry of input.entries) expect(airtimeOf(loop, entry.entryId)).toBeGreaterThan(0);
        if (loop.lengthMs < input.maxCycleMs * 0.9) expect(loop.leftOut).toEqual([]);
      }),
      runs,
    );
  });

  test("no item follows itself, seam included, unless it holds more than half of the slots", () => {
    fc.assert(
      fc.property(loopInput, (input) => {
        const loop = buildLoop(input, hash);
        const counts = new Map<string, number>();
        for (const slot of loop.slots) counts.set(slot.key, (counts.get(slot.key) ?? 0) + 1);
        const most = Math.max(...counts.values());
        expect(repeats(loop)).toBeLessThanOrEqual(Math.max(0, 2 * most - loop.slots.length));
      }),
      runs,
    );
  });

  test("a campaign of 30 % holds 30 % of the airtime, in the whole cycle and in each half hour", () => {
    const picture = (key: string, position: number): LoopItem => ({
      key,
      language: "vi",
      durationMs: 15_000,
      position,
    });
    const loop = buildLoop(
      {
        entries: [
          { entryId: "base", sharePpm: 700_000, items: [0, 1, 2, 3].map((index) => picture(`base-${index}`, index)) },
          { entryId: "campaign", sharePpm: 300_000, items: [picture("one", 0), picture("two", 1)] },
        ],
        languageSharesPpm: null,
        segmentMs: 86_400_000,
        maxCycleMs: 4 * 3_600_000,
      },
      hash,
    );
    expect(loop.entries.find((entry) => entry.name === "campaign")?.heldPpm).toBeCloseTo(300_000, -4);
    for (let start = 0; start + 120 <= loop.slots.length; start += 120) {
      const held = loop.slots.slice(start, start + 120).filter((slot) => slot.entryId === "campaign").length;
      expect(Math.abs(held - 36)).toBeLessThanOrEqual(2);
    }
    expect(repeats(loop)).toBe(0);
  });

  test("a feasible language mix is met, an infeasible one moves to what the content allows and says so", () => {
    const item = (key: string, language: string): LoopItem => ({ key, language, durationMs: 10_000, position: 0 });
    const mixed = buildLoop(
      {
        entries: [
          { entryId: "base", sharePpm: 1, items: [item("a", "vi"), item("b", "lo"), item("c", "vi"), item("d", "en")] },
        ],
        languageSharesPpm: { vi: 500_000, lo: 300_000, en: 200_000 },
        segmentMs: 86_400_000,
        maxCycleMs: 4 * 3_600_000,
      },
      hash,
    );
    for (const language of mixed.languages) {
      expect(Math.abs(language.heldPpm - language.wantedPpm)).toBeLessThan(2_500);
    }
    const impossible = buildLoop(
      {
        entries: [
          { entryId: "lao-only", sharePpm: 600_000, items: [item("a", "lo"), item("e", "lo")] },
          { entryId: "viet-only", sharePpm: 400_000, items: [item("b", "vi"), item("f", "vi")] },
        ],
        languageSharesPpm: { vi: 900_000, lo: 100_000 },
        segmentMs: 86_400_000,
        maxCycleMs: 4 * 3_600_000,
      },
      hash,
    );
    expect(impossible.entries.map((entry) => Math.round(entry.heldPpm / 10_000))).toEqual([60, 40]);
    expect(impossible.languages.find((language) => language.name === "lo")).toMatchObject({ wantedPpm: 100_000 });
    expect(impossible.languages.find((language) => language.name === "lo")?.heldPpm).toBeGreaterThan(590_000);
  });

  test("without content the loop is empty, with one item it is that item again and again", () => {
    const bare = { languageSharesPpm: null, segmentMs: 60_000, maxCycleMs: 3_600_000 };
    expect(buildLoop({ ...bare, entries: [] }, hash)).toMatchObject({ slots: [], lengthMs: 0 });
    const one = buildLoop(
      {
        ...bare,
        entries: [
          { entryId: "e", sharePpm: 5, items: [{ key: "k", language: "vi", durationMs: 10_000, position: 0 }] },
        ],
      },
      hash,
    );
    expect(new Set(one.slots.map((slot) => slot.key))).toEqual(new Set(["k"]));
  });
});
