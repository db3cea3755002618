import { afterAll, beforeAll, expect, test } from "vitest";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";
import { openReport } from "../../services/reports/open-report.ts";

let house: TestContext;
let web: TestWebServer;
beforeAll(async () => {
  house = await createTestContext();
  web = await startConsoleServer(house);
});
afterAll(async () => {
  await web.close();
  await house.close();
});

async function look(path: string): Promise<{ url: string; text: string }> {
  const { Cookie } = await web.signedIn(await house.asPerson(["editor"]));
  const answer = await fetch(`${web.url}${path}`, { headers: { Cookie: `${Cookie}; cm_lang=en` } });
  return { url: new URL(answer.url).pathname, text: await answer.text() };
}

test("the first page calls for reports that are due, once there is a screen, and names the one that presses most", async () => {
  expect((await look("/")).text).not.toContain("due soon");
  await addScreen(house.ctx);
  expect((await look("/")).text).toMatch(/1 reports are due soon[\s\S]*Yearly report 2026, due 29\/11\/2026/);
  house.clock.set(Date.parse("2026-12-06T02:00:00Z"));
  expect((await look("/")).text).toMatch(/2 reports are late[\s\S]*Yearly report 2026, due 29\/11\/2026/);
});

test("the address of the old monthly page leads to the report on that month, or to the list where none was begun", async () => {
  expect((await look("/reports/month?month=2026-10&programme=X")).url).toBe("/reports");
  const { id } = await openReport(await house.asPerson(["editor"]), {
    kind: "month",
    period: "2026-10",
    programme: null,
  });
  const { url, text } = await look("/reports/month?month=2026-10");
  expect(url).toBe(`/reports/${id}`);
  expect(text).toContain("Balance of plays");
});
