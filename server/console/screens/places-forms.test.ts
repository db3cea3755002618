import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";
import type { ServiceContext } from "../../context.ts";
import { changeTags } from "../../services/sites/change-tags.ts";
import { getScreen, listAllScreens } from "../../services/sites/list-screens.ts";
import { getSite } from "../../services/sites/list-sites.ts";
import { listOperatingHours, setOperatingHours } from "../../services/sites/operating-hours.ts";

let house: TestContext;
let web: TestWebServer;
let person: ServiceContext;
let other: ServiceContext;
let headers: Record<string, string>;
let siteId: string;
let clusterId: string;
let screenId: string;

beforeAll(async () => {
  house = await createTestContext();
  person = await house.asPerson(["editor", "administrator"]);
  other = await house.asPerson(["editor"]);
  web = await startConsoleServer(house);
  headers = await web.signedIn(person);
});
afterAll(async () => {
  await web.close();
  await house.close();
});
beforeEach(async () => {
  ({ siteId, clusterId, screenId } = await addScreen(house.ctx));
});

async function page(path: string): Promise<string> {
  return (await fetch(`${web.url}${path}`, { headers })).text();
}

async function send(path: string, values: Record<string, string>): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${web.url}${path}`, {
    method: "POST",
    headers,
    body: new URLSearchParams(values),
    redirect: "manual",
  });
  return { status: answer.status, text: await answer.text() };
}

/** What the page's form carries under a name. */
async function hidden(path: string, name: string): Promise<string> {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(await page(path))?.[1] ?? "";
}

describe("labels", () => {
  test("that somebody changed meanwhile are not overwritten unseen: what was typed stays, beside what is stored", async () => {
    for (const [path, whose] of [
      [`/sites/${siteId}`, { siteId }],
      [`/screens/${screenId}`, { screenId }],
    ] as const) {
      const basis = await hidden(path, "basis");
      await changeTags(other, { ...whose, tags: ["của người kia"] });
      const refused = await send(`${path}/tags`, { tags: "của tôi", basis });
      expect(refused.status).toBe(409);
      expect(refused.text).toContain('value="của tôi"');
      expect(refused.text).toContain("Đang lưu: của người kia");
      const stored = async () =>
        ("siteId" in whose ? await getSite(person, whose) : await getScreen(person, whose)).tags;
      expect(await stored()).toEqual(["của người kia"]);
      expect((await send(`${path}/tags`, { tags: "của tôi", basis: await hidden(path, "basis") })).status).toBe(303);
      expect(await stored()).toEqual(["của tôi"]);
    }
  });
});

const HOURS = Object.fromEntries(Array.from({ length: 7 }, (_, day) => [`day-${day}`, "08:00–17:00"]));
const weekly = Array.from({ length: 7 }, () => [{ fromLocal: "09:00", untilLocal: "10:00" }]);

describe("operating hours", () => {
  test("that somebody set meanwhile are neither replaced nor taken back unseen, and the form stays as it was typed", async () => {
    const hours = { weekly, publicHolidays: null, exceptions: [] };
    const path = `/sites/${siteId}/hours`;
    await setOperatingHours(other, { siteId, fromDate: "2026-12-01", hours });
    const refused = await send(path, { ...HOURS, fromDate: "1/12/2026", holidays: "same" });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('value="08:00–17:00"');
    const [first] = await listOperatingHours(person, { siteId });
    expect(first?.hours.weekly).toEqual(weekly);

    await setOperatingHours(other, { siteId, fromDate: "2026-12-01", hours: { ...hours, publicHolidays: [] } });
    const takenBack = await send(`${path}/2026-12-01/take-back?seen=${first?.setAtMs}`, {});
    expect(takenBack.status).toBe(409);
    const [second] = await listOperatingHours(person, { siteId });
    const seen = `2026-12-01 ${second?.setAtMs}`;
    expect((await send(path, { ...HOURS, fromDate: "1/12/2026", holidays: "same", seen })).status).toBe(303);
    const [third] = await listOperatingHours(person, { siteId });
    expect(third?.hours.weekly[0]).toEqual([{ fromLocal: "08:00", untilLocal: "17:00" }]);
  });
});

describe("names", () => {
  test("of clusters and screens are changed from their pages, and a name that is none stays in its field", async () => {
    const cluster = { clusterId, name: "Cụm mới" };
    expect((await send(`/sites/${siteId}/cluster-name`, cluster)).status).toBe(303);
    expect((await send(`/screens/${screenId}/name`, { name: "Màn hình mới" })).status).toBe(303);
    expect(await getScreen(person, { screenId })).toMatchObject({ name: "Màn hình mới", clusterName: "Cụm mới" });
    const empty = await send(`/screens/${screenId}/name`, { name: "" });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain("Cần một tên");
    const elsewhere = await addScreen(house.ctx);
    const foreign = await send(`/sites/${elsewhere.siteId}/cluster-name`, cluster);
    expect(foreign.status).toBe(404);
    const reader = { ...(await web.signedIn(other)) };
    const answer = await fetch(`${web.url}/screens/${screenId}/name`, {
      method: "POST",
      headers: reader,
      body: new URLSearchParams({ name: "Của biên tập" }),
      redirect: "manual",
    });
    expect(answer.status).toBe(403);
  });
});

describe("screens", () => {
  test("are all listed, and all can be looked at, where there are more than a page of them", async () => {
    const row = await house.ctx.db
      .selectFrom("screens")
      .selectAll()
      .where("id", "=", screenId)
      .executeTakeFirstOrThrow();
    const more = Array.from({ length: 620 }, (_, index) => ({
      ...row,
      id: `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`,
      name: `Màn ${index}`,
    }));
    for (let from = 0; from < more.length; from += 200) {
      await house.ctx.db
        .insertInto("screens")
        .values(more.slice(from, from + 200))
        .execute();
    }
    const all = await listAllScreens(person);
    expect(new Set(all.map((one) => one.screenId)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(620);
    const text = await page("/screens");
    for (const { screenId: id } of [all.at(-1), all[0], all[510]].flatMap((one) => one ?? [])) {
      expect(text).toContain(`/screens/${id}`);
    }
  });
});
