import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { Manifest } from "../../../schemas/manifest.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { EVERYWHERE, onSites } from "../../../schemas/rules/target-filter.ts";
import { keysOfRole } from "../../../schemas/trust/root-of-trust.ts";
import { openSignedDocument } from "../../../schemas/trust/signed-document.ts";
import { approvePicture, submitPicture } from "../../../tests/support/content-factory.ts";
import { playerState } from "../../../tests/support/player-state.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { runDueJob } from "../../jobs/schedule.ts";
import { approveAiring } from "../approval/approve-airing.ts";
import { currentManifest } from "../manifests/current-manifest.ts";
import { previewManifest } from "../manifests/preview-manifest.ts";
import { recompileScreens } from "../manifests/recompile-screens.ts";
import { rollDays } from "../manifests/roll-days.ts";
import { watchForRecompile } from "../manifests/watch-for-recompile.ts";
import { loadReference } from "../reference/load-reference.ts";
import { currentRoot } from "../trust/current-root.ts";
import { withdrawAiring } from "../withdrawals/withdraw-airing.ts";
import { createPlaylist } from "./create-playlist.ts";
import { createScheduleEntry } from "./create-schedule-entry.ts";
import { listScheduleProblems } from "./list-schedule-problems.ts";
import { publishSchedule } from "./publish-schedule.ts";
import { readSchedule } from "./read-schedule.ts";
import { replacePlaylistItems } from "./replace-playlist-items.ts";
import { retirePlaylist } from "./retire-playlist.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "./retire-schedule-entry.ts";
import { updateScheduleEntry } from "./update-schedule-entry.ts";

let house: TestContext;
let editor: ServiceContext;
let approvers: readonly [ServiceContext, ServiceContext];
let screenId: string;

beforeEach(async () => {
  house = await createTestContext();
  await loadReference(house.ctx);
  editor = await house.asPerson(["editor"]);
  approvers = [await house.asPerson(["approver"]), await house.asPerson(["approver"])];
  ({ screenId } = await addScreen(house.ctx));
});
afterEach(() => house.close());

const ENTRY = {
  name: "Nền",
  layer: "base",
  target: EVERYWHERE,
  fromDate: "2026-11-01",
  untilDate: null,
} as const;

function own(weekdays: readonly number[], ...windows: readonly (readonly [string, string])[]) {
  return {
    kind: "own",
    daypart: { weekdays, windows: windows.map(([fromLocal, untilLocal]) => ({ fromLocal, untilLocal })) },
  };
}

async function playlistOf(...storyIds: string[]): Promise<string> {
  const { playlistId } = await createPlaylist(editor, { name: "Danh sách" });
  await replacePlaylistItems(editor, { playlistId, storyIds });
  return playlistId;
}

async function playingNow(): Promise<string | null> {
  const signed = await currentManifest(house.ctx, screenId);
  if (signed === undefined) return null;
  const answer = slotAt(signed.manifest, house.clock.now());
  return answer.kind === "item" ? answer.item.airingSha256 : null;
}

async function audited(action: string): Promise<number> {
  const rows = await house.ctx.db.selectFrom("audit_log").selectAll().where("action", "=", action).execute();
  return rows.length;
}

describe("publishing the schedule", () => {
  test("what is published plays, signed by the scheduler; edits after it do not until they are published too", async () => {
    const first = await approvePicture(editor, approvers, "Ảnh một");
    const second = await approvePicture(editor, approvers, "Ảnh hai");
    const playlistId = await playlistOf(first.storyId);
    expect((await readSchedule(editor)).hasUnpublishedChanges).toBe(false);
    const { entryId } = await createScheduleEntry(editor, { ...ENTRY, playlistId });
    expect((await readSchedule(editor)).hasUnpublishedChanges).toBe(true);
    expect(await playingNow()).toBeNull();
    const hints: string[] = [];
    house.ctx.bus.watch("manifest-changed", (hint) => hints.push(hint.screenId));
    const { screens } = await publishSchedule(editor);
    expect(screens).toEqual([{ screenId, revision: 1, changed: true }]);
    expect(hints).toEqual([screenId]);
    expect(await playingNow()).toBe(first.airingSha256);
    const view = await readSchedule(editor);
    expect(view.hasUnpublishedChanges).toBe(false);
    expect(view.entries).toMatchObject([{ id: entryId, published: true }]);

    await replacePlaylistItems(editor, { playlistId, storyIds: [second.storyId] });
    await recompileScreens(house.ctx);
    expect(await playingNow()).toBe(first.airingSha256);
    const preview = await previewManifest(editor, { screenId });
    expect(Object.keys(preview.airings)).toEqual([second.airingSha256]);
    expect(Manifest.safeParse(preview.manifest).success).toBe(true);
    await publishSchedule(editor);
    expect(await playingNow()).toBe(second.airingSha256);
    expect((await readSchedule(editor)).hasUnpublishedChanges).toBe(false);

    const signed = await currentManifest(house.ctx, screenId);
    const { document: root } = await currentRoot(house.ctx);
    const keys = keysOfRole(root, "scheduler");
    const opened = await openSignedDocument(
      signed?.envelope ?? { payload: "", signatures: [] },
      DOCUMENT_TYPES.manifest,
      Manifest,
      keys,
      1,
    );
    expect(opened.ok).toBe(true);
    expect(await audited("publish-schedule")).toBe(2);
  });

  test("the same content makes no new revision, a told revision is always jumped over", async () => {
    const { storyId } = await approvePicture(editor, approvers, "Ảnh");
    await createScheduleEntry(editor, { ...ENTRY, playlistId: await playlistOf(storyId) });
    await publishSchedule(editor);
    expect((await publishSchedule(editor)).screens).toEqual([{ screenId, revision: 1, changed: false }]);
    house.clock.advance(3 * 3_600_000);
    expect(await rollDays(house.ctx)).toEqual([{ screenId, revision: 1, changed: false }]);
    house.clock.advance(24 * 3_600_000);
    expect(await rollDays(house.ctx)).toEqual([{ screenId, revision: 2, changed: true }]);
    expect((await currentManifest(house.ctx, screenId))?.manifest.days.length).toBe(90);
    await house.ctx.db
      .insertInto("players")
      .values({
        key_id: "k",
        public_x: "x",
        device_name: "",
        paired_at_ms: 1,
        paired_by: null,
        revoked_at_ms: null,
        highest_boot: 1,
        state_json: JSON.stringify(STATE_AT_9),
        state_at_ms: 1,
      })
      .execute();
    const player = await house.ctx.db.selectFrom("players").select("number").executeTakeFirstOrThrow();
    await house.ctx.db
      .insertInto("player_assignments")
      .values({ player: player.number, screen_id: screenId, from_ms: 1, to_ms: null })
      .execute();
    expect(await rollDays(house.ctx)).toEqual([{ screenId, revision: 10, changed: true }]);
    expect(await rollDays(house.ctx)).toEqual([{ screenId, revision: 10, changed: false }]);
    // Other bytes under our own number: what a server lost that was restored from a backup.
    const forked = { ...STATE_AT_9, heldRevision: 10, heldSha256: "f".repeat(64) };
    await house.ctx.db
      .updateTable("players")
      .set({ state_json: JSON.stringify(forked) })
      .execute();
    expect(await rollDays(house.ctx)).toEqual([{ screenId, revision: 12, changed: true }]);
  });

  test("an approval brings an item on air by itself, one approval does not, a withdrawal takes it off", async () => {
    const stop = watchForRecompile(house.ctx);
    const waiting = await submitPicture(editor, "Chờ duyệt");
    await createScheduleEntry(editor, { ...ENTRY, playlistId: await playlistOf(waiting.storyId) });
    await publishSchedule(editor);
    expect(await playingNow()).toBeNull();
    const [one, two] = approvers;
    await approveAiring(one, { airingSha256: waiting.airingSha256 });
    await recompileScreens(house.ctx);
    expect(await playingNow()).toBeNull();
    const changed = new Promise((resolve) => house.ctx.bus.watch("manifest-changed", resolve));
    await approveAiring(two, { airingSha256: waiting.airingSha256 });
    await changed;
    expect(await playingNow()).toBe(waiting.airingSha256);
    const again = new Promise((resolve) => house.ctx.bus.watch("manifest-changed", resolve));
    await withdrawAiring(house.ctx, { airingSha256: waiting.airingSha256, reason: "test" });
    await again;
    expect(await playingNow()).toBeNull();
    await stop();
  });

  test("an entry taken out can be put back as it was; a playlist in use cannot be taken out", async () => {
    const { storyId } = await approvePicture(editor, approvers, "Ảnh");
    const playlistId = await playlistOf(storyId);
    const { entryId } = await createScheduleEntry(editor, { ...ENTRY, playlistId });
    await publishSchedule(editor);
    await expect(retirePlaylist(editor, { playlistId })).rejects.toMatchObject({ code: "conflict" });
    await retireScheduleEntry(editor, { entryId });
    await retireScheduleEntry(editor, { entryId });
    expect(await audited("retire-schedule-entry")).toBe(1);
    expect((await readSchedule(editor)).entries).toEqual([]);
    expect((await readSchedule(editor)).hasUnpublishedChanges).toBe(true);
    await restoreScheduleEntry(editor, { entryId });
    expect((await readSchedule(editor)).hasUnpublishedChanges).toBe(false);
  });

  test("what makes no sense is refused and leaves nothing behind", async () => {
    const { storyId } = await approvePicture(editor, approvers, "Ảnh");
    const playlistId = await playlistOf(storyId);
    const bad = [
      { ...ENTRY, playlistId, hours: own([0], ["08:00", "08:00"]) },
      { ...ENTRY, playlistId, hours: own([], ["08:00", "09:00"]) },
      { ...ENTRY, playlistId, untilDate: "2026-10-31" },
      { ...ENTRY, playlistId, layer: "campaign" },
      { ...ENTRY, playlistId, claim: { kind: "share", sharePpm: 5 } },
      { ...ENTRY, playlistId, target: onSites(["01930000-0000-7000-8000-00000000ffff"]) },
      { ...ENTRY, playlistId: "01930000-0000-7000-8000-00000000ffff" },
    ];
    for (const input of bad)
      await expect(createScheduleEntry(editor, input)).rejects.toMatchObject({ name: "DomainError" });
    await expect(createScheduleEntry(approvers[0], { ...ENTRY, playlistId })).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(publishSchedule(approvers[0])).rejects.toMatchObject({ code: "not-allowed" });
    const unknown = replacePlaylistItems(editor, {
      playlistId,
      storyIds: [storyId, "01930000-0000-7000-8000-00000000ffff"],
    });
    await expect(unknown).rejects.toMatchObject({ code: "bad-input" });
    expect(await house.ctx.db.selectFrom("schedule_entries").selectAll().execute()).toEqual([]);
    expect(await house.ctx.db.selectFrom("playlist_items").selectAll().execute()).toHaveLength(1);
    expect(await audited("create-schedule-entry")).toBe(0);
  });

  test("overlapping windows are stored as one, and what stands against the schedule is told", async () => {
    const { storyId } = await submitPicture(editor, "Chưa duyệt");
    const playlistId = await playlistOf(storyId);
    const { entryId } = await createScheduleEntry(editor, {
      ...ENTRY,
      playlistId,
      hours: own([6, 0], ["10:00", "12:00"], ["08:00", "11:00"]),
    });
    const [entry] = (await readSchedule(editor)).entries;
    expect(entry?.hours).toEqual(own([0, 6], ["08:00", "12:00"]));
    const problems = async () => (await listScheduleProblems(editor)).map(({ problem }) => problem);
    expect(await problems()).toContainEqual({ kind: "nothing-approved", entryId });
    await updateScheduleEntry(editor, { entryId, entry: { ...ENTRY, playlistId, untilDate: "2026-11-02" } });
    expect(await problems()).toContainEqual({ kind: "ended", entryId });
  });

  test("a daily job missed while the server was down is made up once", async () => {
    let runs = 0;
    const job = {
      name: "count",
      atLocal: "00:10",
      run: () => {
        runs += 1;
        return Promise.resolve();
      },
    };
    await runDueJob(house.ctx, job);
    await runDueJob(house.ctx, job);
    expect(runs).toBe(1);
    house.clock.advance(5 * 86_400_000);
    await runDueJob(house.ctx, job);
    await runDueJob(house.ctx, job);
    expect(runs).toBe(2);
    const failing = { ...job, name: "fails", run: async () => Promise.reject(new Error("no")) };
    await runDueJob(house.ctx, failing);
    expect(house.logged).toContainEqual(expect.objectContaining({ level: "error", event: "job-failed" }));
    expect(await house.ctx.db.selectFrom("job_runs").selectAll().where("job", "=", "fails").execute()).toEqual([]);
  });
});

const STATE_AT_9 = playerState({ playingRevision: 8, heldRevision: 9 });
