import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDays } from "../../schemas/rules/zoned-time.ts";
import { type ScheduledEntry, ScheduleEntryInput } from "../../schemas/schedule.ts";
import type { CompileInput } from "../../server/services/manifests/compile-input.ts";
import { gatherSources, listCompileScreens } from "../../server/services/manifests/gather-sources.ts";
import { planScreen } from "../../server/services/manifests/plan-screen.ts";
import { createDaypart } from "../../server/services/schedule/create-daypart.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { publishedSnapshot } from "../../server/services/schedule/schedule-snapshot.ts";
import { ZoneClock } from "../interpreter/civil.ts";
import { Openings } from "../interpreter/opening.ts";
import { readRows } from "../interpreter/read-rows.ts";
import type { EntryRow, Rows } from "../interpreter/rows.ts";
import { entry } from "../support/compile-input.ts";
import { actByVerb, type DeskAnswer } from "../support/desk-verbs.ts";
import { type DeskAct, deskActs } from "../support/gate-desk.ts";
import { brokenOverrides, brokenPromises, type LockedShare } from "../support/locked-airtime.ts";
import { LOCKED_DAYPART, LOCKED_PLAYLIST, PAPER_STORIES, PaperDesk } from "../support/paper-desk.ts";
import { createScheduleWorld, type ScheduleWorld } from "../support/schedule-world.ts";

const isLong = process.env.TEST_TIER === "long";
/** Most sequences are done on paper, under the verbs' own rule of who may do what; the rest by the verbs themselves. */
const ON_PAPER = isLong ? 9_500 : 8;
const BY_VERBS = isLong ? 500 : 2;
const FROM = "2026-11-21";
const ZONE = "Asia/Ho_Chi_Minh";
const DAY_MS = 86_400_000;

const everyDay = [0, 1, 2, 3, 4, 5, 6];
/** What the ministry and the province have locked: always, by day, and over midnight. */
const LOCKED = [
  { lock: "ministry", sharePpm: 200_000, hours: { kind: "always" } },
  {
    lock: "province",
    sharePpm: 100_000,
    hours: {
      kind: "own",
      daypart: { weekdays: everyDay, windows: [{ fromLocal: "06:00", untilLocal: "18:00" }] },
    },
  },
  {
    lock: "province",
    sharePpm: 150_000,
    hours: {
      kind: "own",
      daypart: { weekdays: [5, 6], windows: [{ fromLocal: "22:00", untilLocal: "05:00" }] },
    },
  },
] as const;

/** What the province has on in spite of everything: by hours of its own, and by a named daypart. */
function overrideInput(playlistId: string, daypartId: string) {
  const windows = [{ fromLocal: "12:00", untilLocal: "12:20" }];
  return [
    { kind: "own", daypart: { weekdays: everyDay, windows } },
    { kind: "named", daypartId },
  ].map((hours) => ({
    name: "Khẩn",
    layer: "override",
    playlistId,
    target: { anyOf: [{ allOf: [] }] },
    fromDate: "2026-01-01",
    untilDate: null,
    hours,
  }));
}

function lockedInput(playlistId: string) {
  return LOCKED.map(({ lock, sharePpm, hours }) => ({
    name: "Của Bộ",
    layer: "campaign",
    playlistId,
    target: { anyOf: [{ allOf: [] }] },
    fromDate: "2026-01-01",
    untilDate: null,
    hours,
    claim: { kind: "share", sharePpm },
    lock,
  }));
}

/** The locked entries of these rows, as an independent reader says when they are open. */
function lockedShares(rows: Rows, screenId: string): LockedShare[] {
  const screen = rows.screens.get(screenId);
  if (screen === undefined) throw new Error("No such screen.");
  const openings = new Openings(rows, screen);
  return rows.entries.flatMap((entry): LockedShare[] => {
    if (entry.lock === null || entry.claim?.kind !== "share") return [];
    const { sharePpm } = entry.claim;
    return [{ entryId: entry.id, sharePpm, isOpen: (atMs) => openings.isOpen(entry, atMs) }];
  });
}

/** The overrides of these rows, in the same way. */
function overridesOf(rows: Rows, screenId: string) {
  const screen = rows.screens.get(screenId);
  if (screen === undefined) throw new Error("No such screen.");
  const openings = new Openings(rows, screen);
  return rows.entries
    .filter(({ layer }) => layer === "override")
    .map((entry) => ({ entryId: entry.id, isOpen: (atMs: number) => openings.isOpen(entry, atMs) }));
}

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
        const plan = planScreen(input);
        expect(brokenPromises(plan, lockedShares(rows, screenId), startMs, startMs + DAY_MS)).toEqual([]);
        expect(brokenOverrides(plan, overridesOf(rows, screenId), startMs, startMs + DAY_MS)).toEqual([]);
      }),
      { numRuns: ON_PAPER, ...(isLong ? { endOnFailure: true } : { interruptAfterTimeLimit: 40_000 }) },
    );
    expect(refused).toBeGreaterThan(0);
  }, 7_200_000);

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

/** Entries that nobody at a gate may touch. */
function isAboveGates({ lock, layer }: Pick<ScheduledEntry, "lock" | "layer">): boolean {
  return lock !== null || layer === "override";
}

describe("by the verbs themselves", () => {
  let world: ScheduleWorld;
  let operator: ScheduleWorld;

  beforeAll(async () => {
    world = await createScheduleWorld(FROM, ZONE);
    operator = { ...world, editor: await world.test.asPerson(["editor"]) };
    // One screen tells as much as four, four times as fast.
    const [screenId = ""] = world.screenIds;
    await world.test.ctx.db.updateTable("screens").set({ retired_at_ms: 1 }).where("id", "!=", screenId).execute();
  });
  afterAll(() => world.test.close());

  /** The schedule as the ministry left it, with two playlists of the gate's own. */
  async function startOver(): Promise<void> {
    const { db } = world.test.ctx;
    for (const table of ["schedule_entries", "site_hours", "playlist_items", "playlists", "dayparts"] as const) {
      await db.deleteFrom(table).execute();
    }
    await db.deleteFrom("withdrawals").execute();
    await db.updateTable("stories").set({ retired_at_ms: null }).execute();
    const ids: string[] = [];
    for (const stories of [
      [0, 9],
      [1, 3],
      [0, 2, 7],
    ]) {
      const { playlistId } = await createPlaylist(world.editor, { name: "Danh sách" });
      const storyIds = stories.flatMap((number) => world.storyIds[number] ?? []);
      await replacePlaylistItems(world.editor, { playlistId, storyIds });
      ids.push(playlistId);
    }
    const [own = ""] = ids;
    const { id: _, ...daypart } = LOCKED_DAYPART;
    const { daypartId } = await createDaypart(world.editor, daypart);
    for (const input of [...lockedInput(own), ...overrideInput(own, daypartId)]) {
      await createScheduleEntry(world.editor, input);
    }
    await publishSchedule(world.editor);
  }

  test("they keep it too, and each verb that would touch them refuses", async () => {
    const answers = new Map<DeskAnswer, number>();
    await fc.assert(
      fc.asyncProperty(deskActs(FROM, world.storyIds.length, 10), async (acts) => {
        await startOver();
        const before = await lockedRows();
        const first = await readRows(world.test.ctx.db);
        for (const act of acts) {
          const answer = await actByVerb(operator, world.siteIds[0] ?? "", act);
          answers.set(answer, (answers.get(answer) ?? 0) + 1);
          if (isForbidden(act)) expect(["not-allowed", "bad-input", "conflict"]).toContain(answer);
        }
        await publishSchedule(operator.editor);
        expect(await lockedRows()).toEqual(before);
        await expectPromises(await readRows(world.test.ctx.db), first);
      }),
      { numRuns: BY_VERBS, ...(isLong ? { endOnFailure: true } : { interruptAfterTimeLimit: 40_000 }) },
    );
    expect(answers.get("not-allowed") ?? 0).toBeGreaterThan(0);
    expect(answers.get("done") ?? 0).toBeGreaterThan(0);
  }, 3_600_000);

  /** The entries above the gates with their dayparts, their playlist and what it holds. */
  async function lockedRows() {
    const { entries, playlists, items, dayparts } = await readRows(world.test.ctx.db);
    const locked = entries.filter(isAboveGates);
    const named = locked.flatMap(({ hours }) => (hours.kind === "named" ? dayparts.get(hours.daypartId) : []));
    const stories = locked.flatMap(({ playlistId }) => playlists.get(playlistId) ?? []);
    return { locked, named, stories, items: stories.map((storyId) => items.get(storyId)) };
  }

  /** Shares by the rows as they are, overrides by the rows as they were first. */
  async function expectPromises(rows: Rows, first: Rows): Promise<void> {
    const { ctx } = world.test;
    const sources = await gatherSources(ctx, await publishedSnapshot(ctx));
    for (const screen of await listCompileScreens(ctx)) {
      const plan = planScreen({ ...sources, screen, fromDate: FROM, days: 2, revision: 1 });
      const fromMs = new ZoneClock(screen.timeZone).instant(Date.parse(addDays(FROM, 0)) / DAY_MS, 0);
      expect(brokenPromises(plan, lockedShares(rows, screen.screenId), fromMs, fromMs + 2 * DAY_MS)).toEqual([]);
      expect(brokenOverrides(plan, overridesOf(first, screen.screenId), fromMs, fromMs + 2 * DAY_MS)).toEqual([]);
    }
  }
});

/** Acts that are nobody's below the province. */
function isForbidden(act: DeskAct): boolean {
  if (act.act !== "create" && act.act !== "update") return false;
  const { layer, lock } = act.entry.input;
  return layer === "override" || (lock !== null && lock !== undefined);
}
