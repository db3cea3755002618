import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { makeCodedPicture } from "../support/coded-media.ts";
import {
  becomeAdministrator,
  type ConsoleRig,
  inviteSecond,
  lookAt,
  openDesk,
  PASSWORD,
  startConsole,
} from "./console-rig.ts";
import { type AgentProcess, startAgentProcess, watchGlass } from "./whole-path-rig.ts";

const CODE = 77;

let dir: string;
let rig: ConsoleRig;
let browser: Browser;
let agent: AgentProcess | undefined;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-console-"));
  rig = await startConsole(join(dir, "server"));
  browser = await launchBrowser();
});

afterAll(async () => {
  await agent?.stop();
  await browser?.close();
  await rig?.server.stop();
  await rm(dir, { recursive: true, force: true });
});

it("a new user's own first picture is on a screen five steps after sign-in, each page naming the next", async () => {
  const desk = await openDesk(browser);
  const phone = await openDesk(browser);
  const complaints: string[] = [];
  const look = async (page: Page, name: string) => void complaints.push(...(await lookAt(page, name)));

  await becomeAdministrator(desk.page, rig);
  expect(desk.page.url()).toBe(`${rig.origin}/first-run/second`);
  expect(await desk.page.textContent("main")).toContain("Không hình nào lên màn hình trước khi hai người ký");
  await look(desk.page, "0-second-person");
  const invitation = await inviteSecond(desk.page);
  await phone.page.goto(invitation);
  await phone.page.fill("[name=password]", PASSWORD);
  await phone.page.click("form button[type=submit].button-main");
  expect(phone.page.url()).toBe(`${rig.origin}/`);

  const glass = await pairScreen(desk.page, look);

  // 1. Add a picture.
  await desk.page.goto(`${rig.origin}/`);
  await look(desk.page, "1-overview");
  await desk.page.click(".path [aria-current] a");
  const file = join(dir, "Ảnh cổng chào.png");
  await writeFile(file, await makeCodedPicture(CODE));
  await desk.page.setInputFiles("input[type=file]", file);
  await desk.page.waitForURL("**/stories/new/media?*", { timeout: 60_000 });
  expect(await desk.page.inputValue("[name=title]")).toBe("Ảnh cổng chào");
  await look(desk.page, "1-add");
  await desk.page.click("button[name=then][value=submit]");
  await desk.page.waitForURL("**/approval/*");
  expect(await desk.page.textContent(".told")).toContain("Bước tiếp: hai người ký");

  // 2. Sign it.
  await look(desk.page, "2-sign");
  await desk.page.click(".approve-form button");
  await desk.page.waitForURL("**/approval/*");
  expect(await desk.page.textContent(".told")).toContain("Bước tiếp: một người khác ký");
  const alone = watchGlass(() => glass);

  // 3. Another person signs, on a phone, and sees the exact picture first.
  await phone.page.goto(`${rig.origin}/`);
  await look(phone.page, "3-phone-overview");
  await phone.page.click("text=Mở duyệt");
  await look(phone.page, "3-second");
  await phone.page.click(".approve-form button");
  expect(await phone.page.textContent(".told")).toContain("Đã đủ hai người ký");
  await phone.page.reload();

  // 4. Put it on the screen.
  await desk.page.reload();
  await desk.page.click("text=Đặt lên màn hình");
  await desk.page.waitForURL("**/put");
  await look(desk.page, "4-put");
  await desk.page.click("form button[type=submit].button-main");
  await desk.page.waitForURL("**/schedule");
  expect(await desk.page.textContent(".told")).toContain("Bước tiếp: phát hành");
  expect(alone.glances.every((seen) => seen.code === undefined)).toBe(true);

  // 5. Publish, and it is on the glass.
  await look(desk.page, "5-publish");
  expect(await desk.page.textContent(".bottom-bar")).toContain("Phát hành sẽ đổi 1 trên 1 màn hình");
  await desk.page.click(".bottom-bar button");
  await alone.see(CODE, 60_000);
  await alone.stop();
  await expect.poll(async () => truthOf(desk.page), { timeout: 60_000 }).toContain("trên mặt kính 1");
  await look(desk.page, "6-truth");

  expect(complaints).toEqual([]);
  expect([...desk.problems, ...phone.problems]).toEqual([]);
});

async function truthOf(page: Page): Promise<string> {
  await page.goto(`${rig.origin}/schedule`);
  return (await page.textContent(".truth")) ?? "";
}

/** A cluster and screen at a gate found without accents, and a real player paired by its six words. Returns its glass. */
async function pairScreen(page: Page, look: (page: Page, name: string) => Promise<void>): Promise<Page> {
  await page.goto(`${rig.origin}/screens/new?q=mong+cai`);
  await page.click(".rows .go a");
  await page.fill("[name=name]", "Màn 1, sảnh nhập cảnh");
  await look(page, "0-screen");
  await page.click("main form button[type=submit].button-main");
  await page.waitForURL("**/pair");
  agent = startAgentProcess(join(dir, "player"), rig.origin);
  const shown = await agent.next("pairing");
  await page.fill("[name=code]", String(shown.code).toLowerCase());
  await page.click("main form button[type=submit].button-main");
  expect(await page.locator(".six-words li").allTextContents()).toEqual(shown.words);
  await look(page, "0-words");
  await page.click("main form button[type=submit].button-main");
  await page.waitForURL(/\/screens\/[0-9a-f-]+$/);
  const stage = await agent.next("stage-address");
  const glass = await browser.newPage({ viewport: { width: 960, height: 540 } });
  await glass.goto(String(stage.url));
  return glass;
}
