import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";
import type { ServiceContext } from "../../context.ts";
import { createPlaylist } from "../../services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../services/schedule/create-schedule-entry.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { updateScheduleEntry } from "../../services/schedule/update-schedule-entry.ts";

let house: TestContext;
let web: TestWebServer;
let editor: ServiceContext;
let headers: Record<string, string>;
let entryId: string;

const windows = [{ fromLocal: "08:00", untilLocal: "10:00" }];
const own = { kind: "own", daypart: { weekdays: [0, 1, 2, 3, 4, 5, 6], windows } };

beforeAll(async () => {
  house = await createTestContext();
  editor = await house.asPerson(["editor"]);
  web = await startConsoleServer(house);
  headers = await web.signedIn(editor);
});
afterAll(async () => {
  await web.close();
  await house.close();
});
beforeEach(async () => {
  const { playlistId } = await createPlaylist(editor, { name: "Danh sách" });
  const when = { fromDate: "2026-11-01", untilDate: "2027-11-01", hours: own };
  const input = { name: "Mục", layer: "takeover", playlistId, target: EVERYWHERE, ...when };
  ({ entryId } = await createScheduleEntry(editor, input));
});

async function entryNow() {
  const entry = (await readSchedule(editor)).entries.find(({ id }) => id === entryId);
  if (entry === undefined) throw new Error("The entry is gone.");
  const { updatedAtMs, ...said } = entry;
  return { updatedAtMs, said };
}

async function send(path: string, values: Record<string, string>) {
  const body = new URLSearchParams(values);
  const answer = await fetch(`${web.url}${path}`, { method: "POST", headers, body, redirect: "manual" });
  return { status: answer.status, location: answer.headers.get("Location") ?? "" };
}

describe("a decision taken on the schedule page", () => {
  test.each([
    ["/schedule/move", { windows: "08:00–11:00" }],
    ["/schedule/accept", { windows: "", date: "30/11/2026" }],
  ])("%s is undone by one press, to the letter", async (path, values) => {
    const before = await entryNow();
    const done = await send(path, {
      entryId,
      basis: String(before.updatedAtMs),
      back: "/schedule?date=2026-11-30",
      ...values,
    });
    expect(done.status).toBe(303);
    expect((await entryNow()).said).not.toEqual(before.said);
    const page = await (await fetch(`${web.url}${done.location}`, { headers })).text();
    const action = /action="(\/schedule\/entries\/[^"]+put-back[^"]+)"/.exec(page)?.[1] ?? "";
    expect((await send(action.replaceAll("&amp;", "&"), {})).status).toBe(303);
    expect((await entryNow()).said).toEqual(before.said);
  });

  test("is not undone over what somebody changed since", async () => {
    const before = await entryNow();
    const done = await send("/schedule/move", {
      entryId,
      basis: String(before.updatedAtMs),
      windows: "08:00–11:00",
      back: "/schedule",
    });
    const { id: _id, published: _published, ...entry } = (await entryNow()).said;
    await updateScheduleEntry(editor, { entryId, entry: { ...entry, name: "Tên khác" } });
    const now = await entryNow();
    const basis = new URL(done.location, web.url).searchParams.get("basis") ?? "";
    expect((await send(`/schedule/entries/${entryId}/put-back?basis=${basis}`, {})).status).toBe(409);
    expect(await entryNow()).toEqual(now);
  });
});
