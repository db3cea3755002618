import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays, civilAt, weekdayOf } from "../../schemas/rules/zoned-time.ts";
import { asActor } from "../../server/context.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { createStory } from "../../server/services/stories/create-story.ts";
import { launchBrowser } from "../support/browser.ts";
import { becomeAdministrator, type ConsoleRig, lookAt, openDesk, startConsole } from "./console-rig.ts";

const ZONE = "Asia/Ho_Chi_Minh";

let dir: string;
let rig: ConsoleRig;
let browser: Browser;
let desk: Awaited<ReturnType<typeof openDesk>>;
let today: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-entry-"));
  rig = await startConsole(join(dir, "server"));
  browser = await launchBrowser();
  desk = await openDesk(browser);
  today = civilAt(rig.server.ctx.now(), ZONE).date;
  await becomeAdministrator(desk.page, rig);
  for (const name of ["Màn 1", "Màn 2"]) await addScreen(desk.page, name);
  await standingSchedule();
});

afterAll(async () => {
  await browser?.close();
  await rig?.server.stop();
  await rm(dir, { recursive: true, force: true });
});

it("a weekly night with a date apart is said in words, its clash told before saving, saved, taken out and put back", async () => {
  const { page } = desk;
  const monday = addDays(today, 7 - weekdayOf(today));
  await page.goto(`${rig.origin}/schedule/entries/new?layer=campaign`);
  await page.fill("[name=name]", "Đêm: giờ mở cửa");
  await page.fill("[name=fromDate]", day(monday));
  await choose(page, "repeat", "weekly");
  for (const weekday of [1, 2, 3, 4, 5, 6]) await page.uncheck(`[name=weekday][value="${weekday}"]`);
  await page.fill("[name=everyWeeks]", "2");
  await choose(page, "hours", "own");
  await page.fill("[name=fromTime]", "22:00");
  await page.fill("[name=untilTime]", "06:00");
  expect(await page.isVisible("[data-next-day]")).toBe(true);
  await page.fill("[name=exDate]", day(addDays(monday, 14)));
  await page.click("[data-more=exDate]");
  await page.locator("[name=exDate]").last().fill("31/02/2027");
  await page.fill("[name=share]", "40");

  await expect.poll(() => page.textContent("#f-exDate-why")).toContain("23/11/2026");
  await page.locator("[name=exDate]").last().fill("");
  const sentence = `Xin 40 % thời lượng: thứ Hai cách tuần, 22:00–06:00 hôm sau, giờ Việt Nam, từ ${day(monday)}, không hạn`;
  await expect.poll(() => page.textContent(".entry-sentence")).toContain(sentence);
  expect(await page.textContent(".entry-sentence")).toContain(`trừ T2 ${day(addDays(monday, 14))}`);
  const aside = (await page.textContent("[data-aside]")) ?? "";
  expect(aside).toContain(`T2 ${day(monday)}, T2 ${day(addDays(monday, 28))}`);
  expect(aside).toContain("2 màn hình ở 1 cửa khẩu");
  expect(await page.textContent("[data-conflict=gives-way]")).toContain("gặp “Diễn tập”");
  expect(await page.textContent("[data-conflict=gives-way] b")).toContain("Lịch này nhường");
  expect(await page.textContent("[data-conflict=over-whole]")).toContain("120 %");
  expect(await lookAt(page, "entry-form")).toEqual([]);
  const save = page.locator("[data-save]");
  expect(await save.textContent()).toBe("Lưu cho 2 màn hình");
  expect(await save.isVisible()).toBe(true);
  await save.click();
  await page.waitForSelector(".told");
  expect(await page.textContent(".told")).toContain("Đã lưu “Đêm: giờ mở cửa”");

  await page.click('a[href^="/schedule/entries/"]:has-text("Đêm: giờ mở cửa")');
  const address = page.url();
  expect(await page.inputValue("[name=untilTime]")).toBe("06:00");
  await page.click(".confirm > summary");
  expect(await page.textContent(".confirm form p")).toContain("2 màn hình");
  await page.click(".confirm form button");
  await page.waitForSelector(".told");
  expect((await page.goto(address))?.status()).toBe(404);
  await page.goBack();
  await page.click(".undo button");
  await page.waitForSelector(".told");
  expect((await page.goto(address))?.status()).toBe(200);
  expect(desk.problems).toEqual([]);
});

it("two people changing one entry see both versions, and neither is written over unasked", async () => {
  const { page } = desk;
  const other = await desk.context.newPage();
  await page.goto(`${rig.origin}/schedule`);
  const path = await page.getAttribute('a[href^="/schedule/entries/"]:has-text("Diễn tập")', "href");
  for (const one of [page, other]) await one.goto(rig.origin + path);
  await other.fill("[name=name]", "Diễn tập cháy nổ");
  await other.click("[data-save]");
  await other.waitForSelector(".told");
  await page.fill("[name=name]", "Diễn tập cứu hộ");
  await page.click("[data-save]");
  expect(await page.textContent("[role=alert]")).toContain("Phòng Thông tin đã sửa");
  expect(await page.textContent(".meanwhile")).toContain("Diễn tập cháy nổ");
  expect(await page.inputValue("[name=name]")).toBe("Diễn tập cứu hộ");
  await page.click(".meanwhile button");
  await page.waitForSelector(".told");
  await page.goto(rig.origin + path);
  expect(await page.inputValue("[name=name]")).toBe("Diễn tập cứu hộ");
  await other.close();
});

it("a site's hours are set from a date and said in words; its languages always make a whole", async () => {
  const { page } = desk;
  await page.goto(`${rig.origin}/screens`);
  await page.click('a[href^="/sites/"]');
  const site = page.url();
  await page.click('a[href$="/hours"]');
  await page.fill("[name=day-0]", "7h–11h30, 13:00–17:00");
  await page.check("[name=copyFirst]");
  await choose(page, "holidays", "closed");
  await page.click(".bottom-bar button");
  await page.waitForSelector(".told");
  expect(await page.textContent("main")).toContain("hằng ngày 07:00–11:30, 13:00–17:00; ngày lễ nghỉ");

  await page.goto(`${site}/languages`);
  await page.locator("[name=share]").first().fill("60");
  await page.locator("[name=share]").first().press("Tab");
  const shares = await page
    .locator("[name=share]")
    .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  expect(shares[0]).toBe("60");
  const sum = shares.reduce((total, share) => total + Math.round(Number(share.replace(",", ".")) * 10), 0);
  expect(sum).toBe(1_000);
  await page.click(".bottom-bar button");
  await page.waitForSelector(".told");
  expect(await page.textContent("main")).toContain("Tiếng Việt 60 %");
  await page.fill("[name=tags]", "Sảnh  Chờ, ngoài trời");
  await page.click('form[action$="/tags"] button');
  expect(await page.inputValue("[name=tags]")).toBe("ngoài trời, sảnh chờ");
  for (const path of ["", "/hours", "/languages"]) {
    await page.goto(site + path);
    expect(await lookAt(page, `site${path.replace("/", "-")}`)).toEqual([]);
  }
  expect(desk.problems).toEqual([]);
});

it("without JavaScript an entry is checked, gets its rows, is refused beside the field, and is saved", async () => {
  const plain = await openDesk(browser, { javaScriptEnabled: false });
  await plain.context.addCookies(await desk.context.cookies());
  const { page } = plain;
  await page.goto(`${rig.origin}/schedule/dayparts/new`);
  await page.fill("[name=name]", "Ca đêm");
  await page.fill("[name=fromTime]", "22:00");
  await page.fill("[name=untilTime]", "06:00");
  await page.click(".bottom-bar button");
  expect(await page.textContent("main")).toContain("mọi ngày, 22:00–06:00 hôm sau");

  await page.goto(`${rig.origin}/schedule/entries/new`);
  await page.fill("[name=name]", "Rằm ở sảnh chờ");
  await choose(page, "repeat", "lunar");
  await page.selectOption("[name=lunar]", "full");
  await choose(page, "hours", "named");
  await choose(page, "where", "some");
  await page.click("summary:has-text('Nhãn')");
  await page.check('[name=tag][value="sảnh chờ"]');
  await page.fill("[name=untilDate]", "01/01/2020");
  await page.click("[data-check-button]");
  expect(await page.textContent("#f-untilDate-why")).toContain("không được trước ngày đầu");
  expect(await page.inputValue("[name=name]")).toBe("Rằm ở sảnh chờ");
  await page.fill("[name=untilDate]", "");
  await page.click("[data-more=exDate]");
  expect(await page.locator("[name=exDate]").count()).toBe(2);
  await page.click("[data-check-button]");
  expect(await page.textContent(".entry-sentence")).toContain("Rằm hằng tháng, khung giờ “Ca đêm”");
  await page.click("[data-save]");
  expect(await page.textContent(".told")).toContain("Đã lưu “Rằm ở sảnh chờ”");

  await page.goto(`${rig.origin}/schedule/dayparts`);
  await page.click('a[href^="/schedule/dayparts/0"]');
  await page.click(".confirm > summary");
  expect(await page.textContent(".confirm form p")).toContain("Rằm ở sảnh chờ");
  await page.click(".confirm form button");
  expect(await page.textContent("[role=alert]")).toContain("Rằm ở sảnh chờ");
});

async function addScreen(page: Page, name: string): Promise<void> {
  await page.goto(`${rig.origin}/screens/new?gate=mong-cai`);
  await page.fill("[name=name]", name);
  await page.click("main button.button-main");
  await page.waitForURL("**/pair");
}

/** A playlist, a takeover of half an hour each night, and a campaign that wants most of the airtime. */
async function standingSchedule(): Promise<void> {
  const ctx = asActor(rig.server.ctx, { kind: "system", reason: "test" });
  const { storyId } = await createStory(ctx, { title: "Chào mừng" });
  const { playlistId } = await createPlaylist(ctx, { name: "Nền chung" });
  await replacePlaylistItems(ctx, { playlistId, storyIds: [storyId] });
  const everywhere = { playlistId, target: { anyOf: [{ allOf: [] }] }, fromDate: today, untilDate: null };
  const daypart = { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal: "23:00", untilLocal: "23:30" }] };
  await createScheduleEntry(ctx, {
    name: "Diễn tập",
    layer: "takeover",
    hours: { kind: "own", daypart },
    ...everywhere,
  });
  const claim = { kind: "share", sharePpm: 800_000 };
  await createScheduleEntry(ctx, { name: "Suất lớn", layer: "campaign", claim, ...everywhere });
}

/** One of a row of chips. */
async function choose(page: Page, name: string, value: string): Promise<void> {
  await page.check(`[name=${name}][value=${value}]`);
}

function day(date: string): string {
  return date.split("-").reverse().join("/");
}
