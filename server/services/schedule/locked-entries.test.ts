import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import type { EntryLock } from "../../../schemas/schedule.ts";
import { submitPicture } from "../../../tests/support/content-factory.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { submitForApproval } from "../approval/submit-for-approval.ts";
import { changeRoles } from "../people/change-roles.ts";
import { retireStory } from "../stories/create-story.ts";
import { withdrawAiring } from "../withdrawals/withdraw-airing.ts";
import { createDaypart } from "./create-daypart.ts";
import { createPlaylist } from "./create-playlist.ts";
import { createScheduleEntry } from "./create-schedule-entry.ts";
import { mayChange } from "./entry-rights.ts";
import { putStoryOnScreen } from "./put-story-on-screen.ts";
import { readSchedule } from "./read-schedule.ts";
import { renamePlaylist } from "./rename-playlist.ts";
import { replacePlaylistItems } from "./replace-playlist-items.ts";
import { retireDaypart } from "./retire-daypart.ts";
import { retirePlaylist } from "./retire-playlist.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "./retire-schedule-entry.ts";
import { updateDaypart } from "./update-daypart.ts";
import { updateScheduleEntry } from "./update-schedule-entry.ts";

let house: TestContext;
let editor: ServiceContext;
let province: ServiceContext;
let ministry: ServiceContext;

beforeAll(async () => {
  house = await createTestContext();
  editor = await house.asPerson(["editor", "administrator"]);
  province = await house.asPerson(["province-editor"]);
  ministry = await house.asPerson(["ministry-editor"]);
});
afterAll(() => house.close());

let playlistId: string;
let storyId: string;
let airingSha256: string;
beforeEach(async () => {
  ({ storyId, airingSha256 } = await submitPicture(ministry, "Tin chung"));
  ({ playlistId } = await createPlaylist(ministry, { name: "Của bộ" }));
  await replacePlaylistItems(ministry, { playlistId, storyIds: [storyId] });
});

function locked(lock: EntryLock | null, changes: Record<string, unknown> = {}) {
  const claim = { kind: "share", sharePpm: 100_000 };
  const when = { fromDate: "2026-11-01", untilDate: "2027-11-01" };
  return {
    name: "Thông tin chung",
    layer: "campaign",
    playlistId,
    target: EVERYWHERE,
    ...when,
    claim,
    lock,
    ...changes,
  };
}

const override = (changes: Record<string, unknown> = {}) =>
  locked(null, { layer: "override", claim: null, ...changes });

/** Everything by which the entry could be lowered, ended, emptied or moved. */
function attacks(by: ServiceContext, entryId: string): Record<string, () => Promise<unknown>> {
  const update = (entry: unknown) => () => updateScheduleEntry(by, { entryId, entry });
  const lone = [{ field: "site-kind", is: true, values: ["airport"] }];
  return {
    "a smaller share": update(locked("ministry", { claim: { kind: "share", sharePpm: 1 } })),
    "an earlier end": update(locked("ministry", { untilDate: "2026-11-02" })),
    "fewer hours": update(
      locked("ministry", {
        hours: { kind: "own", daypart: { weekdays: [0], windows: [{ fromLocal: "03:00", untilLocal: "03:01" }] } },
      }),
    ),
    "an exception": update(locked("ministry", { exceptions: [{ date: "2026-11-20", windows: [], note: "" }] })),
    "another target": update(locked("ministry", { target: { anyOf: [{ allOf: lone }] } })),
    "no lock": update(locked(null)),
    "a lower lock": update(locked("province")),
    "another layer": update(locked(null, { layer: "base", claim: null })),
    "the same once more": update(locked("ministry")),
    retirement: () => retireScheduleEntry(by, { entryId }),
    "its playlist's name": () => renamePlaylist(by, { playlistId, name: "Khác" }),
    "an empty playlist": () => replacePlaylistItems(by, { playlistId, storyIds: [] }),
    "more in its playlist": () => replacePlaylistItems(by, { playlistId, storyIds: [storyId, storyId] }),
    "its playlist's end": () => retirePlaylist(by, { playlistId }),
    "its story's end": () => retireStory(by, { storyId }),
    "its story's withdrawal": () => withdrawAiring(by, { airingSha256, reason: "Thử" }),
  };
}

async function everything() {
  const { playlists, entries } = await readSchedule(house.ctx);
  const { db } = house.ctx;
  const stories = await db.selectFrom("stories").select(["id", "retired_at_ms"]).orderBy("id").execute();
  const withdrawals = await db.selectFrom("withdrawals").selectAll().execute();
  const audit = await db.selectFrom("audit_log").select("seq").execute();
  return { playlists, entries, stories, withdrawals, audit };
}

describe("what is locked above a gate", () => {
  test("cannot be changed, retired, renamed, emptied or re-targeted by an editor through any verb", async () => {
    const { entryId } = await createScheduleEntry(ministry, locked("ministry"));
    for (const by of [editor, province]) {
      const before = await everything();
      for (const [what, attack] of Object.entries(attacks(by, entryId))) {
        await expect(attack(), what).rejects.toMatchObject({ code: "not-allowed", name: "DomainError" });
      }
      expect(await everything()).toEqual(before);
    }
    await retireScheduleEntry(ministry, { entryId });
    await expect(restoreScheduleEntry(editor, { entryId })).rejects.toMatchObject({ code: "not-allowed" });
    await restoreScheduleEntry(ministry, { entryId });
  });

  test("is changed by its own level: the province's by both, the ministry's by the ministry", async () => {
    for (const [lock, by] of [
      ["province", province],
      ["province", ministry],
      ["ministry", ministry],
    ] as const) {
      const { entryId } = await createScheduleEntry(by, locked(lock));
      const entry = locked(lock, { claim: { kind: "share", sharePpm: 50_000 } });
      await updateScheduleEntry(by, { entryId, entry });
      await updateScheduleEntry(by, { entryId, entry: locked(null) });
      await updateScheduleEntry(editor, { entryId, entry: locked(null, { untilDate: "2026-11-02" }) });
      await retireScheduleEntry(editor, { entryId });
    }
  });

  test("is locked by nobody below its level, on making or on changing", async () => {
    for (const [by, lock] of [
      [editor, "province"],
      [editor, "ministry"],
      [province, "ministry"],
    ] as const) {
      await expect(createScheduleEntry(by, locked(lock))).rejects.toMatchObject({ code: "not-allowed" });
      const { entryId } = await createScheduleEntry(by, locked(null));
      const taken = updateScheduleEntry(by, { entryId, entry: locked(lock) });
      await expect(taken).rejects.toMatchObject({ code: "not-allowed" });
      await retireScheduleEntry(by, { entryId });
    }
    expect((await readSchedule(editor)).entries.filter(({ lock }) => lock !== null)).toHaveLength(1);
  });

  test("has neither hours nor target that a gate can change", async () => {
    const screen = { field: "screen", is: true, values: [(await addScreen(house.ctx)).screenId] };
    const refused = async (changes: Record<string, unknown>) =>
      createScheduleEntry(ministry, locked("ministry", changes)).catch((error: Error) => error);
    expect(await refused({ hours: { kind: "operating" } })).toMatchObject({ messageKey: "schedule.rule.lock-hours" });
    expect(await refused({ target: { anyOf: [{ allOf: [screen] }] } })).toMatchObject({
      messageKey: "schedule.rule.lock-target",
    });
  });

  test("an approver may withdraw from it all the same, and the level's editor may retire the story", async () => {
    const { entryId } = await createScheduleEntry(ministry, locked("province"));
    const approver = await house.asPerson(["approver"]);
    await expect(withdrawAiring(approver, { airingSha256, reason: "Sai" })).resolves.toMatchObject({});
    await retireStory(province, { storyId });
    await retireScheduleEntry(province, { entryId });
  });

  test("keeps what it plays: no editor submits another version or other sites in its place, only a further language", async () => {
    const { siteId } = await addScreen(house.ctx);
    const { editionVersionId } = await house.ctx.db
      .selectFrom("airing_documents")
      .select("edition_version_id as editionVersionId")
      .where("sha256", "=", airingSha256)
      .executeTakeFirstOrThrow();
    const scope = { kind: "sites" as const, siteIds: [siteId] };
    const { entryId } = await createScheduleEntry(ministry, locked("ministry"));
    for (const by of [editor, province]) {
      const newer = submitPicture(by, "Tin dài hơn", { storyId });
      await expect(newer).rejects.toMatchObject({ code: "not-allowed" });
      const elsewhere = submitForApproval(by, { editionVersionId, scope });
      await expect(elsewhere).rejects.toMatchObject({ code: "not-allowed" });
      expect(await submitForApproval(by, { editionVersionId })).toEqual({ airingSha256 });
    }
    const known = await house.ctx.db.selectFrom("airing_documents").select("sha256").execute();
    await submitPicture(editor, "Further language", { storyId, language: "en" });
    await submitPicture(ministry, "Tin mới", { storyId });
    expect(await house.ctx.db.selectFrom("airing_documents").select("sha256").execute()).toHaveLength(known.length + 2);
    await retireScheduleEntry(ministry, { entryId });
    await expect(submitPicture(editor, "Tin sau", { storyId })).resolves.toMatchObject({ storyId });
  });

  test("a story that is put on a screen leaves a playlist of the ministry's alone", async () => {
    const { screenId } = await addScreen(house.ctx);
    const own = await submitPicture(editor, "Tin của cửa khẩu");
    const target = { anyOf: [{ allOf: [{ field: "screen", is: true, values: [screenId] }] }] };
    await createScheduleEntry(ministry, locked("ministry"));
    await createScheduleEntry(editor, locked(null, { layer: "base", claim: null, target }));
    const put = putStoryOnScreen(editor, { storyId: own.storyId, place: { screenId } });
    await expect(put).rejects.toMatchObject({ code: "not-allowed" });
  });
});

describe("overrides", () => {
  test("are made, changed and ended by province and ministry alone", async () => {
    await expect(createScheduleEntry(editor, override())).rejects.toMatchObject({
      messageKey: "schedule.override-entry",
    });
    const { entryId } = await createScheduleEntry(province, override());
    for (const attack of [
      () => updateScheduleEntry(editor, { entryId, entry: override({ untilDate: "2026-11-02" }) }),
      () => updateScheduleEntry(editor, { entryId, entry: override({ layer: "base" }) }),
      () => retireScheduleEntry(editor, { entryId }),
      () => replacePlaylistItems(editor, { playlistId, storyIds: [] }),
    ]) {
      await expect(attack()).rejects.toMatchObject({ code: "not-allowed" });
    }
    await updateScheduleEntry(ministry, { entryId, entry: override({ untilDate: "2026-11-02" }) });
    await retireScheduleEntry(province, { entryId });
    const { entryId: base } = await createScheduleEntry(editor, override({ layer: "base" }));
    const raised = updateScheduleEntry(editor, { entryId: base, entry: override() });
    await expect(raised).rejects.toMatchObject({ code: "not-allowed" });
  });
});

describe("overrides by a named daypart", () => {
  test("keep their hours: no editor changes the daypart while an override goes by it", async () => {
    const daypart = {
      name: "Ca đêm",
      weekdays: [0],
      windows: [{ fromLocal: "22:00", untilLocal: "23:00" }],
      exceptions: [],
    };
    const { daypartId } = await createDaypart(editor, daypart);
    const { entryId } = await createScheduleEntry(province, override({ hours: { kind: "named", daypartId } }));
    const moved = { ...daypart, windows: [{ fromLocal: "03:00", untilLocal: "03:01" }] };
    await expect(updateDaypart(editor, { daypartId, daypart: moved })).rejects.toMatchObject({ code: "not-allowed" });
    await expect(retireDaypart(editor, { daypartId })).rejects.toMatchObject({ code: "conflict" });
    await updateDaypart(province, { daypartId, daypart: moved });
    await retireScheduleEntry(province, { entryId });
    await updateDaypart(editor, { daypartId, daypart });
  });
});

describe("roles", () => {
  test("whoever may change an entry follows from layer, lock and role alone", () => {
    const levels = [
      { layer: "base", lock: null },
      { layer: "override", lock: null },
      { layer: "campaign", lock: "province" },
      { layer: "campaign", lock: "ministry" },
    ] as const;
    const allowed = (...roles: ("editor" | "province-editor" | "ministry-editor" | "approver" | "administrator")[]) =>
      levels.map((entry) => mayChange({ kind: "person", personId: "p", roles: new Set(roles) }, entry));
    expect(allowed("editor")).toEqual([true, false, false, false]);
    expect(allowed("province-editor")).toEqual([true, true, true, false]);
    expect(allowed("ministry-editor")).toEqual([true, true, true, true]);
    expect(allowed("approver", "administrator")).toEqual([false, false, false, false]);
    expect(levels.some((entry) => mayChange({ kind: "anonymous" }, entry))).toBe(false);
    expect(levels.every((entry) => mayChange({ kind: "system", reason: "test" }, entry))).toBe(true);
  });

  test("an administrator cannot give themselves the province's or the ministry's", async () => {
    const administrator = await house.asPerson(["administrator"]);
    const other = await house.asPerson(["editor"]);
    const { personId } = administrator.actor;
    for (const role of ["province-editor", "ministry-editor"] as const) {
      const taken = changeRoles(administrator, { personId, roles: ["administrator", role] });
      await expect(taken).rejects.toMatchObject({ code: "not-allowed" });
      const given = await changeRoles(administrator, { personId: other.actor.personId, roles: [role] });
      expect(given.roles).toEqual([role]);
    }
  });
});
