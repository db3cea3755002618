import { afterAll, beforeAll, expect, test } from "vitest";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";
import type { Role } from "../../db/tables.ts";
import { readArchiveAfterDays } from "../../services/archive/retention.ts";

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

async function save(role: Role, days: string): Promise<{ status: number; text: string }> {
  const { Cookie = "", ...headers } = await web.signedIn(await house.asPerson([role]));
  const answer = await fetch(`${web.url}/server/archive`, {
    method: "POST",
    redirect: "manual",
    headers: { ...headers, Cookie: `${Cookie}; cm_lang=en` },
    body: new URLSearchParams({ days }),
  });
  return { status: answer.status, text: await answer.text() };
}

test("an administrator sets after how many days records are archived; what cannot be is told beside what was typed", async () => {
  expect(await readArchiveAfterDays(house.ctx)).toBe(400);
  expect((await save("administrator", "730")).status).toBe(303);
  expect(await readArchiveAfterDays(house.ctx)).toBe(730);
  for (const days of ["7", "100000", "soon"]) {
    const { status, text } = await save("administrator", days);
    expect(status).toBe(422);
    expect(text).toContain(`value="${days}"`);
    expect(text).toContain("Archived play records");
  }
  expect((await save("editor", "300")).status).toBe(403);
  expect(await readArchiveAfterDays(house.ctx)).toBe(730);
});
