import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDays } from "../../schemas/rules/zoned-time.ts";
import { gatherSources, listCompileScreens } from "../../server/services/manifests/gather-sources.ts";
import { planScreen } from "../../server/services/manifests/plan-screen.ts";
import { createDaypart } from "../../server/services/schedule/create-daypart.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { publishedSnapshot } from "../../server/services/schedule/schedule-snapshot.ts";
import { ZoneClock } from "../interpreter/civil.ts";
import { readRows } from "../interpreter/read-rows.ts";
import type { Rows } from "../interpreter/rows.ts";
import { actByVerb, type DeskAnswer } from "../support/desk-verbs.ts";
import { type DeskAct, deskActs } from "../support/gate-desk.ts";
import { brokenOverrides, brokenPromises } from "../support/locked-airtime.ts";
import { isAboveGates, lockedInput, lockedShares, overrideInput, overridesOf } from "../support/locked-entries.ts";
import { LOCKED_DAYPART } from "../support/paper-desk.ts";
import { createScheduleWorld, type ScheduleWorld } from "../support/schedule-world.ts";

const isLong = process.env.TEST_TIER === "long";
/** Of ten thousand sequences these are done by the verbs themselves, on a database. */
const BY_VERBS = isLong ? 500 : 2;
const FROM = "2026-11-21";
const ZONE = "Asia/Ho_Chi_Minh";
const DAY_MS = 86_400_000;

describe("what ministry and province have locked, edited by the verbs themselves", () => {
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

  test("keeps its share, and each verb that would touch it refuses", async () => {
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
    // Of two sequences it is left to chance what they try.
    for (const answer of isLong ? (["not-allowed", "done"] as const) : []) {
      expect(answers.get(answer) ?? 0).toBeGreaterThan(0);
    }
  }, 14_400_000);

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
