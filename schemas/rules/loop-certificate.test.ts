import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loopEntry, loopItem, loopOf, randomLoop, SHORT_LOOPS } from "../../tests/support/loop-instances.ts";
import { anySeed, hash, runs } from "../../tests/support/loop-runs.ts";
import { buildLoop } from "./build-loop.ts";
import { certifyLoop } from "./loop-certificate.ts";
import type { LoopInput, LoopMember, LoopSlotPlan } from "./loop-contract.ts";

const HOUR_MS = 3_600_000;
const SHAPE = { ...SHORT_LOOPS, entries: [1, 6], languages: [1, 4], minutes: [3, 80] } as const;

interface Showing {
  readonly startMs: number;
  readonly endMs: number;
}

/** The member's showings in the loop and in as many repetitions of it as an hour needs, and one more. */
function unrolled(slots: readonly LoopSlotPlan[], isMine: (slot: LoopSlotPlan) => boolean): Showing[] {
  const lengthMs = slots.reduce((sum, slot) => sum + slot.durationMs, 0);
  const showings: Showing[] = [];
  let atMs = 0;
  while (atMs < 2 * lengthMs + HOUR_MS) {
    for (const slot of slots) {
      if (isMine(slot)) showings.push({ startMs: atMs, endMs: atMs + slot.durationMs });
      atMs += slot.durationMs;
    }
  }
  return showings;
}

function airtimeMs(showings: readonly Showing[], fromMs: number, toMs: number): number {
  return showings.reduce(
    (sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs)),
    0,
  );
}

/** The figures of one member by trying every instant that can matter. */
function measureSlowly(slots: readonly LoopSlotPlan[], isMine: (slot: LoopSlotPlan) => boolean, nearest: number) {
  const lengthMs = slots.reduce((sum, slot) => sum + slot.durationMs, 0);
  const longestMs = Math.max(...slots.map((slot) => slot.durationMs));
  const showings = unrolled(slots, isMine);
  const held = airtimeMs(showings, 0, lengthMs) / lengthMs;
  const edges = showings.flatMap(({ startMs, endMs }) => [startMs, endMs]).filter((edgeMs) => edgeMs <= lengthMs);
  const deviations = [0, ...edges].map((atMs) => (airtimeMs(showings, 0, atMs) - held * atMs) / longestMs);
  const rounds = Math.ceil(HOUR_MS / lengthMs) * lengthMs;
  const hours = [0, ...edges, ...edges.map((edgeMs) => (edgeMs + rounds - HOUR_MS) % lengthMs)];
  const inHour = (fromMs: number) => airtimeMs(showings, fromMs, fromMs + HOUR_MS) / HOUR_MS;
  const starts = showings.map(({ startMs }) => startMs);
  const startsIn = (fromMs: number) =>
    starts.filter((startMs) => startMs >= fromMs && startMs < fromMs + HOUR_MS).length;
  return {
    heldPpm: Math.round(held * 1_000_000),
    bound: Math.max(...deviations.map(Math.abs)),
    range: Math.max(...deviations) - Math.min(...deviations),
    worstHour: Math.max(...hours.map((fromMs) => Math.abs(inHour(fromMs) - nearest))),
    leastStartsPerHour: Math.min(...[0, ...edges.map((edgeMs) => edgeMs + 1)].map(startsIn)),
    longestGapMs: Math.max(...starts.slice(1).map((startMs, index) => startMs - (starts[index] ?? 0))),
  };
}

function expectSame(member: LoopMember, slow: ReturnType<typeof measureSlowly>): void {
  expect(member.heldPpm).toBe(slow.heldPpm);
  expect(member.bound).toBeCloseTo(slow.bound, 8);
  expect(member.range).toBeCloseTo(slow.range, 8);
  expect(Math.abs(member.worstHourPpm / 1_000_000 - slow.worstHour)).toBeLessThan(2e-6);
  expect(member.leastStartsPerHour).toBe(slow.leastStartsPerHour);
  expect(member.longestGapMs).toBe(slow.longestGapMs);
  expect(member.range).toBeLessThanOrEqual(2 * member.bound + 1e-12);
}

function expectTrue(input: LoopInput, slots: readonly LoopSlotPlan[]): void {
  const certificate = certifyLoop(slots, input);
  const languageOf = new Map(input.entries.flatMap(({ items }) => items.map((item) => [item.key, item.language])));
  for (const member of certificate.entries) {
    const isMine = (slot: LoopSlotPlan) => slot.entryId === member.name;
    if (slots.some(isMine)) expectSame(member, measureSlowly(slots, isMine, member.nearestPpm / 1_000_000));
  }
  for (const member of certificate.languages) {
    const isMine = (slot: LoopSlotPlan) => languageOf.get(slot.key) === member.name;
    if (slots.some(isMine)) expectSame(member, measureSlowly(slots, isMine, member.nearestPpm / 1_000_000));
  }
  const members = [...certificate.entries, ...certificate.languages];
  expect(certificate.bound).toBe(Math.max(...members.map((member) => member.bound)));
  expect(certificate.repeats).toBe(slots.filter((slot, index) => slot.key === slots.at(index - 1)?.key).length);
}

describe("certifyLoop", () => {
  test("the certificate of a built loop equals one recomputed from its slots by trying every instant", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const input = randomLoop(seed, SHAPE);
        const loop = buildLoop(input, hash);
        expect(loop.certificate).toEqual(certifyLoop(loop.slots, input));
        expectTrue(input, loop.slots);
      }),
      runs(25, 400),
    );
  });

  test("a bad row is measured as truly as a good one", () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const input = randomLoop(seed, SHAPE);
        const byEntry = [...buildLoop(input, hash).slots].sort((one, other) => (one.entryId < other.entryId ? -1 : 1));
        expectTrue(input, byEntry);
      }),
      runs(25, 400),
    );
  });

  test("counts what comes sooner than the entry's spacing, seam included, and nothing else", () => {
    const items = ["a", "b", "c"].map((key, position) => loopItem(key, "l0", 10_000, position));
    const spaced = { ...loopEntry("e", 1, items), spacingMs: 20_000 };
    const row = (keys: string) => [...keys].map((key) => ({ entryId: "e", key, durationMs: 10_000 }));
    const tooClose = (keys: string) => certifyLoop(row(keys), loopOf([spaced], [1], 60_000)).tooClose;
    expect(tooClose("abcabc")).toBe(0);
    expect(tooClose("abab")).toBe(4);
    expect(tooClose("abcbac")).toBe(2);
    expect(tooClose("abca")).toBe(1);
  });

  test("an item that must follow itself is told apart from one that need not", () => {
    const items = ["a", "b", "c"].map((key, position) => loopItem(key, "l0", 10_000, position));
    const row = (keys: string) => [...keys].map((key) => ({ entryId: "e", key, durationMs: 10_000 }));
    const input = loopOf([loopEntry("e", 1, items)], [1], 60_000);
    expect(certifyLoop(row("aabc"), input)).toMatchObject({ repeats: 1, unavoidableRepeats: 0 });
    expect(certifyLoop(row("aaab"), input)).toMatchObject({ repeats: 2, unavoidableRepeats: 2 });
    expect(certifyLoop(row("abca"), input)).toMatchObject({ repeats: 1, unavoidableRepeats: 0 });
    expect(certifyLoop([], input)).toMatchObject({ bound: 0, repeats: 0, longestItemMs: 0 });
  });
});
