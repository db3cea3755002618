import { afterAll, beforeAll, expect, test } from "vitest";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";
import { insertAnomalyIfNew } from "../../db/repos/play-log.ts";
import type { Role } from "../../db/tables.ts";
import { noteBackup, noteDrill, noteTimed } from "../../services/backup/backup-record.ts";

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
  await noteTimed(house.ctx.db, { atMs, ok: false, madeAtMs: null, reason: "The disk is full." });
  expect((await look("administrator")).text).toMatch(/backup by the clock failed[\s\S]*The disk is full\./);
  await noteTimed(house.ctx.db, { atMs, ok: true, madeAtMs: atMs, reason: null });
  const finding = { player: 1, kind: "conflict" as const, boot: 1, seq: 1, detail_json: "{}", at_ms: atMs };
  for (const seq of [1, 2]) await insertAnomalyIfNew(house.ctx.db, { ...finding, seq });
  expect((await look("administrator")).text).toMatch(/may have been cloned[\s\S]*>2<[\s\S]*1 players/);
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
