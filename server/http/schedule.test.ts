import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Manifest } from "../../schemas/manifest.ts";
import { EVERYWHERE, onScreens } from "../../schemas/rules/target-filter.ts";
import { approvePicture } from "../../tests/support/content-factory.ts";
import { addScreen } from "../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { startWebServer, type TestWebServer } from "../../tests/support/web-server.ts";
import type { ServiceContext } from "../context.ts";
import { loadReference } from "../services/reference/load-reference.ts";

let house: TestContext;
let web: TestWebServer;
let ask: (method: string, path: string, body?: unknown) => Promise<Response>;
let stranger: (method: string, path: string, body?: unknown) => Promise<Response>;
let editor: ServiceContext;
let screenId: string;
let siteId: string;
let storyId: string;

beforeAll(async () => {
  house = await createTestContext();
  await loadReference(house.ctx);
  editor = await house.asPerson(["editor", "administrator"]);
  const approvers = [await house.asPerson(["approver"]), await house.asPerson(["approver"])] as const;
  ({ screenId, siteId } = await addScreen(house.ctx));
  ({ storyId } = await approvePicture(editor, approvers, "Ảnh"));
  web = await startWebServer(house.ctx);
  const headers = { ...(await web.signedIn(editor)), "Content-Type": "application/json" };
  ask = (method, path, body) =>
    fetch(`${web.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  stranger = (method, path) => fetch(`${web.url}${path}`, { method });
});
afterAll(async () => {
  await web.close();
  await house.close();
});

const plainEntry = { name: "Mục", layer: "base", target: EVERYWHERE, fromDate: "2026-11-01", untilDate: null };

async function told(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await ask(method, `/api/v1/${path}`, body);
  expect(answer.status, `${method} ${path}`).toBeLessThan(300);
  return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
}

async function newPlaylist(): Promise<string> {
  return String((await told("POST", "playlists", { name: "Nền" })).playlistId);
}

describe("the schedule over HTTP", () => {
  test("a playlist, an entry, the preview and publishing, as a program would do it", async () => {
    const playlistId = await newPlaylist();
    expect((await ask("PUT", `/api/v1/playlists/${playlistId}/items`, { storyIds: [storyId] })).status).toBe(204);
    const entry = {
      name: "Nền",
      layer: "base",
      playlistId,
      target: onScreens([screenId]),
      fromDate: "2026-11-01",
      untilDate: null,
    };
    const made = await ask("POST", "/api/v1/schedule/entries", entry);
    expect(made.status).toBe(201);
    const refused = await ask("POST", "/api/v1/schedule/entries", {
      ...entry,
      hours: { kind: "own", daypart: { weekdays: [0], windows: [{ fromLocal: "10:00", untilLocal: "10:00" }] } },
    });
    expect(refused.status).toBe(422);
    const preview = (await (await ask("GET", `/api/v1/screens/${screenId}/preview`)).json()) as { manifest: unknown };
    expect(Manifest.safeParse(preview.manifest).success).toBe(true);
    expect(await (await ask("GET", `/api/v1/screens/${screenId}/manifest`)).json()).toBeNull();
    expect(await (await ask("POST", "/api/v1/schedule/publish")).json()).toEqual({
      screens: [{ screenId, revision: 1, changed: true }],
      heldBack: [],
    });
    const schedule = (await (await ask("GET", "/api/v1/schedule")).json()) as Record<string, unknown>;
    expect(schedule).toMatchObject({ hasUnpublishedChanges: false, entries: [{ published: true }] });
    expect((await ask("GET", "/api/v1/schedule/problems")).status).toBe(200);
    expect(await (await ask("GET", "/api/v1/plays")).json()).toEqual({ items: [], nextCursor: null });
  });

  test("what makes no sense is refused with the reason in the caller's language, as a problem", async () => {
    const playlistId = await newPlaylist();
    const entry = { ...plainEntry, playlistId };
    const refused = async (path: string, body: unknown, method = "PUT", language = "vi") => {
      const { Cookie = "", ...headers } = await web.signedIn(editor);
      const answer = await fetch(`${web.url}/api/v1/${path}`, {
        method,
        headers: { ...headers, Cookie: `${Cookie}; cm_lang=${language}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.headers.get("Content-Type")).toContain("application/problem+json");
      const { status, code, detail } = (await answer.json()) as { status: number; code: string; detail: string };
      return [status, code, detail];
    };
    const rrule = (text: string) => ({ ...entry, recurrence: { kind: "rule", rrule: text } });
    const flat = { weekdays: [0], windows: [{ fromLocal: "08:00", untilLocal: "08:00" }] };
    const mix = [{ language: "vi", sharePpm: 900_000, minimumPpm: 0 }];
    expect(await refused("schedule/entries", rrule("FREQ=HOURLY"), "POST")).toEqual([
      422,
      "bad-input",
      expect.stringContaining("dày hơn hằng ngày"),
    ]);
    expect(
      await refused("schedule/entries", { ...entry, hours: { kind: "own", daypart: flat } }, "POST", "en"),
    ).toEqual([422, "bad-input", expect.stringContaining("begins and ends at the same time")]);
    const never = rrule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30");
    expect((await refused("schedule/entries", never, "POST"))[2]).toContain("không rơi vào ngày nào");
    expect(await refused(`sites/${siteId}/language-mix`, { mix }, "PUT", "en")).toEqual([
      422,
      "bad-input",
      expect.stringContaining("they make 90 %"),
    ]);
    const locked = {
      ...entry,
      layer: "campaign",
      claim: { kind: "share", sharePpm: 1 },
      lock: "ministry",
      target: EVERYWHERE,
    };
    expect((await refused("schedule/entries", locked, "POST")).slice(0, 2)).toEqual([403, "not-allowed"]);
    const target = { anyOf: [{ allOf: [{ field: "province", is: true, values: ["99"] }] }] };
    expect((await refused("schedule/entries", { ...entry, target }, "POST"))[2]).toContain("99");
    expect((await refused("schedule/matching-screens", { target: { anyOf: [] } }, "POST"))[0]).toBe(422);
    expect((await refused("dayparts", { name: "x", ...flat, exceptions: [] }, "POST"))[0]).toBe(422);
    expect((await refused(`sites/${siteId}/operating-hours/2026-02-30`, { weekly: [] }))[0]).toBe(422);
    expect((await refused(`screens/${screenId}/tags`, { tags: ["!"] }))[0]).toBe(422);
  });

  test("hours, mix, labels, dayparts and the screens of a target are set and read as a program would do it", async () => {
    const open = [{ fromLocal: "07:00", untilLocal: "22:00" }];
    const weekly = Array.from({ length: 7 }, () => open);
    const hours = { weekly, publicHolidays: [], exceptions: [{ date: "2026-12-24", windows: [], note: "Đóng" }] };
    const at = `sites/${siteId}/operating-hours`;
    expect(await told("PUT", `${at}/2026-11-01`, hours)).toMatchObject({ hours: [{ fromDate: "2026-11-01", hours }] });
    expect(await told("GET", at)).toMatchObject({ hours: [{ hours }] });
    expect(await told("DELETE", `${at}/2026-11-01`)).toEqual({ hours: [] });
    const mix = [
      { language: "lo", sharePpm: 400_000, minimumPpm: 100_000 },
      { language: "vi", sharePpm: 600_000, minimumPpm: 0 },
    ];
    expect(await told("PUT", `sites/${siteId}/language-mix`, { mix })).toMatchObject({ mix: [mix[1], mix[0]] });
    const site = await told("GET", `sites/${siteId}`);
    expect(site).toMatchObject({ languages: ["vi", "lo"], mix: [mix[1], mix[0]] });
    expect((await ask("PUT", `/api/v1/sites/${siteId}/language-mix?expectedUpdatedAtMs=1`, { mix })).status).toBe(409);
    expect(await told("PUT", `screens/${screenId}/tags`, { tags: ["Sảnh chờ"] })).toMatchObject({ tags: ["sảnh chờ"] });
    expect(await told("PUT", `sites/${siteId}/tags`, { tags: ["phía bắc"] })).toMatchObject({ tags: ["phía bắc"] });
    expect(await told("GET", "tags")).toEqual([
      { tag: "phía bắc", screens: 1 },
      { tag: "sảnh chờ", screens: 1 },
    ]);
    const target = { anyOf: [{ allOf: [{ field: "tag", is: true, values: ["SẢNH CHỜ"] }] }] };
    expect(await told("POST", "schedule/matching-screens", { target })).toMatchObject({ screens: [{ screenId }] });
    expect(await told("GET", `screens/${screenId}`)).toMatchObject({ tags: ["sảnh chờ"] });

    const night = { name: "Ca đêm", weekdays: [4], windows: [{ fromLocal: "22:00", untilLocal: "06:00" }] };
    const once = { date: "2026-12-24", windows: [], note: "" };
    const { daypartId } = await told("POST", "dayparts", { ...night, exceptions: [once] });
    await told("PUT", `dayparts/${daypartId}`, { ...night, weekdays: [5] });
    expect(await told("GET", "dayparts")).toMatchObject([{ id: daypartId, weekdays: [5], exceptions: [once] }]);
    const playlistId = await newPlaylist();
    const entry = { ...plainEntry, playlistId, hours: { kind: "named", daypartId }, exceptions: [once] };
    const { entryId } = await told("POST", "schedule/entries", entry);
    const { exceptions: _left, ...rest } = entry;
    const { updatedAtMs } = await told("PUT", `schedule/entries/${entryId}`, { ...rest, name: "Đổi tên" });
    const { entries } = await told("GET", "schedule");
    expect(entries).toContainEqual(expect.objectContaining({ id: entryId, exceptions: [once], updatedAtMs }));
    const stale = `/api/v1/schedule/entries/${entryId}?expectedUpdatedAtMs=${Number(updatedAtMs) - 1}`;
    expect((await ask("PUT", stale, rest)).status).toBe(409);
    expect((await ask("DELETE", `/api/v1/dayparts/${daypartId}`)).status).toBe(409);
    expect((await ask("DELETE", `/api/v1/schedule/entries/${entryId}`)).status).toBe(204);
    expect((await ask("DELETE", `/api/v1/dayparts/${daypartId}`)).status).toBe(204);
    expect((await ask("POST", `/api/v1/dayparts/${daypartId}/restore`)).status).toBe(204);
    expect((await ask("DELETE", `/api/v1/playlists/${playlistId}`)).status).toBe(204);
    expect((await ask("POST", `/api/v1/playlists/${playlistId}/restore`)).status).toBe(204);
  });

  test("nobody reads or changes it without signing in", async () => {
    for (const [method, path] of [
      ["GET", "/api/v1/schedule"],
      ["GET", "/api/v1/plays"],
      ["GET", `/api/v1/screens/${screenId}/manifest`],
      ["GET", "/api/v1/period-reports"],
      ["GET", "/api/v1/letterhead"],
    ] as const) {
      expect((await stranger(method, path)).status, path).toBe(401);
    }
  });

  test("the letterhead is kept, and a month's report is begun and comes as DOCX", async () => {
    const letterhead = {
      parentAgency: "Cơ quan cấp trên",
      agency: "Cơ quan ban hành",
      symbol: "CQBH",
      place: "Địa danh",
      addressees: ["Cơ quan nhận"],
      recipients: [],
      draftingUnit: "P1",
      signerTitles: ["Giám đốc"],
    };
    expect((await ask("PUT", "/api/v1/letterhead", letterhead)).status).toBe(200);
    expect(await told("GET", "letterhead")).toEqual(letterhead);
    const { reportId } = await told("POST", "period-reports", { kind: "month", period: "2026-10" });
    const docx = await ask("GET", `/api/v1/period-reports/${reportId}/docx`);
    expect(docx.status).toBe(200);
    expect(
      Buffer.from(await docx.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");
    const unknown = { kind: "month", period: "2026-13" };
    expect((await ask("POST", "/api/v1/period-reports", unknown)).status).toBe(422);
  });

  test("the routes are described", async () => {
    const document = (await (await ask("GET", "/api/v1/openapi.json")).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        "/api/v1/schedule",
        "/api/v1/dayparts",
        "/api/v1/plays",
        "/api/v1/period-reports/{reportId}/{format}",
      ]),
    );
  });
});
