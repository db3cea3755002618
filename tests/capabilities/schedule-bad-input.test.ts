import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { slotAt } from "../../schemas/rules/slot-at.ts";
import type { ScheduleProblem } from "../../schemas/schedule-problem.ts";
import { DomainError } from "../../server/errors.ts";
import { currentManifest } from "../../server/services/manifests/current-manifest.ts";
import { rollDays } from "../../server/services/manifests/roll-days.ts";
import { createDaypart } from "../../server/services/schedule/create-daypart.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { listScheduleProblems } from "../../server/services/schedule/list-schedule-problems.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { readSchedule } from "../../server/services/schedule/read-schedule.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { addStory, createScheduleWorld, type ScheduleWorld } from "../support/schedule-world.ts";

const FROM = "2026-11-21";
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let world: ScheduleWorld;
let playlistId: string;

beforeAll(async () => {
  world = await createScheduleWorld(FROM, "Asia/Ho_Chi_Minh");
});
afterAll(() => world.test.close());
beforeEach(async () => {
  const { db } = world.test.ctx;
  await db.deleteFrom("schedule_entries").execute();
  playlistId = await playlistOf(world.storyIds[0] ?? "");
});

async function playlistOf(...storyIds: string[]): Promise<string> {
  const made = await createPlaylist(world.editor, { name: "Danh sách" });
  await replacePlaylistItems(world.editor, { playlistId: made.playlistId, storyIds });
  return made.playlistId;
}

function add(change: Readonly<Record<string, unknown>> = {}) {
  return createScheduleEntry(world.editor, {
    name: "Mục",
    layer: "base",
    playlistId,
    target: { anyOf: [{ allOf: [] }] },
    fromDate: FROM,
    untilDate: null,
    ...change,
  });
}

/** The refusal's key and what it says to an operator, both languages. */
async function refusalOf(change: Readonly<Record<string, unknown>>) {
  try {
    await add(change);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error("It was taken.");
}

async function problemsOfKind(kind: ScheduleProblem["kind"]) {
  const found: readonly unknown[] = await listScheduleProblems(world.editor);
  // The list says each problem with its severity and its way to be mended.
  const problems = found.map((one) => (isShown(one) ? one.problem : (one as ScheduleProblem)));
  return problems.filter((problem) => problem.kind === kind);
}

function isShown(one: unknown): one is { problem: ScheduleProblem } {
  return typeof one === "object" && one !== null && "problem" in one;
}

/** Publishes, and asks every screen for every half hour of a week and for far ahead: there is always an answer. */
async function expectAnswers(): Promise<Set<string>> {
  await publishSchedule(world.editor);
  const kinds = new Set<string>();
  const nowMs = world.test.clock.now();
  for (const screenId of world.screenIds) {
    const manifest = (await currentManifest(world.test.ctx, screenId))?.manifest;
    if (manifest === undefined) throw new Error("No manifest was made.");
    for (const days of [0, 3, 89, 90, 500]) {
      for (let atMs = nowMs + days * DAY_MS; atMs < nowMs + (days + 1) * DAY_MS; atMs += HOUR_MS / 2) {
        const answer = slotAt(manifest, atMs);
        expect(answer.startedAtMs <= atMs && atMs < answer.endsAtMs).toBe(true);
        kinds.add(answer.kind);
      }
    }
  }
  return kinds;
}

describe("bad input is said, and never leaves a screen without an answer", () => {
  it.each([
    ["never falls on a date", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "schedule.recurrence.no-date"],
    ["falls on no date in five years", "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "schedule.recurrence.no-date"],
    ["is more frequent than daily", "FREQ=HOURLY", "schedule.recurrence.too-often"],
    ["goes on without moving", "FREQ=DAILY;INTERVAL=0", "schedule.recurrence.no-interval"],
    ["cannot be read", "FREQ=SOMETIMES", "schedule.recurrence.unreadable"],
  ])("a recurrence that %s is refused by name", async (_, rrule, key) => {
    const fromDate = "2026-03-01";
    const error = await refusalOf({ fromDate, recurrence: { kind: "rule", rrule } });
    expect(error.code).toBe("bad-input");
    expect(error.messageKey).toBe(key);
    expect(await expectAnswers()).toEqual(new Set(["slate"]));
  });

  it("a recurrence without an end is taken, is looked at again within a year, and plays for ever", async () => {
    const { entryId } = await add({ recurrence: { kind: "rule", rrule: "FREQ=DAILY" } });
    const view = await readSchedule(world.editor);
    expect(view.entries.find(({ id }) => id === entryId)?.reviewDate).toBe("2027-11-21");
    expect((await expectAnswers()).has("item")).toBe(true);
    expect(await problemsOfKind("review-due")).toEqual([]);
  });

  it("a daypart of no length is refused, in an entry and by name", async () => {
    const windows = [{ fromLocal: "08:00", untilLocal: "08:00" }];
    const error = await refusalOf({ hours: { kind: "own", daypart: { weekdays: [0], windows } } });
    expect(error.code).toBe("bad-input");
    await expect(createDaypart(world.editor, { name: "Ca", weekdays: [0], windows, exceptions: [] })).rejects.toThrow(
      DomainError,
    );
    expect(await expectAnswers()).toEqual(new Set(["slate"]));
  });

  it("shares over the whole are scaled, and said", async () => {
    const entryIds: string[] = [];
    for (const sharePpm of [700_000, 600_000]) {
      const claim = { kind: "share", sharePpm };
      entryIds.push((await add({ layer: "campaign", claim })).entryId);
    }
    const said = await problemsOfKind("shares-over-whole");
    expect(said.length).toBeGreaterThan(0);
    for (const problem of said) expect(problem).toMatchObject({ entryIds: [...entryIds].sort() });
    expect((await expectAnswers()).has("item")).toBe(true);
  });

  it("an empty playlist is said by name, and its time is a named hole under the slate", async () => {
    playlistId = await playlistOf();
    const { entryId } = await add();
    expect(await problemsOfKind("empty-playlist")).toEqual([{ kind: "empty-playlist", entryId }]);
    expect((await problemsOfKind("hole")).length).toBeGreaterThan(0);
    expect(await expectAnswers()).toEqual(new Set(["slate"]));
  });

  it("a playlist of which nothing is approved is said by name", async () => {
    playlistId = await playlistOf(world.storyIds[6] ?? "");
    const { entryId } = await add();
    expect(await problemsOfKind("nothing-approved")).toEqual([{ kind: "nothing-approved", entryId }]);
    expect((await problemsOfKind("hole")).length).toBeGreaterThan(0);
    expect(await expectAnswers()).toEqual(new Set(["slate"]));
  });

  it("a target that matches no screen is said by name, one that names nothing known is refused", async () => {
    const nowhere = { anyOf: [{ allOf: [{ field: "neighbour", is: true, values: ["LA"] }] }] };
    const { entryId } = await add({ target: nowhere });
    expect(await problemsOfKind("reaches-no-screen")).toEqual([{ kind: "reaches-no-screen", entryId }]);
    expect((await problemsOfKind("hole")).length).toBeGreaterThan(0);
    expect(await expectAnswers()).toEqual(new Set(["slate"]));
    const unknown = { anyOf: [{ allOf: [{ field: "screen", is: true, values: [world.siteIds[0]] }] }] };
    expect((await refusalOf({ target: unknown })).code).toBe("bad-input");
  });

  it("items that have all expired are said by name, and none is shown a millisecond too long", async () => {
    const shape = [{ language: "vi", seconds: 10, untilDay: 1 }] as const;
    const { storyIds } = world;
    const storyId = await addStory(world, "Tin ngắn hạn", shape);
    playlistId = await playlistOf(storyId);
    const { entryId } = await add();
    await publishSchedule(world.editor);
    const endMs = world.test.clock.now() + DAY_MS;
    const manifest = (await currentManifest(world.test.ctx, world.screenIds[0] ?? ""))?.manifest;
    if (manifest === undefined) throw new Error("No manifest was made.");
    expect(slotAt(manifest, endMs - 1)).toMatchObject({ kind: "item", endsAtMs: endMs });
    expect(slotAt(manifest, endMs).kind).toBe("slate");

    world.test.clock.advance(2 * DAY_MS);
    await rollDays(world.test.ctx);
    expect(await problemsOfKind("all-expired")).toEqual([{ kind: "all-expired", entryId }]);
    expect((await problemsOfKind("hole")).length).toBeGreaterThan(0);
    expect(await expectAnswers()).toEqual(new Set(["slate"]));
    expect(storyIds).not.toContain(storyId);
  });
});
