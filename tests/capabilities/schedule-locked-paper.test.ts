import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ScheduledEntry, ScheduleEntryInput } from "../../schemas/schedule.ts";
import { CompileCache } from "../../server/services/manifests/compile-cache.ts";
import type { CompileInput } from "../../server/services/manifests/compile-input.ts";
import { planScreen } from "../../server/services/manifests/plan-screen.ts";
import { ZoneClock } from "../interpreter/civil.ts";
import type { EntryRow, Rows } from "../interpreter/rows.ts";
import { entry } from "../support/compile-input.ts";
import { deskActs } from "../support/gate-desk.ts";
import { brokenOverrides, brokenPromises } from "../support/locked-airtime.ts";
import { isAboveGates, lockedInput, lockedShares, overrideInput, overridesOf } from "../support/locked-entries.ts";
import { LOCKED_DAYPART, LOCKED_PLAYLIST, PAPER_STORIES, PaperDesk } from "../support/paper-desk.ts";

const isLong = process.env.TEST_TIER === "long";
/** Of ten thousand sequences these are done on paper, under the verbs' own rule of who may do what. */
const ON_PAPER = isLong ? 9_500 : 8;
/** Sequences that share what compiling remembers, as the screens of a server do. */
const SEQUENCES_A_CACHE = 50;
const FROM = "2026-11-21";
const ZONE = "Asia/Ho_Chi_Minh";
const DAY_MS = 86_400_000;

/** What a reader takes them from when the schedule is on paper: the entries and the daypart as they were handed to the desk. */
function paperRows({ screen: { facts: _, ...place } }: CompileInput, locked: readonly ScheduledEntry[]): Rows {
  const screen = { ...place, clusterId: "", tags: [], siteKind: null, province: null, neighbour: null };
  const none = new Map();
  return {
    entries: locked as readonly EntryRow[],
    playlists: none,
    dayparts: new Map([[LOCKED_DAYPART.id, LOCKED_DAYPART]]),
    items: none,
    roles: none,
    holidays: [],
    screens: new Map([[screen.screenId, { ...screen, mix: screen.languages }]]),
  };
}

describe("what ministry and province have locked", () => {
  const said = [...lockedInput(LOCKED_PLAYLIST), ...overrideInput(LOCKED_PLAYLIST, LOCKED_DAYPART.id)];
  const locked = said.map(
    (input, index): ScheduledEntry => ({
      ...ScheduleEntryInput.parse(input),
      id: `00000000-0000-7000-8000-0000000090${10 + index}`,
    }),
  );
  const startMs = new ZoneClock(ZONE).instant(Date.parse(FROM) / DAY_MS, 0);

  test("keeps its share of every clock hour and of every loop, whatever an operator of a gate edits on paper", () => {
    const [playlist] = new PaperDesk(FROM, locked).compileInput(1).schedule.playlists;
    let refused = 0;
    let sequences = 0;
    let cache = new CompileCache();
    fc.assert(
      fc.property(deskActs(FROM, PAPER_STORIES, 12), (acts) => {
        const desk = new PaperDesk(FROM, locked);
        for (const act of acts) desk.do(act);
        refused += desk.notAllowed;
        const input = desk.compileInput(1);
        expect(input.schedule.entries.filter(isAboveGates)).toEqual(locked);
        expect(input.schedule.playlists[0]).toEqual(playlist);
        const rows = paperRows(input, locked);
        const { screenId } = input.screen;
        sequences += 1;
        if (sequences % SEQUENCES_A_CACHE === 0) cache = new CompileCache();
        const plan = planScreen(input, cache);
        expect(brokenPromises(plan, lockedShares(rows, screenId), startMs, startMs + DAY_MS)).toEqual([]);
        expect(brokenOverrides(plan, overridesOf(rows, screenId), startMs, startMs + DAY_MS)).toEqual([]);
      }),
      { numRuns: ON_PAPER, ...(isLong ? { endOnFailure: true } : { interruptAfterTimeLimit: 40_000 }) },
    );
    expect(refused).toBeGreaterThan(0);
  }, 14_400_000);

  test("of a plan that gives each share two hundredths less than was locked, the check names each", () => {
    const lowered = locked.map((entry) =>
      entry.claim?.kind === "share"
        ? { ...entry, claim: { ...entry.claim, sharePpm: entry.claim.sharePpm - 20_000 } }
        : entry,
    );
    const paper = new PaperDesk(FROM, lowered).compileInput(2);
    const { schedule } = paper;
    const base = entry(1, { playlistId: schedule.playlists[1]?.id ?? "" });
    const input = { ...paper, schedule: { ...schedule, entries: [...schedule.entries, base] } };
    const { screenId } = input.screen;
    const plan = planScreen(input);
    const promised = (entries: readonly ScheduledEntry[]) =>
      brokenPromises(plan, lockedShares(paperRows(input, entries), screenId), startMs, startMs + DAY_MS);
    expect(promised(lowered)).toEqual([]);
    const broken = promised(locked);
    for (const { id } of locked.filter(({ lock }) => lock !== null))
      expect(broken.filter((words) => words.startsWith(id)).length).toBeGreaterThan(0);
  });
});

test("of a plan in which an override is not on at its hours, the check names who has its glass", () => {
  const asEntry = (input: unknown, index: number): ScheduledEntry => ({
    ...ScheduleEntryInput.parse(input),
    id: `00000000-0000-7000-8000-0000000091${10 + index}`,
  });
  const overrides = overrideInput(LOCKED_PLAYLIST, LOCKED_DAYPART.id).map(asEntry);
  const startMs = new ZoneClock(ZONE).instant(Date.parse(FROM) / DAY_MS, 0);
  const brokenWith = (placed: readonly ScheduledEntry[]) => {
    const input = new PaperDesk(FROM, placed).compileInput(1);
    const meant = overridesOf(paperRows(input, overrides), input.screen.screenId);
    return brokenOverrides(planScreen(input), meant, startMs, startMs + DAY_MS);
  };
  expect(brokenWith(overrides)).toEqual([]);
  for (const one of overrides) {
    expect(brokenWith(overrides.filter((other) => other !== one))).toMatchObject([expect.stringContaining(one.id)]);
  }
});
