import { afterAll, beforeAll, expect, test } from "vitest";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";
import type { Role } from "../../db/tables.ts";
import { noteBackup, noteDrill } from "../../services/backup/backup-record.ts";

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

async function look(role: Role, language = "en"): Promise<{ status: number; text: string }> {
  const { Cookie } = await web.signedIn(await house.asPerson([role]));
  const answer = await fetch(`${web.url}/server`, { headers: { Cookie: `${Cookie}; cm_lang=${language}` } });
  return { status: answer.status, text: await answer.text() };
}

test("an administrator sees what fills the disk and when the last checked backup was made", async () => {
  expect((await look("administrator")).text).toContain("There is no backup yet.");
  const atMs = house.ctx.now();
  await noteBackup(house.ctx.db, { madeAtMs: atMs, sizeBytes: 18_200_000, withMedia: false, missingMedia: 2 });
  const { status, text } = await look("administrator");
  expect(status).toBe(200);
  for (const words of ["The backup is recent", "18.2 MB", "2 files are named", "keep a copy of the store folder"]) {
    expect(text).toContain(words);
  }
  expect((await look("administrator", "vi")).text).toContain("Bản sao lưu còn mới");
  house.clock.advance(4 * 86_400_000);
  expect((await look("administrator")).text).toContain("over 3 days old");
  await noteDrill(house.ctx.db, { atMs, ok: false });
  expect((await look("administrator")).text).toContain("cannot be relied on");
});

test("nobody else sees it", async () => {
  for (const role of ["editor", "approver"] as const) {
    const { status, text } = await look(role);
    expect(status).toBe(403);
    expect(text).not.toContain("MB");
  }
});
