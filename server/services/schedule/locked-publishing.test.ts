import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import { approvePicture, submitPicture } from "../../../tests/support/content-factory.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { approveAiring } from "../approval/approve-airing.ts";
import { submitForApproval } from "../approval/submit-for-approval.ts";
import { previewManifest } from "../manifests/preview-manifest.ts";
import { retireStory } from "../stories/create-story.ts";
import { createDaypart } from "./create-daypart.ts";
import { createPlaylist } from "./create-playlist.ts";
import { createScheduleEntry } from "./create-schedule-entry.ts";
import { publishSchedule } from "./publish-schedule.ts";
import { readSchedule } from "./read-schedule.ts";
import { replacePlaylistItems } from "./replace-playlist-items.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "./retire-schedule-entry.ts";
import { publishedSnapshot } from "./schedule-snapshot.ts";
import { updateDaypart } from "./update-daypart.ts";
import { updateScheduleEntry } from "./update-schedule-entry.ts";

let house: TestContext;
let editor: ServiceContext;
let province: ServiceContext;
let ministry: ServiceContext;
let approvers: readonly [ServiceContext, ServiceContext];
let screenId: string;
let playlistId: string;
let storyId: string;

beforeEach(async () => {
  house = await createTestContext();
  editor = await house.asPerson(["editor"]);
  province = await house.asPerson(["province-editor"]);
  ministry = await house.asPerson(["ministry-editor"]);
  approvers = [await house.asPerson(["approver"]), await house.asPerson(["approver"])];
  ({ screenId } = await addScreen(house.ctx));
  ({ storyId } = await approvePicture(ministry, approvers, "Tin của bộ"));
  ({ playlistId } = await createPlaylist(ministry, { name: "Của bộ" }));
  await replacePlaylistItems(ministry, { playlistId, storyIds: [storyId] });
});
afterEach(() => house.close());

function said(changes: Record<string, unknown> = {}) {
  const when = { fromDate: "2026-11-01", untilDate: "2027-11-01" };
  return { name: "Mục", layer: "base", playlistId, target: EVERYWHERE, ...when, ...changes };
}

const locked = (sharePpm: number, changes: Record<string, unknown> = {}) =>
  said({ name: "Của bộ", layer: "campaign", claim: { kind: "share", sharePpm }, lock: "ministry", ...changes });
const override = (changes: Record<string, unknown> = {}) => said({ name: "Khẩn", layer: "override", ...changes });
const tagged = { anyOf: [{ allOf: [{ field: "tag", is: true, values: ["sảnh"] }] }] };

async function onAir() {
  return publishedSnapshot(house.ctx);
}

describe("what an editor of a gate publishes", () => {
  test("is their own: what is locked above them stays on the air as it was, and is named", async () => {
    const { entryId } = await createScheduleEntry(ministry, locked(300_000));
    await publishSchedule(ministry);
    const [before] = (await onAir()).entries;
    await updateScheduleEntry(ministry, { entryId, entry: locked(50_000) });
    await replacePlaylistItems(ministry, { playlistId, storyIds: [] });
    const { entryId: unborn } = await createScheduleEntry(ministry, locked(10_000, { name: "Chưa xong" }));
    expect((await readSchedule(editor)).hasUnpublishedChanges).toBe(false);
    expect((await readSchedule(ministry)).hasUnpublishedChanges).toBe(true);

    const { playlistId: own } = await createPlaylist(editor, { name: "Của cửa khẩu" });
    const { entryId: base } = await createScheduleEntry(editor, said({ playlistId: own }));
    const { manifest } = await previewManifest(editor, { screenId });
    const { heldBack } = await publishSchedule(editor);
    expect(new Set(heldBack)).toEqual(
      new Set([
        { entryId, name: "Của bộ" },
        { entryId: unborn, name: "Chưa xong" },
      ]),
    );
    const { entries, playlists } = await onAir();
    expect(new Set(entries.map(({ id }) => id))).toEqual(new Set([entryId, base]));
    expect(entries).toContainEqual(before);
    expect(playlists.find(({ id }) => id === playlistId)?.storyIds).toEqual([storyId]);
    expect(manifest.entries).toContain(entryId);
    expect((await readSchedule(editor)).hasUnpublishedChanges).toBe(false);

    expect((await publishSchedule(ministry)).heldBack).toEqual([]);
    expect(new Set((await onAir()).entries.map(({ id }) => id))).toEqual(new Set([entryId, base, unborn]));
    expect((await onAir()).playlists.find(({ id }) => id === playlistId)?.storyIds).toEqual([]);
  });

  test("neither ends nor unlocks nor locks an entry that somebody above has half changed", async () => {
    const { entryId: ending } = await createScheduleEntry(ministry, locked(100_000));
    const { entryId: opening } = await createScheduleEntry(ministry, locked(100_000));
    const { entryId: closing } = await createScheduleEntry(ministry, locked(100_000, { lock: null }));
    await publishSchedule(ministry);
    const { entries } = await onAir();
    await retireScheduleEntry(ministry, { entryId: ending });
    await updateScheduleEntry(ministry, { entryId: opening, entry: locked(100_000, { lock: null }) });
    await updateScheduleEntry(ministry, { entryId: closing, entry: locked(100_000) });
    await updateScheduleEntry(editor, { entryId: opening, entry: locked(1, { lock: null }) });
    for (const by of [editor, province]) {
      expect((await publishSchedule(by)).heldBack).toHaveLength(3);
      expect((await onAir()).entries).toEqual(entries);
    }
  });

  test("of the province's, what is locked by the ministry alone waits", async () => {
    const { entryId } = await createScheduleEntry(ministry, locked(100_000));
    const { entryId: own } = await createScheduleEntry(province, locked(100_000, { lock: "province" }));
    expect((await publishSchedule(province)).heldBack).toMatchObject([{ entryId }]);
    expect((await onAir()).entries.map(({ id }) => id)).toEqual([own]);
  });
});

describe("what is locked and on the air", () => {
  test("keeps its playlist, its story and its daypart although its end is drafted already", async () => {
    const windows = [{ fromLocal: "08:00", untilLocal: "09:00" }];
    const daypart = { name: "Ca", weekdays: [0], windows, exceptions: [] };
    const { daypartId } = await createDaypart(editor, daypart);
    const { entryId } = await createScheduleEntry(ministry, locked(100_000));
    const { entryId: urgent } = await createScheduleEntry(province, override({ hours: { kind: "named", daypartId } }));
    await publishSchedule(ministry);
    await retireScheduleEntry(ministry, { entryId });
    await retireScheduleEntry(ministry, { entryId: urgent });
    for (const attack of [
      () => replacePlaylistItems(editor, { playlistId, storyIds: [] }),
      () => retireStory(editor, { storyId }),
      () => updateDaypart(editor, { daypartId, daypart: { ...daypart, name: "Khác" } }),
    ]) {
      await expect(attack()).rejects.toMatchObject({ code: "not-allowed" });
    }
    await restoreScheduleEntry(ministry, { entryId });
    await retireScheduleEntry(ministry, { entryId });
    await publishSchedule(ministry);
    await updateDaypart(editor, { daypartId, daypart: { ...daypart, name: "Khác" } });
    await replacePlaylistItems(editor, { playlistId, storyIds: [] });
  });
});

describe("overrides", () => {
  test("go by nothing that an editor of a gate can change: no label, no operating hours, no daypart of theirs", async () => {
    const refused = (changes: Record<string, unknown>) => expect(createScheduleEntry(ministry, override(changes)));
    await refused({ target: tagged }).rejects.toMatchObject({ messageKey: "schedule.rule.override-target" });
    await refused({ hours: { kind: "operating" } }).rejects.toMatchObject({
      messageKey: "schedule.rule.override-hours",
    });
    const { entryId } = await createScheduleEntry(ministry, said({ target: tagged, hours: { kind: "operating" } }));
    const raised = updateScheduleEntry(ministry, { entryId, entry: override({ target: tagged }) });
    await expect(raised).rejects.toMatchObject({ messageKey: "schedule.rule.override-target" });
    const screens = { anyOf: [{ allOf: [{ field: "screen", is: true, values: [screenId] }] }] };
    await createScheduleEntry(province, override({ target: screens }));
  });
});

describe("a version that was submitted before a lock", () => {
  test("is approved by nobody while it would displace what is locked, until the lock's own level submits it again", async () => {
    const [one, two] = approvers;
    const newer = await submitPicture(editor, "Tin dài hơn", { storyId });
    await approveAiring(one, { airingSha256: newer.airingSha256 });
    const { entryId } = await createScheduleEntry(ministry, locked(100_000));
    const late = approveAiring(two, { airingSha256: newer.airingSha256 });
    await expect(late).rejects.toMatchObject({
      code: "not-allowed",
      messageKey: "approval.submitted-before-lock",
    });
    const { edition_version_id: editionVersionId } = await house.ctx.db
      .selectFrom("airing_documents")
      .select("edition_version_id")
      .where("sha256", "=", newer.airingSha256)
      .executeTakeFirstOrThrow();
    await expect(submitForApproval(editor, { editionVersionId })).rejects.toMatchObject({ code: "not-allowed" });
    await submitForApproval(ministry, { editionVersionId });
    expect(await approveAiring(two, { airingSha256: newer.airingSha256 })).toMatchObject({ state: "approved" });
    await retireScheduleEntry(ministry, { entryId });
  });

  test("is approved as ever where nothing is locked, or where it is a further language", async () => {
    const [one, two] = approvers;
    const further = await submitPicture(editor, "Further", { storyId, language: "en" });
    const newer = await submitPicture(editor, "Tin khác", { storyId });
    const { entryId } = await createScheduleEntry(ministry, locked(100_000));
    await approveAiring(one, { airingSha256: further.airingSha256 });
    expect(await approveAiring(two, { airingSha256: further.airingSha256 })).toMatchObject({ state: "approved" });
    await retireScheduleEntry(ministry, { entryId });
    await approveAiring(one, { airingSha256: newer.airingSha256 });
    expect(await approveAiring(two, { airingSha256: newer.airingSha256 })).toMatchObject({ state: "approved" });
  });
});
