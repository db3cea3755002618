import { afterEach, beforeEach, expect, test } from "vitest";
import { onScreens } from "../../../schemas/rules/target-filter.ts";
import { submitPicture } from "../../../tests/support/content-factory.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { createPerson } from "../people/create-person.ts";
import { getPerson } from "../people/read-person.ts";
import { createDaypart } from "../schedule/create-daypart.ts";
import { createPlaylist } from "../schedule/create-playlist.ts";
import { createScheduleEntry } from "../schedule/create-schedule-entry.ts";
import { listDayparts } from "../schedule/list-dayparts.ts";
import { publishSchedule } from "../schedule/publish-schedule.ts";
import { readSchedule } from "../schedule/read-schedule.ts";
import { replacePlaylistItems } from "../schedule/replace-playlist-items.ts";
import { retireScheduleEntry } from "../schedule/retire-schedule-entry.ts";
import { readWorkspaceNotice } from "../settings/workspace-notice.ts";
import { listScreens } from "../sites/list-screens.ts";
import { listStories } from "../stories/list-stories.ts";
import { currentRoot } from "../trust/current-root.ts";
import { findDemo, recordDemo } from "./demo-record.ts";
import { removeDemo } from "./remove-demo.ts";

let house: TestContext;
beforeEach(async () => {
  house = await createTestContext();
});
afterEach(() => house.close());

async function makeDemo() {
  const { ctx } = house;
  const place = await addScreen(ctx);
  const person = await createPerson(ctx, { login: "mau", displayName: "Mẫu", roles: ["editor", "approver"] });
  const { storyId } = await submitPicture(ctx, "hình mẫu");
  const { playlistId } = await createPlaylist(ctx, { name: "Nền mẫu" });
  await replacePlaylistItems(ctx, { playlistId, storyIds: [storyId] });
  const windows = [{ fromLocal: "07:00", untilLocal: "10:00" }];
  const { daypartId } = await createDaypart(ctx, { name: "Sáng mẫu", weekdays: [0], windows, exceptions: [] });
  const { entryId } = await createScheduleEntry(ctx, {
    name: "Nền mẫu",
    layer: "base",
    playlistId,
    target: onScreens([place.screenId]),
    fromDate: "2026-01-01",
    untilDate: null,
    hours: { kind: "named", daypartId },
  });
  await publishSchedule(ctx);
  const demo = {
    ...place,
    personIds: [person.personId],
    storyIds: [storyId],
    playlistIds: [playlistId],
    entryIds: [entryId],
    daypartIds: [daypartId],
  };
  await recordDemo(ctx, demo);
  return demo;
}

test("one action takes all of the demo out of use, and nothing else", async () => {
  const demo = await makeDemo();
  const own = await addScreen(house.ctx);
  const ownStory = await submitPicture(house.ctx, "hình của mình");
  const admin = await house.asPerson(["administrator", "editor"]);
  expect((await readWorkspaceNotice(admin)).demoMadeAtMs).not.toBeNull();

  await removeDemo(admin);

  expect((await listScreens(admin)).items.map((screen) => screen.screenId)).toEqual([own.screenId]);
  expect((await listStories(admin, {})).items.map((story) => story.storyId)).toEqual([ownStory.storyId]);
  const schedule = await readSchedule(admin);
  expect([schedule.playlists, schedule.entries, await listDayparts(admin)]).toEqual([[], [], []]);
  expect((await getPerson(house.ctx.db, demo.personIds[0] ?? "")).state).toBe("disabled");
  const { document: root } = await currentRoot(house.ctx);
  const demoApprover = root.approvers.find((approver) => approver.personId === demo.personIds[0]);
  expect(demoApprover?.untilMs).not.toBeNull();
  expect((await readWorkspaceNotice(admin)).demoMadeAtMs).toBeNull();
  expect(await findDemo(house.ctx)).toBeUndefined();
});

test("a removal that was interrupted goes on where it stopped, and a playlist or daypart the operator uses stays with them", async () => {
  const demo = await makeDemo();
  const [playlistId = "", entryId = ""] = [demo.playlistIds[0], demo.entryIds[0]];
  const own = await addScreen(house.ctx);
  await retireScheduleEntry(house.ctx, { entryId });
  const { entryId: ownEntryId } = await createScheduleEntry(house.ctx, {
    name: "Của mình",
    layer: "base",
    playlistId,
    target: onScreens([own.screenId]),
    fromDate: "2026-01-01",
    untilDate: null,
    hours: { kind: "named", daypartId: demo.daypartIds[0] },
  });
  const admin = await house.asPerson(["administrator", "editor"]);
  await removeDemo(admin);
  const schedule = await readSchedule(admin);
  expect(schedule.entries.map((entry) => entry.id)).toEqual([ownEntryId]);
  expect(schedule.playlists.map((playlist) => playlist.id)).toEqual([playlistId]);
  expect((await listDayparts(admin)).map((daypart) => daypart.id)).toEqual(demo.daypartIds);
  expect(await findDemo(house.ctx)).toBeUndefined();
});

test("removing it again, or without a demo, changes nothing; an editor may not", async () => {
  await makeDemo();
  const editor = await house.asPerson(["editor", "approver"]);
  await expect(removeDemo(editor)).rejects.toMatchObject({ code: "not-allowed" });
  expect(await findDemo(house.ctx)).toBeDefined();
  const admin = await house.asPerson(["administrator"]);
  await removeDemo(admin);
  const before = await house.ctx.db.selectFrom("audit_log").select("seq").execute();
  await removeDemo(admin);
  expect(await house.ctx.db.selectFrom("audit_log").select("seq").execute()).toEqual(before);
});
