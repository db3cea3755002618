import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slotAt } from "../../schemas/rules/slot-at.ts";
import { addDays } from "../../schemas/rules/zoned-time.ts";
import type { CompileInput } from "../../server/services/manifests/compile-input.ts";
import { compileManifest } from "../../server/services/manifests/compile-manifest.ts";
import { planScreen } from "../../server/services/manifests/plan-screen.ts";
import type { ScreenPlan } from "../../server/services/manifests/screen-plan.ts";
import { DAY_MS, edition, entry, FROM, inputOf, start } from "../support/compile-input.ts";
import { worstPrefix } from "../support/day-prefixes.ts";

const isLong = process.env.TEST_TIER === "long";
const RUNS = isLong ? 1_000 : 30;
const CUNNING_RUNS = isLong ? 60 : 2;
const CUNNING_SECTIONS = isLong ? 40 : 12;
/** With sections a prefix may be this much off, in longest items. */
const BOUND = 1.75;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** Anywhere, or in step: so often that some step meets that of a loop. */
const minutes = fc.oneof(
  fc.uniqueArray(fc.nat({ max: DAY_MINUTES - 1 }), { minLength: 1, maxLength: 48 }),
  fc
    .record({
      first: fc.nat({ max: 120 }),
      every: fc.integer({ min: 1, max: 90 }),
      count: fc.integer({ min: 2, max: 48 }),
    })
    .map(({ first, every, count }) =>
      Array.from({ length: count }, (_, index) => first + index * every).filter((minute) => minute < DAY_MINUTES),
    ),
);

interface Item {
  readonly seconds: number;
  readonly language: string;
}

const items = (most: number): fc.Arbitrary<Item[]> =>
  fc.array(fc.record({ seconds: fc.integer({ min: 5, max: 45 }), language: fc.constantFrom("vi", "en", "lo") }), {
    minLength: 1,
    maxLength: most,
  });

const campaigns = fc.array(
  fc.record({
    sharePpm: fc.integer({ min: 30_000, max: 300_000 }),
    lock: fc.constantFrom(null, null, "ministry" as const),
    items: items(3),
  }),
  { maxLength: 3 },
);

interface Section {
  readonly minutes: readonly number[];
  readonly exact: boolean;
  readonly items: readonly Item[];
}

interface Day {
  readonly base: readonly Item[];
  readonly campaigns: readonly { sharePpm: number; lock: "ministry" | null; items: readonly Item[] }[];
  readonly sections: readonly Section[];
}

const days: fc.Arbitrary<Day> = fc.record({
  base: items(6),
  campaigns,
  sections: fc.array(fc.record({ minutes, exact: fc.boolean(), items: items(4) }), { minLength: 1, maxLength: 3 }),
});

/** Everything begins on the first date and is open around the clock; sections come at their times. */
function inputOfDay({ base, campaigns, sections }: Day): CompileInput {
  let number = 0;
  const editionsOf = (list: readonly Item[]) =>
    list.map(({ seconds, language }) => {
      number += 1;
      return edition(number, { durationMs: seconds * 1_000, language });
    });
  const campaign = { fromDate: FROM, layer: "campaign" as const };
  return inputOf(
    [
      { entry: entry(1, { fromDate: FROM }), editions: editionsOf(base) },
      ...campaigns.map(({ sharePpm, lock, items }, index) => ({
        entry: entry(10 + index, { ...campaign, claim: { kind: "share", sharePpm }, lock }),
        editions: editionsOf(items),
      })),
      ...sections.map(({ minutes, exact, items }, index) => ({
        entry: entry(20 + index, {
          ...campaign,
          claim: { kind: "pinned", atLocal: [...new Set(minutes.map(clockOf))].sort(), exact },
        }),
        editions: editionsOf(items),
      })),
    ],
    2,
  );
}

function expectWithin(plan: ScreenPlan): void {
  const worst = worstPrefix(plan, start, start + DAY_MS);
  expect(worst.off, JSON.stringify(worst)).toBeLessThanOrEqual(BOUND);
}

describe("a day with sections at fixed times", () => {
  test("keeps each entry and each language within 1.75 longest items of its target in every prefix, wherever they fall", () => {
    fc.assert(
      fc.property(days, (day) => expectWithin(planScreen(inputOfDay(day)))),
      { numRuns: RUNS, ...(isLong ? { endOnFailure: true } : { interruptAfterTimeLimit: 12_000 }) },
    );
  }, 3_600_000);

  test("keeps them too where each section is put where it cuts most", () => {
    fc.assert(
      fc.property(days, (day) => {
        let cunning: Day = { ...day, sections: [{ minutes: [0], exact: true, items: day.base.slice(0, 1) }] };
        for (let count = 1; count < CUNNING_SECTIONS; count += 1) {
          const plan = planScreen(inputOfDay(cunning));
          expectWithin(plan);
          cunning = { ...cunning, sections: cunning.sections.map((section) => withWorstCut(plan, section)) };
        }
        expectWithin(planScreen(inputOfDay(cunning)));
      }),
      { numRuns: CUNNING_RUNS, ...(isLong ? { endOnFailure: true } : { interruptAfterTimeLimit: 8_000 }) },
    );
  }, 3_600_000);

  test("is the same whichever day it is compiled on", () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 8 }), (day, later) => {
        const input = { ...inputOfDay(day), days: 14 };
        const { manifest: today } = compileManifest(input);
        const { manifest: next } = compileManifest({ ...input, fromDate: addDays(FROM, later) });
        for (const [startAtMs, , planId] of today.days.slice(later)) {
          expect(next.days.find(([atMs]) => atMs === startAtMs)?.[2]).toBe(planId);
        }
      }),
      { numRuns: isLong ? 200 : 6, interruptAfterTimeLimit: isLong ? 1_200_000 : 5_000 },
    );
  }, 1_200_000);

  test("of a plan whose loops begin anew after each section, the measure tells it", () => {
    const base = [30, 40, 20].map((seconds, index) => ({ seconds, language: ["vi", "en", "lo"][index] ?? "vi" }));
    const every = Array.from({ length: 48 }, (_, index) => index * 29 + 1);
    const sections = [{ minutes: every, exact: false, items: [{ seconds: 20, language: "vi" }] }];
    const plan = planScreen(inputOfDay({ base, campaigns: [], sections }));
    expectWithin(plan);
    const { dayPlans } = plan.manifest;
    const anew = Object.fromEntries(
      Object.entries(dayPlans).map(([id, list]) => [
        id,
        list.map(([fromMs, toMs, loopId]) => [fromMs, toMs, loopId, 0] as (typeof list)[number]),
      ]),
    );
    const spoilt = { ...plan, manifest: { ...plan.manifest, dayPlans: anew } };
    expect(worstPrefix(spoilt, start, start + DAY_MS).off).toBeGreaterThan(BOUND);
  });
});

describe("exact sections in every minute", () => {
  test("cut no showing of a locked entry: it plays to its end, and the section comes after it", () => {
    const sections = [0, 1, 2].map((offset) => ({
      minutes: Array.from({ length: 48 }, (_, index) => 480 + index * 3 + offset),
      exact: true,
      items: [{ seconds: 5, language: "vi" }],
    }));
    const locked = { sharePpm: 250_000, lock: "ministry" as const, items: [{ seconds: 40, language: "vi" }] };
    const input = inputOfDay({ base: [{ seconds: 15, language: "vi" }], campaigns: [locked], sections });
    const { manifest } = planScreen(input);
    const lockedId = entry(10).id;
    const shownMs: number[] = [];
    let sectionMs = 0;
    for (let atMs = start + 8 * 60 * MINUTE_MS; atMs < start + 10 * 60 * MINUTE_MS; ) {
      const answer = slotAt(manifest, atMs);
      if (answer.kind === "item" && answer.entryId === lockedId) shownMs.push(answer.endsAtMs - answer.startedAtMs);
      else if (answer.kind === "item" && answer.entryId !== entry(1).id) sectionMs += answer.endsAtMs - atMs;
      atMs = answer.endsAtMs;
    }
    expect(shownMs.length).toBeGreaterThan(40);
    expect(new Set(shownMs)).toEqual(new Set([40_000]));
    // Two hours hold 120 of them.
    expect(sectionMs).toBeGreaterThanOrEqual(110 * 5_000);
  });
});

/** One more time, later than all there are: within the next half hour where it cuts the most of an item that is less than half done. */
function withWorstCut(plan: ScreenPlan, section: Section): Section {
  const last = Math.max(...section.minutes);
  const doneMs = (minute: number) => {
    const atMs = start + minute * MINUTE_MS;
    const { startedAtMs, endsAtMs } = slotAt(plan.manifest, atMs);
    const shownMs = atMs - startedAtMs;
    return shownMs * 2 < endsAtMs - startedAtMs ? shownMs : 0;
  };
  const ahead = Array.from({ length: 30 }, (_, index) => last + 3 + index).filter((minute) => minute < DAY_MINUTES);
  const [worst = last] = ahead.sort((one, other) => doneMs(other) - doneMs(one));
  return { ...section, minutes: [...new Set([...section.minutes, worst])] };
}
