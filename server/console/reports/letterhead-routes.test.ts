import { afterAll, beforeAll, expect, test } from "vitest";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";
import type { Role } from "../../db/tables.ts";
import { readLetterhead } from "../../services/reports/letterhead.ts";

const PAGE = "/reports/letterhead";
const TYPED = {
  parentAgency: "CƠ QUAN CẤP TRÊN",
  agency: "TRUNG TÂM A",
  symbol: "TTA",
  place: "Nơi A",
  draftingUnit: "KH",
  addressees: "Cục A\r\n\r\n  Sở B  ",
  signerTitles: "KT. GIÁM ĐỐC\r\nPHÓ GIÁM ĐỐC",
  recipients: "Như trên",
  fromDate: "2026-10-01",
};

let house: TestContext;
let web: TestWebServer;
beforeAll(async () => {
  house = await createTestContext();
  house.clock.set(Date.parse("2026-11-05T03:00:00Z"));
  web = await startConsoleServer(house);
});
afterAll(async () => {
  await web.close();
  await house.close();
});

async function ask(role: Role, fields?: Record<string, string>, language = "vi") {
  const { Cookie = "", ...headers } = await web.signedIn(await house.asPerson([role]));
  const answer = await fetch(`${web.url}${PAGE}`, {
    method: fields === undefined ? "GET" : "POST",
    redirect: "manual",
    headers: { ...headers, Cookie: `${Cookie}; cm_lang=${language}` },
    ...(fields === undefined ? {} : { body: new URLSearchParams(fields) }),
  });
  return { status: answer.status, text: await answer.text() };
}

const audited = () =>
  house.ctx.db.selectFrom("audit_log").select("action").where("action", "=", "save-letterhead").execute();

test("an administrator writes the letterhead, from a day on; whoever reports sees it", async () => {
  expect((await ask("administrator")).text).toContain('name="agency"');
  expect((await ask("administrator", TYPED)).status).toBe(303);
  const { addressees, signerTitles, agency } = await readLetterhead(house.ctx);
  expect({ addressees, signerTitles, agency }).toEqual({
    addressees: ["Cục A", "Sở B"],
    signerTitles: ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"],
    agency: "TRUNG TÂM A",
  });
  expect((await readLetterhead(house.ctx, "2026-09-30")).agency).toBe("");
  expect(await audited()).toHaveLength(1);
  const form = (await ask("administrator")).text;
  expect(form).toContain('value="TRUNG TÂM A"');
  expect(form).toMatch(/KT\. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC<\/textarea>/);
  const seen = await ask("editor", undefined, "en");
  expect(seen.text).toContain("Cục A; Sở B");
  expect(seen.text).toContain("Only an administrator changes it.");
  expect(seen.text).not.toContain('name="agency"');
});

test("nobody else changes it; what cannot be is told beside what was typed, and changes nothing", async () => {
  const before = await readLetterhead(house.ctx);
  const count = (await audited()).length;
  expect((await ask("editor", { ...TYPED, agency: "KHÁC" })).status).toBe(403);
  for (const wrong of [
    { ...TYPED, agency: "KHÁC", signerTitles: "một\nhai\nba\nbốn" },
    { ...TYPED, agency: "KHÁC", fromDate: "hôm nay" },
    { ...TYPED, agency: "K".repeat(201) },
  ]) {
    const { status, text } = await ask("administrator", wrong);
    expect(status).toBe(422);
    expect(text).toContain(`value="${wrong.agency}"`);
  }
  expect(await readLetterhead(house.ctx)).toEqual(before);
  expect(await audited()).toHaveLength(count);
});
