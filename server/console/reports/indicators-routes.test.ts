import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";
import { INDICATORS } from "../../services/indicators/registry.ts";

const PAGE = "/reports/indicators";

let house: TestContext;
let web: TestWebServer;
let cookie: string;

beforeAll(async () => {
  house = await createTestContext();
  await addScreen(house.ctx);
  web = await startConsoleServer(house);
  cookie = (await web.signedIn(await house.asPerson(["editor"]))).Cookie ?? "";
});
afterAll(async () => {
  await web.close();
  await house.close();
});

const send = (path: string, fields: Record<string, string | File>) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const headers = { Cookie: cookie, Origin: web.url };
  return fetch(`${web.url}${PAGE}/${path}`, { method: "POST", headers, body, redirect: "manual" });
};
const page = async () => (await fetch(`${web.url}${PAGE}?period=2026-10`, { headers: { Cookie: cookie } })).text();
const people = async () =>
  (await house.ctx.db.selectFrom("gate_traffic").select("people").where("retired_at_ms", "is", null).execute()).map(
    (row) => row.people,
  );

describe("the page of indicators", () => {
  test("names every indicator with its formula and says of none that it is zero", async () => {
    const text = await page();
    for (const { name, formula } of INDICATORS) {
      expect(text).toContain(name);
      expect(text).toContain(formula);
    }
    expect(text).toContain("chưa có nguồn số liệu");
    expect(text).not.toMatch(/<td class="figure">0[,0%]*<\/td>/);
  });

  test("takes a target as people write numbers, and gives back what it refuses", async () => {
    const target = { subject: "indicator completion", period: "2026-10" };
    expect((await send("targets", { ...target, value: "98,5" })).status).toBe(303);
    expect(await page()).toContain("98,5%");
    const refused = await send("targets", { ...target, value: "nhiều" });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('value="nhiều"');
    const { id } = await house.ctx.db.selectFrom("report_targets").select("id").executeTakeFirstOrThrow();
    expect((await send(`targets/${id}/end`, {})).status).toBe(303);
    expect(await page()).not.toContain("98,5%");
  });

  test("takes traffic from a form, from pasted lines and from a file, all lines or none", async () => {
    const { id: site } = await house.ctx.db.selectFrom("sites").select("id").executeTakeFirstOrThrow();
    const days = { fromDate: "2026-10-01", toDate: "2026-10-31" };
    expect((await send("traffic", { site, ...days, people: "1.234", source: "trạm" })).status).toBe(303);
    const lines = "Cửa khẩu thử;01/11/2026;30/11/2026;2.345;trạm";
    expect((await send("import", { lines })).status).toBe(303);
    const file = new File(["Cửa khẩu thử;01/12/2026;31/12/2026;3456;trạm\n"], "so.csv");
    expect((await send("import", { lines: "", file })).status).toBe(303);
    expect(await people()).toEqual([1_234, 2_345, 3_456]);
    const bad = await send("import", {
      lines: `Cửa khẩu thử;01/01/2027;31/01/2027;1;trạm\n${lines}\nnơi khác;1;2;3;4`,
    });
    expect(bad.status).toBe(422);
    expect(await people()).toEqual([1_234, 2_345, 3_456]);
  });
});
