import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ADVERSARIAL_LOOPS,
  EQUAL_LOOPS,
  exactLoop,
  LONG_LOOPS,
  type LoopShape,
  randomLoop,
  SHORT_LOOPS,
  seededRandom,
} from "../../tests/support/loop-instances.ts";
import { anySeed, hash, isLong, runs } from "../../tests/support/loop-runs.ts";
import { buildLoop } from "./build-loop.ts";
import type { BuiltLoop, LoopEntry, LoopInput } from "./loop-contract.ts";

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
        runs(30, 3_000),
      );
    });
  }

  test("random loops of four hours stay within it too, and within 1.5 beyond 1 000 slots", () => {
    fc.assert(
      fc.property(anySeed, fc.boolean(), (seed, brief) => {
        expectWithinBound(randomLoop(seed, brief ? { ...LONG_LOOPS, seconds: [5, 15] } : LONG_LOOPS));
      }),
      runs(12, 500),
    );
  });

  for (const [name, adversary] of Object.entries(ADVERSARIAL_LOOPS)) {
    test(`so does ${name}`, () => {
      fc.assert(
        fc.property(anySeed, (seed) => {
          expectWithinBound(adversary(seed));
        }),
        runs(8, 300),
      );
    });
  }

  test("so does a mix made worse step by step", () => {
    fc.assert(
      fc.property(anySeed, fc.boolean(), (seed, equalLengths) => {
        const random = seededRandom(seed);
        let worst = randomLoop(seed, { ...SHORT_LOOPS, entries: [2, 7], languages: [2, 5], equalLengths });
        let bound = boundOf(buildLoop(worst, hash), worst);
        for (let step = 0; step < (isLong ? 300 : 30); step += 1) {
          const next = mutate(worst, random);
          const reached = boundOf(expectWithinBound(next), next);
          if (reached >= bound) [worst, bound] = [next, reached];
        }
      }),
      runs(6, 60),
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
      runs(30, 2_000),
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
