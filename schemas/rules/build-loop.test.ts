import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ADVERSARIAL_LOOPS,
  EQUAL_LOOPS,
  exactLoop,
  LONG_LOOPS,
  type LoopShape,
  loopEntry,
  loopItem,
  loopOf,
  randomLoop,
  SHORT_LOOPS,
  seededRandom,
} from "../../tests/support/loop-instances.ts";
import { buildLoop } from "./build-loop.ts";
import type { BuiltLoop, LoopEntry, LoopInput } from "./loop-contract.ts";

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const isLong = process.env.TEST_TIER === "long";
const runs = (normal: number, long: number) => ({ numRuns: isLong ? long : normal, endOnFailure: true });
const anySeed = fc.integer({ min: 0, max: 2_000_000_000 });

const HOUR_MS = 3_600_000;

/** Largest distance of any member's airtime from its own mix in any prefix of `rounds` repetitions, in longest items. */
function boundOf(loop: BuiltLoop, input: LoopInput, rounds = 1): number {
  const languageOf = new Map(
    input.entries.flatMap(({ entryId, items }) => items.map((item) => [`${entryId} ${item.key}`, item.language])),
  );
  const longestMs = Math.max(...loop.slots.map((slot) => slot.durationMs));
  const membersOf = loop.slots.map((slot) => [
    `entry ${slot.entryId}`,
    `language ${languageOf.get(`${slot.entryId} ${slot.key}`)}`,
  ]);
  const totals = new Map<string, number>();
  for (const [index, slot] of loop.slots.entries()) {
    for (const member of membersOf[index] ?? []) totals.set(member, (totals.get(member) ?? 0) + slot.durationMs);
  }
  const airtime = new Map<string, number>();
  let worst = 0;
  let atMs = 0;
  const look = (member: string) => {
    const target = ((totals.get(member) ?? 0) / loop.lengthMs) * atMs;
    worst = Math.max(worst, Math.abs((airtime.get(member) ?? 0) - target) / longestMs);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, slot] of loop.slots.entries()) {
      for (const member of membersOf[index] ?? []) look(member);
      atMs += slot.durationMs;
      for (const member of membersOf[index] ?? []) {
        airtime.set(member, (airtime.get(member) ?? 0) + slot.durationMs);
        look(member);
      }
    }
  }
  return worst;
}

function expectWithinBound(input: LoopInput): BuiltLoop {
  const loop = buildLoop(input, hash);
  expect(boundOf(loop, input)).toBeLessThanOrEqual(loop.slots.length <= 1_000 ? 1.25 : 1.5);
  return loop;
}

describe("every prefix of a loop keeps each entry and each language near its share", () => {
  const shapes: Record<string, LoopShape> = { short: SHORT_LOOPS, "equal-length": EQUAL_LOOPS };
  for (const [name, shape] of Object.entries(shapes)) {
    test(`random ${name} loops stay within 1.25 longest items`, () => {
      fc.assert(
        fc.property(anySeed, (seed) => {
          expectWithinBound(randomLoop(seed, shape));
        }),
        runs(80, 3_000),
      );
    });
  }

  test("random loops of four hours stay within it too, and within 1.5 beyond 1 000 slots", () => {
    fc.assert(
      fc.property(anySeed, fc.boolean(), (seed, brief) => {
        expectWithinBound(randomLoop(seed, brief ? { ...LONG_LOOPS, seconds: [5, 15] } : LONG_LOOPS));
      }),
      runs(20, 500),
    );
  });

  for (const [name, adversary] of Object.entries(ADVERSARIAL_LOOPS)) {
    test(`so does ${name}`, () => {
      fc.assert(
        fc.property(anySeed, (seed) => {
          expectWithinBound(adversary(seed));
        }),
        runs(12, 300),
      );
    });
  }

  test("so does a mix made worse step by step", () => {
    fc.assert(
      fc.property(anySeed, fc.boolean(), (seed, equalLengths) => {
        const random = seededRandom(seed);
        let worst = randomLoop(seed, { ...SHORT_LOOPS, entries: [2, 7], languages: [2, 5], equalLengths });
        let bound = boundOf(buildLoop(worst, hash), worst);
        for (let step = 0; step < (isLong ? 300 : 40); step += 1) {
          const next = mutate(worst, random);
          const reached = boundOf(expectWithinBound(next), next);
          if (reached >= bound) [worst, bound] = [next, reached];
        }
      }),
      runs(10, 60),
    );
  });

  test("the four instances whose best order is known come out at it", () => {
    for (const k of [1, 2, 3, 4]) {
      const loop = buildLoop(exactLoop(k), hash);
      expect(loop.slots).toHaveLength(6 * k + 2);
      expect(boundOf(loop, exactLoop(k))).toBeCloseTo(1 - 1 / (6 * k + 2), 9);
    }
  });

  test("a single entry or a single language is one family and stays within one longest item", () => {
    fc.assert(
      fc.property(anySeed, fc.boolean(), fc.boolean(), (seed, oneEntry, equalLengths) => {
        const few = oneEntry ? { entries: [1, 1] as const } : { languages: [1, 1] as const };
        const input = randomLoop(seed, { ...SHORT_LOOPS, ...few, equalLengths });
        expect(boundOf(buildLoop(input, hash), input)).toBeLessThanOrEqual(1);
      }),
      runs(60, 2_000),
    );
  });

  test("five repetitions do not drift", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const input = randomLoop(seed, SHORT_LOOPS);
        const loop = buildLoop(input, hash);
        expect(boundOf(loop, input, 5)).toBeCloseTo(boundOf(loop, input), 6);
        expect(loop.certificate.bound).toBeCloseTo(boundOf(loop, input), 8);
      }),
      runs(30, 500),
    );
  });
});

/** A neighbour of the instance: another share, length, hole or weight. */
function mutate(input: LoopInput, random: () => number): LoopInput {
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)];
  const entry = pick(input.entries);
  const item = pick(entry?.items ?? []);
  const kind = Math.floor(random() * 4);
  const replaced = (change: (entry: LoopEntry) => LoopEntry): LoopInput => ({
    ...input,
    entries: input.entries.map((other) => (other === entry ? change(other) : other)),
  });
  if (kind === 0) return replaced((old) => ({ ...old, sharePpm: 1 + Math.floor(old.sharePpm * (0.3 + 2 * random())) }));
  if (kind === 1 && (entry?.items.length ?? 0) > 1) {
    return replaced((old) => ({ ...old, items: old.items.filter((other) => other !== item) }));
  }
  if (kind === 2) {
    const durationMs = 1_000 * (5 + Math.floor(random() * 56));
    return replaced((old) => ({
      ...old,
      items: old.items.map((other) => (other === item ? { ...other, durationMs } : other)),
    }));
  }
  const language = pick(input.languages ?? []);
  const languages = input.languages?.map((other) =>
    other === language ? { ...other, sharePpm: 1 + Math.floor(other.sharePpm * (0.3 + 2 * random())) } : other,
  );
  return { ...input, languages: languages ?? null };
}

describe("buildLoop", () => {
  test("every sliding hour is within two points of the mix where no item exceeds 26 s", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const loop = buildLoop(randomLoop(seed, { ...LONG_LOOPS, seconds: [5, 26] }), hash);
        for (const language of loop.certificate.languages) expect(language.worstHourPpm).toBeLessThanOrEqual(20_000);
      }),
      runs(15, 500),
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
      runs(60, 2_000),
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
      runs(60, 2_000),
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
      runs(80, 3_000),
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
