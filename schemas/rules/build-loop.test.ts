import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LONG_LOOPS,
  loopEntry,
  loopItem,
  loopOf,
  randomLoop,
  SHORT_LOOPS,
  seededRandom,
} from "../../tests/support/loop-instances.ts";
import { anySeed, hash, runs } from "../../tests/support/loop-runs.ts";
import { buildLoop } from "./build-loop.ts";
import type { BuiltLoop, LoopInput } from "./loop-contract.ts";

const HOUR_MS = 3_600_000;

describe("buildLoop", () => {
  test("every sliding hour is within two points of the mix where no item exceeds 26 s", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const loop = buildLoop(randomLoop(seed, { ...LONG_LOOPS, seconds: [5, 26] }), hash);
        for (const language of loop.certificate.languages) expect(language.worstHourPpm).toBeLessThanOrEqual(20_000);
      }),
      runs(10, 500),
    );
  });

  test("the same set of entries gives the same bytes, in whatever order it is given", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const input = randomLoop(seed, { ...SHORT_LOOPS, entries: [1, 12] });
        const random = seededRandom(seed + 1);
        const shuffled = <Value>(values: readonly Value[]): Value[] =>
          values
            .map((value) => ({ value, at: random() }))
            .sort((one, other) => one.at - other.at)
            .map(({ value }) => value);
        const other: LoopInput = {
          ...input,
          entries: shuffled(input.entries.map((entry) => ({ ...entry, items: shuffled(entry.items) }))),
          languages: shuffled(input.languages ?? []),
        };
        const built = JSON.stringify(buildLoop(input, hash));
        expect(JSON.stringify(buildLoop(input, hash))).toBe(built);
        expect(JSON.stringify(buildLoop(other, hash))).toBe(built);
      }),
      runs(40, 1_000),
    );
  });

  test("another wish is another loop, and a known loop is not built twice", () => {
    const pair = (name: string) => [0, 1].map((index) => loopItem(`${name}-${index}`, `l${index}`, 12_000, index));
    const input = loopOf([loopEntry("a", 2, pair("a")), loopEntry("b", 1, pair("b"))], [3, 1], HOUR_MS);
    const known = new Map<string, BuiltLoop>();
    const loop = buildLoop(input, hash, known);
    expect(buildLoop(input, hash, known)).toBe(loop);
    const [first, ...rest] = input.entries;
    const others: LoopInput[] = [
      { ...input, entries: rest },
      { ...input, languages: null },
      { ...input, segmentMs: input.segmentMs - 60_000 },
      { ...input, languages: input.languages?.map((language) => ({ ...language, minimumPpm: 1_000 })) ?? null },
      ...(first === undefined
        ? []
        : [
            { ...first, spacingMs: 60_000 },
            { ...first, order: "listed" as const },
            { ...first, minStartsPerHour: 1 },
          ].map((entry) => ({ ...input, entries: [entry, ...rest] }))),
    ];
    const ids = [loop, ...others.map((other) => buildLoop(other, hash, known))].map((built) => built.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("every entry's airtime ends within one and a half longest items of its share of the cycle", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const input = randomLoop(seed, { ...SHORT_LOOPS, entries: [1, 8], minutes: [30, 240] });
        const loop = buildLoop(input, hash);
        for (const entry of loop.certificate.entries) {
          const errorMs = (Math.abs(entry.heldPpm - entry.wantedPpm) * loop.lengthMs) / 1_000_000;
          expect(errorMs).toBeLessThanOrEqual(1.5 * loop.certificate.longestItemMs);
        }
      }),
      runs(30, 2_000),
    );
  });

  test("every entry and every item is shown, or named as left out", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const input = { ...randomLoop(seed, { ...SHORT_LOOPS, entries: [1, 12] }), maxCycleMs: 4 * HOUR_MS };
        const loop = buildLoop(input, hash);
        const shown = new Set(loop.slots.map((slot) => `${slot.entryId} ${slot.key}`));
        for (const { entryId, items } of input.entries) {
          for (const { key } of items) expect(shown.has(`${entryId} ${key}`)).toBe(!loop.leftOut.includes(key));
        }
        const { entries, lengthMs } = { ...loop.certificate, lengthMs: loop.lengthMs };
        for (const entry of entries)
          if (entry.wantedPpm * lengthMs >= 30_000 * 1_000_000) expect(entry.heldPpm).toBeGreaterThan(0);
      }),
      runs(30, 2_000),
    );
  });

  test("no item follows itself, seam included, that need not", () => {
    fc.assert(
      fc.property(anySeed, fc.boolean(), (seed, sharesItems) => {
        const drawn = randomLoop(seed, { ...SHORT_LOOPS, entries: [1, 9] });
        const [first] = drawn.entries;
        const entries = drawn.entries.map((entry) =>
          sharesItems && first !== undefined
            ? { ...entry, items: [...entry.items, ...first.items.slice(0, 2)] }
            : entry,
        );
        const { repeats, unavoidableRepeats } = buildLoop({ ...drawn, entries }, hash).certificate;
        expect(repeats).toBeLessThanOrEqual(unavoidableRepeats);
      }),
      runs(40, 3_000),
    );
  });

  test("a campaign of 30 % holds 30 % of the airtime, in the whole cycle and in each half hour", () => {
    const pictures = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => loopItem(`${name}-${index}`, "l0", 15_000, index));
    const base = loopEntry("base", 700_000, pictures("base", 4));
    const campaign = loopEntry("campaign", 300_000, pictures("campaign", 2));
    const loop = buildLoop({ ...loopOf([base, campaign], [1], 4 * HOUR_MS), segmentMs: 86_400_000 }, hash);
    expect(loop.certificate.entries.find((entry) => entry.name === "campaign")?.heldPpm).toBe(300_000);
    for (let start = 0; start + 120 <= loop.slots.length; start += 1) {
      const held = loop.slots.slice(start, start + 120).filter((slot) => slot.entryId === "campaign").length;
      expect(Math.abs(held - 36)).toBeLessThanOrEqual(2);
    }
  });

  test("a mix that cannot be met keeps the entries' shares and says what it becomes", () => {
    const entries = [
      loopEntry("lao-only", 600_000, [loopItem("a", "l1", 10_000), loopItem("b", "l1", 10_000)]),
      loopEntry("viet-only", 400_000, [loopItem("c", "l0", 10_000), loopItem("d", "l0", 10_000)]),
    ];
    const { certificate } = buildLoop(loopOf(entries, [900_000, 100_000], 4 * HOUR_MS), hash);
    expect(certificate.entries.map((entry) => entry.heldPpm)).toEqual([600_000, 400_000]);
    expect(certificate.languages).toMatchObject([
      { name: "l0", wantedPpm: 900_000, nearestPpm: 400_000, heldPpm: 400_000 },
      { name: "l1", wantedPpm: 100_000, nearestPpm: 600_000, heldPpm: 600_000 },
    ]);
    expect(certificate.conflict).toEqual({ entryIds: ["lao-only"], languages: ["l1"], excessPpm: 500_000 });
  });

  test("without content the loop is empty, with one item it is that item again and again", () => {
    expect(buildLoop(loopOf([], [1], 60_000), hash)).toMatchObject({ slots: [], lengthMs: 0, leftOut: [] });
    expect(buildLoop(loopOf([loopEntry("e", 5, [])], [1], 60_000), hash)).toMatchObject({ slots: [], lengthMs: 0 });
    const one = buildLoop(loopOf([loopEntry("e", 5, [loopItem("k", "l0", 10_000)])], [1], 60_000), hash);
    expect(one.slots.map((slot) => slot.key)).toEqual(["k", "k", "k", "k", "k", "k"]);
    expect(one.certificate).toMatchObject({ repeats: 6, unavoidableRepeats: 6, bound: 0 });
  });
});
