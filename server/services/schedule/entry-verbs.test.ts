import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EVERYWHERE, onScreens } from "../../../schemas/rules/target-filter.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { countEntriesInUse } from "../../db/repos/schedule.ts";
import { newId } from "../../new-id.ts";
import { changeTags } from "../sites/change-tags.ts";
import { createDaypart } from "./create-daypart.ts";
import { createPlaylist } from "./create-playlist.ts";
import { createScheduleEntry } from "./create-schedule-entry.ts";
import { MAX_ENTRIES } from "./entry-input.ts";
import { listDayparts } from "./list-dayparts.ts";
import { matchScreens } from "./match-screens.ts";
import { publishSchedule } from "./publish-schedule.ts";
import { readSchedule } from "./read-schedule.ts";
import { renamePlaylist } from "./rename-playlist.ts";
import { replacePlaylistItems } from "./replace-playlist-items.ts";
import { restoreDaypart, retireDaypart } from "./retire-daypart.ts";
import { restorePlaylist, retirePlaylist } from "./retire-playlist.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "./retire-schedule-entry.ts";
import { publishedSnapshot } from "./schedule-snapshot.ts";
import { updateDaypart } from "./update-daypart.ts";
import { updateScheduleEntry } from "./update-schedule-entry.ts";

let house: TestContext;
let editor: ServiceContext;
let playlistId: string;

beforeAll(async () => {
  house = await createTestContext();
  editor = await house.asPerson(["editor"]);
  ({ playlistId } = await createPlaylist(editor, { name: "Danh sách" }));
});
afterAll(() => house.close());

const UNKNOWN = "01930000-0000-7000-8000-00000000ffff";
const window = (fromLocal: string, untilLocal: string) => ({ fromLocal, untilLocal });
const rule = (rrule: string) => ({ kind: "rule", rrule });

function said(changes: Record<string, unknown> = {}) {
  const plain = { name: "Mục", layer: "base", playlistId, target: EVERYWHERE, fromDate: "2026-11-01", untilDate: null };
  return { ...plain, ...changes };
}

async function stored(entryId: string) {
  const entry = (await readSchedule(editor)).entries.find((one) => one.id === entryId);
  if (entry === undefined) throw new Error("The entry is not in use.");
  return entry;
}

async function made(changes: Record<string, unknown> = {}): Promise<ScheduledEntry & { updatedAtMs: number }> {
  return stored((await createScheduleEntry(editor, said(changes))).entryId);
}

describe("entries of the schedule", () => {
  test("an exception survives an edit of the rule around it, and an edit of itself stays", async () => {
    const closed = { date: "2026-11-23", windows: [], note: "Nghỉ kiểm tra" };
    const { id: entryId } = await made({ recurrence: rule("FREQ=WEEKLY;BYDAY=MO"), exceptions: [closed] });
    await updateScheduleEntry(editor, {
      entryId,
      entry: said({ recurrence: rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO") }),
    });
    expect((await stored(entryId)).exceptions).toEqual([closed]);
    const open = { ...closed, windows: [window("08:00", "09:00")] };
    const edited = said({ recurrence: rule("FREQ=DAILY"), exceptions: [open] });
    await updateScheduleEntry(editor, { entryId, entry: edited });
    await updateScheduleEntry(editor, { entryId, entry: said({ fromDate: "2026-11-02" }) });
    expect(await stored(entryId)).toMatchObject({ exceptions: [open], recurrence: null, fromDate: "2026-11-02" });
    await updateScheduleEntry(editor, { entryId, entry: said({ exceptions: [] }) });
    expect((await stored(entryId)).exceptions).toEqual([]);
  });

  test("an entry without end is looked at again after a year, one with an end only when somebody says so", async () => {
    expect((await made()).reviewDate).toBe("2027-11-01");
    expect((await made({ fromDate: "2028-02-29" })).reviewDate).toBe("2029-02-28");
    expect((await made({ reviewDate: "2026-12-01" })).reviewDate).toBe("2026-12-01");
    expect((await made({ untilDate: "2026-12-31" })).reviewDate).toBeNull();
  });

  test("a recurrence that cannot be, and hours that are none, are refused with the reason and store nothing", async () => {
    const before = await house.ctx.db.selectFrom("schedule_entries").select("id").execute();
    const own = (weekdays: number[], ...windows: unknown[]) => ({
      hours: { kind: "own", daypart: { weekdays, windows } },
    });
    const once = { date: "2026-11-20", windows: [], note: "" };
    const refusals: [Record<string, unknown>, string][] = [
      [{ recurrence: rule("FREQ=HOURLY") }, "schedule.recurrence.too-often"],
      [{ recurrence: rule("FREQ=SOMETIMES") }, "schedule.recurrence.unreadable"],
      [{ recurrence: rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") }, "schedule.recurrence.no-date"],
      [own([0], window("08:00", "08:00")), "schedule.rule.window-without-length"],
      [{ exceptions: [{ ...once, windows: [window("09:00", "09:00")] }] }, "schedule.rule.window-without-length"],
      [{ exceptions: [once, once] }, "schedule.rule.two-exceptions"],
      [own([0]), "schedule.bad-entry"],
      [own([], window("08:00", "09:00")), "schedule.bad-entry"],
      [{ untilDate: "2026-10-31" }, "schedule.rule.ends-before-start"],
      [{ reviewDate: "2026-10-31" }, "schedule.rule.review-before-start"],
      [{ layer: "campaign" }, "schedule.rule.claim"],
      [{ claim: { kind: "showings", perHour: 4 } }, "schedule.rule.claim"],
      [{ layer: "takeover", capPpm: 5 }, "schedule.rule.cap-layer"],
      [{ lock: "province" }, "schedule.rule.lock-needs-share"],
      [{ hours: { kind: "named", daypartId: UNKNOWN } }, "error.not-found"],
      [{ playlistId: UNKNOWN }, "error.not-found"],
      [{ target: onScreens([UNKNOWN]) }, "schedule.unknown-target"],
      [{ target: where("cluster", UNKNOWN) }, "schedule.unknown-target"],
      [{ target: where("province", "99") }, "schedule.unknown-target-value"],
      [{ target: where("neighbour", "TH") }, "schedule.unknown-target-value"],
      [{ target: where("site-kind", "moon") }, "schedule.unknown-target-value"],
    ];
    for (const [changes, messageKey] of refusals) {
      const refused = createScheduleEntry(editor, said(changes));
      await expect(refused, JSON.stringify(changes)).rejects.toMatchObject({ name: "DomainError", messageKey });
    }
    expect(await house.ctx.db.selectFrom("schedule_entries").select("id").execute()).toEqual(before);
  });

  test("a target is stored as meant, and the form sees which screens it reaches", async () => {
    const lobby = await addScreen(house.ctx, { gateId: "bo-y" });
    const lane = await addScreen(house.ctx, { gateId: "mong-cai" });
    await changeTags(editor, { screenId: lobby.screenId, tags: ["Sảnh  chờ"] });
    await changeTags(editor, { siteId: lane.siteId, tags: ["sảnh chờ", "làn xe"] });
    const reached = async (target: unknown) =>
      (await matchScreens(editor, { target })).screens.map(({ screenId }) => screenId).sort();
    const both = [lobby.screenId, lane.screenId].sort();
    expect(await reached(where("tag", "SẢNH CHỜ"))).toEqual(both);
    expect(await reached(where("neighbour", "CN"))).toEqual([lane.screenId]);
    expect(
      await reached({ anyOf: [{ allOf: [condition("tag", "sảnh chờ"), condition("tag", "làn xe", false)] }] }),
    ).toEqual([lobby.screenId]);
    expect(await matchScreens(editor, { target: EVERYWHERE })).toMatchObject({ ofScreens: 2 });
    const entry = await made({ target: where("tag", "Sảnh chờ") });
    expect(entry.target).toEqual(where("tag", "sảnh chờ"));
    await expect(matchScreens(editor, { target: { anyOf: [] } })).rejects.toMatchObject({ code: "bad-input" });
  });

  test("who edits what somebody else has changed meanwhile is told who it was, and changes nothing", async () => {
    const other = await house.asPerson(["editor"]);
    const { display_name } = await house.ctx.db
      .selectFrom("people")
      .select("display_name")
      .where("id", "=", other.actor.personId)
      .executeTakeFirstOrThrow();
    const { id: entryId, updatedAtMs: expectedUpdatedAtMs } = await made();
    await updateScheduleEntry(other, { entryId, entry: said({ name: "Của người kia" }), expectedUpdatedAtMs });
    const stale = updateScheduleEntry(editor, { entryId, entry: said({ name: "Của tôi" }), expectedUpdatedAtMs });
    await expect(stale).rejects.toMatchObject({ code: "conflict", parameters: { name: display_name } });
    const fresh = await stored(entryId);
    expect(fresh.name).toBe("Của người kia");
    await updateScheduleEntry(editor, { entryId, entry: said(), expectedUpdatedAtMs: fresh.updatedAtMs });

    const own = await createPlaylist(editor, { name: "Riêng" });
    const seen = (await readSchedule(editor)).playlists.find(({ id }) => id === own.playlistId)?.updatedAtMs;
    await renamePlaylist(other, { ...own, name: "Đổi", expectedUpdatedAtMs: seen });
    await expect(
      replacePlaylistItems(editor, { ...own, storyIds: [], expectedUpdatedAtMs: seen }),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("named dayparts", () => {
  test("an entry names one, which then cannot go; each retirement can be undone; exceptions survive", async () => {
    const night = { name: "Ca đêm", weekdays: [4], windows: [window("22:00", "06:00")], exceptions: [] };
    const { daypartId } = await createDaypart(editor, night);
    const entry = await made({ name: "Đêm thứ sáu", hours: { kind: "named", daypartId } });
    await expect(retireDaypart(editor, { daypartId })).rejects.toMatchObject({
      code: "conflict",
      parameters: { names: "Đêm thứ sáu" },
    });
    const exception = { date: "2026-12-24", windows: [], note: "" };
    await updateDaypart(editor, { daypartId, daypart: { ...night, exceptions: [exception] } });
    const { exceptions: _left, ...rest } = night;
    const { updatedAtMs } = await updateDaypart(editor, { daypartId, daypart: { ...rest, weekdays: [5, 4] } });
    expect(await listDayparts(editor)).toEqual([
      { ...night, id: daypartId, weekdays: [4, 5], exceptions: [exception], updatedAtMs, entryIds: [entry.id] },
    ]);
    const stale = updateDaypart(editor, { daypartId, daypart: night, expectedUpdatedAtMs: updatedAtMs - 1 });
    await expect(stale).rejects.toMatchObject({ code: "conflict" });

    await retireScheduleEntry(editor, { entryId: entry.id });
    await retireDaypart(editor, { daypartId });
    await retireDaypart(editor, { daypartId });
    expect(await listDayparts(editor)).toEqual([]);
    const again = restoreScheduleEntry(editor, { entryId: entry.id });
    await expect(again).rejects.toMatchObject({ messageKey: "schedule.daypart-retired" });
    await expect(made({ hours: { kind: "named", daypartId } })).rejects.toMatchObject({ code: "conflict" });
    await restoreDaypart(editor, { daypartId });
    await restoreScheduleEntry(editor, { entryId: entry.id });
    expect((await stored(entry.id)).hours).toEqual({ kind: "named", daypartId });
  });

  test("a window without length, no window and no weekday are refused with the reason", async () => {
    const input = { name: "Sáng", weekdays: [0], windows: [window("07:00", "08:00")], exceptions: [] };
    const refused = (changes: object) => createDaypart(editor, { ...input, ...changes }).catch((error) => error);
    expect(await refused({ windows: [window("07:00", "07:00")] })).toMatchObject({
      messageKey: "schedule.rule.window-without-length",
    });
    expect(await refused({ windows: [] })).toMatchObject({ messageKey: "schedule.bad-daypart" });
    expect(await refused({ weekdays: [] })).toMatchObject({ messageKey: "schedule.bad-daypart" });
    expect(await refused({ name: " " })).toMatchObject({ messageKey: "schedule.bad-daypart" });
  });

  test("a retired playlist comes back with what it held", async () => {
    const own = await createPlaylist(editor, { name: "Cất đi" });
    await retirePlaylist(editor, own);
    expect((await readSchedule(editor)).playlists.map(({ id }) => id)).not.toContain(own.playlistId);
    await restorePlaylist(editor, own);
    await restorePlaylist(editor, own);
    expect((await readSchedule(editor)).playlists.map(({ id }) => id)).toContain(own.playlistId);
  });
});

function condition(field: string, value: string, is = true) {
  return { field, is, values: [value] };
}

function where(field: string, value: string) {
  return { anyOf: [{ allOf: [condition(field, value)] }] };
}

/** Leaves exactly `inUse` entries in use: a new one, whose id it answers, and copies of it. */
async function fillSchedule(inUse: number): Promise<string> {
  const { db, now } = house.ctx;
  await db.updateTable("schedule_entries").set({ retired_at_ms: now() }).execute();
  const { entryId } = await createScheduleEntry(editor, said());
  const row = await db.selectFrom("schedule_entries").selectAll().where("id", "=", entryId).executeTakeFirstOrThrow();
  const copies = Array.from({ length: inUse - 1 }, () => ({ ...row, id: newId(now()) }));
  for (let from = 0; from < copies.length; from += 500) {
    await db
      .insertInto("schedule_entries")
      .values(copies.slice(from, from + 500))
      .execute();
  }
  return entryId;
}

describe("a schedule that was published", () => {
  test("can be read again, whatever dates and however many entries anybody tries to give it", async () => {
    const { entryId: distant } = await createScheduleEntry(editor, said({ fromDate: "9999-12-31" }));
    await publishSchedule(editor);
    expect((await publishedSnapshot(house.ctx)).entries).toContainEqual(
      expect.objectContaining({ id: distant, reviewDate: "9999-12-31" }),
    );
    const ministry = await house.asPerson(["ministry-editor"]);
    const entryId = await fillSchedule(MAX_ENTRIES);
    await expect(createScheduleEntry(ministry, said())).rejects.toMatchObject({ code: "too-large" });
    await retireScheduleEntry(editor, { entryId });
    await createScheduleEntry(ministry, said());
    await expect(restoreScheduleEntry(ministry, { entryId })).rejects.toMatchObject({ code: "too-large" });
    expect(await countEntriesInUse(house.ctx.db)).toBe(MAX_ENTRIES);
  });

  test("leaves two hundred places that no gate can fill to the province and the ministry", async () => {
    const entryId = await fillSchedule(1_800);
    await expect(createScheduleEntry(editor, said())).rejects.toMatchObject({ code: "too-large" });
    const province = await house.asPerson(["province-editor"]);
    const override = { hours: { kind: "always" }, untilDate: "2026-11-02", layer: "override" };
    await createScheduleEntry(province, said(override));
    await retireScheduleEntry(editor, { entryId });
    await expect(restoreScheduleEntry(editor, { entryId })).rejects.toMatchObject({ code: "too-large" });
    await restoreScheduleEntry(province, { entryId });
  });
});
