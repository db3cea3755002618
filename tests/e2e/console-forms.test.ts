import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { makeCodedPicture, readCode } from "../support/coded-media.ts";
import { until } from "../support/processes.ts";
import {
  becomeAdministrator,
  type ConsoleRig,
  inviteSecond,
  lookAt,
  openDesk,
  PASSWORD,
  startConsole,
} from "./console-rig.ts";

/** Text that would run if a page forgot to escape it. */
const HOSTILE = '<img src=x onerror="document.title=1">“Tết” & <b>';
const [EARLY, LATE] = [33, 144];

let dir: string;
let rig: ConsoleRig;
let browser: Browser;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-forms-"));
  rig = await startConsole(join(dir, "server"));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await rig?.server.stop();
  await rm(dir, { recursive: true, force: true });
});

it("everything from the first run to a published schedule works without JavaScript, and each page fits desk and phone", async () => {
  const { page } = await openDesk(browser, { javaScriptEnabled: false });
  const scripted = await openDesk(browser);
  const link = await rig.firstRunUrl();

  // Opening the link does not use it up; a refused form keeps what was typed, and the link.
  await page.goto(link);
  await page.goto(link);
  await page.fill("[name=displayName]", "Phòng Thông tin");
  await page.fill("[name=login]", "Phòng TT");
  await page.fill("[name=password]", PASSWORD);
  await page.check("[name=approves][value=no]");
  await page.click("button.button-main");
  expect(await page.textContent("[role=alert]")).toContain("Tên đăng nhập gồm");
  expect(await page.inputValue("[name=displayName]")).toBe("Phòng Thông tin");
  expect(await page.isChecked("[name=approves][value=no]")).toBe(true);
  await becomeAdministrator(page, rig);
  const invitation = await inviteSecond(page);
  await page.goto(link);
  expect(await page.textContent("main")).toContain("đã được dùng hoặc đã hết hạn");

  const stories = { early: await addPicture(page, EARLY, HOSTILE), late: await addPicture(page, LATE, "Đêm hội") };
  await signBoth(page, invitation, Object.values(stories));
  await addScreen(page);
  await putOnScreen(page, stories.early);
  await addCampaign(page, "Đêm hội");
  expect(await page.textContent(".told")).toContain("Chưa lên màn hình");
  await page.click(".bottom-bar button");
  expect(await page.textContent(".told")).toContain("Đã phát hành tới 1 màn hình");
  await page.goto(`${rig.origin}/schedule`);
  expect(await page.textContent(".bottom-bar")).toContain("Không có gì để phát hành");
  expect(await page.getAttribute('svg.lane [aria-label*="Đêm hội"]', "aria-label")).toContain("22:00");

  await scripted.context.addCookies(await page.context().cookies());
  const complaints: string[] = [];
  for (const path of await everyPage(page)) {
    await scripted.page.goto(rig.origin + path);
    complaints.push(...(await lookAt(scripted.page, path.replace(/\W+/g, "-"))));
    expect(await scripted.page.title(), path).toContain("Cột Mốc");
  }
  expect(complaints).toEqual([]);
  expect(scripted.problems).toEqual([]);
});

it("the frame draws what the schedule says for the chosen instant: the campaign in its hours, the base outside", async () => {
  const { page, problems } = await openDesk(browser);
  await signIn(page, "phong.tt", PASSWORD);
  for (const [time, code] of [
    ["10:00", EARLY],
    ["22:30", LATE],
  ] as const) {
    await page.goto(`${rig.origin}/schedule/preview?at=${encodeURIComponent(time)}`);
    await until(`code ${code} in the frame at ${time}`, 30_000, async () => {
      const shot = await page.locator(".stage iframe").screenshot();
      return (await readCode(shot)) === code ? true : undefined;
    });
    expect(await page.textContent("main")).toContain(
      code === LATE ? "Đêm hội: đang đúng phần 100 %" : "Màn 1: đang đúng phần 100 %",
    );
  }
  expect(problems).toEqual([]);
});

it("a wrong date, a clash of hours or a missing target is said beside the form and nothing typed is lost", async () => {
  const { page } = await openDesk(browser);
  await signIn(page, "phong.tt", PASSWORD);
  await page.goto(`${rig.origin}/schedule/entries/new?layer=campaign`);
  await page.fill("[name=name]", "Chợ phiên cuối tuần");
  await page.fill("[name=fromDate]", "31/02/2027");
  await page.click("[data-save]");
  expect(await page.textContent("[role=alert]")).toContain("23/11/2026");
  expect(await page.textContent("#f-fromDate-why")).toContain("23/11/2026");
  expect(await page.inputValue("[name=name]")).toBe("Chợ phiên cuối tuần");
  await page.fill("[name=fromDate]", "01/03/2027");
  await page.check("[name=where][value=some]");
  await page.click("[data-save]");
  expect(await page.textContent("[role=alert]")).toContain("Chọn ít nhất một màn hình");
  expect(await page.inputValue("[name=fromDate]")).toBe("01/03/2027");
});

it("what was typed into a long form is there again after leaving the page, and gone once it was saved", async () => {
  const { page } = await openDesk(browser);
  await signIn(page, "phong.tt", PASSWORD);
  await page.goto(`${rig.origin}/stories/new/slide`);
  await page.fill("[name=headline]", "Mưa lớn chiều nay");
  await page.goto(`${rig.origin}/people`);
  await page.goto(`${rig.origin}/stories/new/slide`);
  expect(await page.inputValue("[name=headline]")).toBe("Mưa lớn chiều nay");
  await page.click("button[name=then][value=draft]");
  await page.waitForSelector(".told");
  await page.goto(`${rig.origin}/stories/new/slide`);
  expect(await page.inputValue("[name=headline]")).toBe("");
});

it("five wrong passwords shut the door for a while and say for how long; the page can be read in English", async () => {
  const { page } = await openDesk(browser);
  await page.goto(`${rig.origin}/sign-in`);
  await page.click("button[name=language]");
  expect(await page.textContent("h2")).toBe("Sign in");
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    await page.fill("[name=login]", "phong.tt");
    await page.fill("[name=password]", `wrong password ${attempt}`);
    await page.click("button.button-main");
    expect(await page.inputValue("[name=login]")).toBe("phong.tt");
  }
  expect(await page.textContent("[role=alert]")).toMatch(/Try again in \d+ min/);
});

async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.goto(`${rig.origin}/sign-in`);
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", password);
  await page.click("button.button-main");
  await page.waitForURL(`${rig.origin}/`);
}

/** Sends one file by the plain form, waits as the page asks to, names it and sends it for approval. Returns its airing page. */
async function addPicture(page: Page, code: number, title: string): Promise<string> {
  const file = join(dir, `Ảnh số ${code}.png`);
  await writeFile(file, await makeCodedPicture(code));
  await page.goto(`${rig.origin}/stories/new`);
  await page.setInputFiles("input[type=file]", file);
  await page.click("form[enctype] button[type=submit]");
  const address = page.url();
  await until("the file to be playable", 60_000, async () => {
    await page.goto(address);
    return (await page.locator("[name=title]").count()) > 0 || undefined;
  });
  await page.fill("[name=title]", title);
  await page.click("button[name=then][value=submit]");
  expect(await page.textContent("h1")).toBe(title);
  return page.url();
}

async function signBoth(page: Page, invitation: string, airings: readonly string[]): Promise<void> {
  const second = await openDesk(browser, { javaScriptEnabled: false });
  await second.page.goto(invitation);
  await second.page.fill("[name=password]", PASSWORD);
  await second.page.click("button.button-main");
  for (const url of airings) {
    for (const person of [page, second.page]) {
      await person.goto(url);
      await person.click(".approve-form button");
    }
    expect(await second.page.textContent(".told")).toContain("Đã đủ hai người ký");
  }
  await second.context.close();
}

async function addScreen(page: Page): Promise<void> {
  await page.goto(`${rig.origin}/screens/new?gate=mong-cai`);
  await page.fill("[name=name]", "Màn 1");
  await page.click("main button.button-main");
}

async function putOnScreen(page: Page, airingUrl: string): Promise<void> {
  await page.goto(airingUrl);
  await page.click("text=Đặt lên màn hình");
  await page.click("main button.button-main");
}

/** Every night from ten to midnight, all the airtime. */
async function addCampaign(page: Page, name: string): Promise<void> {
  await page.goto(`${rig.origin}/schedule/entries/new?layer=campaign`);
  await page.fill("[name=name]", name);
  await page.check("[name=what][value=stories]");
  await page.getByLabel(name, { exact: true }).check();
  await page.check("[name=hours][value=own]");
  await page.fill("[name=fromTime]", "22:00");
  await page.fill("[name=untilTime]", "24:00");
  await page.fill("[name=share]", "100");
  await page.click("[data-save]");
}

/** The pages a person can come to, with one noun of each kind. */
async function everyPage(page: Page): Promise<string[]> {
  const paths = ["/", "/people", "/screens", "/screens/new", "/stories", "/stories/new", "/stories/new/slide"];
  paths.push(
    "/inbox",
    "/approval",
    "/schedule",
    "/schedule/preview",
    "/schedule/entries/new?layer=base",
    "/reports",
    "/explorer",
    "/server",
  );
  paths.push("/schedule/dayparts", "/schedule/dayparts/new");
  const found = new Set<string>();
  for (const [list, prefix] of [
    ["/people", "/people/"],
    ["/screens", "/screens/"],
    ["/screens", "/sites/"],
    ["/stories", "/stories/"],
    ["/schedule", "/schedule/playlists/"],
    ["/schedule", "/schedule/entries/"],
  ] as const) {
    await page.goto(rig.origin + list);
    const hrefs = await page
      .locator(`a[href^="${prefix}"]`)
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const first = hrefs.find((href) => href !== null && /[0-9a-f]{8}-/.test(href));
    if (first !== undefined && first !== null) found.add(first);
  }
  return [...paths, ...found];
}
