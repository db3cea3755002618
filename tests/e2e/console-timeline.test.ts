import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVERYWHERE, onScreens } from "../../schemas/rules/target-filter.ts";
import { addDays, civilAt } from "../../schemas/rules/zoned-time.ts";
import { asActor, type ServiceContext } from "../../server/context.ts";
import { dayView } from "../../server/services/schedule/day-view.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { readSchedule } from "../../server/services/schedule/read-schedule.ts";
import { setOperatingHours } from "../../server/services/sites/operating-hours.ts";
import { launchBrowser } from "../support/browser.ts";
import { timelineDesk } from "../support/timeline-desk.ts";
import { becomeAdministrator, type ConsoleRig, lookAt, openDesk, startConsole } from "./console-rig.ts";

const ZONE = "Asia/Ho_Chi_Minh";
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

let dir: string;
let rig: ConsoleRig;
let browser: Browser;
let desk: Awaited<ReturnType<typeof openDesk>>;
let system: ServiceContext;
let today: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-timeline-"));
  rig = await startConsole(join(dir, "server"));
  browser = await launchBrowser();
  desk = await openDesk(browser);
  system = asActor(rig.server.ctx, { kind: "system", reason: "test" });
  today = civilAt(system.now(), ZONE).date;
  await becomeAdministrator(desk.page, rig);
  await standingSchedule();
});

afterAll(async () => {
  await browser?.close();
  await rig?.server.stop();
  await rm(dir, { recursive: true, force: true });
});

it("a bar dragged by its middle and by its end changes the entry's hours, says so, and takes it back when asked", async () => {
  const { page } = desk;
  await page.goto(`${rig.origin}/schedule`);
  await drag(page, bar(page, "Thủ tục nhanh"), "middle", 60);
  await page.waitForSelector(".moved");
  expect(await page.textContent(".moved")).toContain("Đã đổi giờ “Thủ tục nhanh”: mọi ngày, 08:00–13:00");
  expect(await windowsOf("Thủ tục nhanh")).toEqual(["08:00–13:00"]);
  await expect.poll(() => page.textContent(".bottom-bar")).toContain("Phát hành tới 1 màn hình");

  await drag(page, bar(page, "Thủ tục nhanh"), "end", 30);
  await expect.poll(() => windowsOf("Thủ tục nhanh")).toEqual(["08:00–13:30"]);
  await expect.poll(() => page.textContent(".moved")).toContain("08:00–13:30");
  await page.click(".moved button");
  await expect.poll(() => windowsOf("Thủ tục nhanh")).toEqual(["08:00–13:00"]);
  await expect.poll(() => page.textContent(".moved")).toContain("Đã hoàn tác");
  expect(await page.locator(".moved button").count()).toBe(0);
  expect(desk.problems).toEqual([]);
});

it("what is published after a drag is what was dragged, and the page says whom it reached", async () => {
  const { page } = desk;
  await page.goto(`${rig.origin}/schedule`);
  expect(await published("Thủ tục nhanh")).toEqual(["07:00–12:00"]);
  expect(await page.textContent("#changes")).toContain("“Thủ tục nhanh”");
  await page.click(".bottom-bar button");
  await page.waitForSelector(".told");
  expect(await page.textContent(".told")).toContain("Đã phát hành tới 1 màn hình");
  expect(await published("Thủ tục nhanh")).toEqual(["08:00–13:00"]);
  await page.goto(`${rig.origin}/schedule`);
  expect(await page.textContent(".bottom-bar")).toContain("Không có gì để phát hành");
});

it("arrow keys move a bar by five minutes and its end with Shift; Escape puts it back, Enter saves, all of it read out", async () => {
  const { page } = desk;
  await page.goto(`${rig.origin}/schedule`);
  const link = bar(page, "Thủ tục nhanh");
  await link.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  expect(await page.textContent("[data-said]")).toContain("08:05–13:10");
  await page.keyboard.press("Escape");
  expect(await page.textContent("[data-said]")).toContain("Đã trả lại giờ cũ");
  expect(await windowsOf("Thủ tục nhanh")).toEqual(["08:00–13:00"]);

  for (let press = 0; press < 3; press += 1) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect.poll(() => windowsOf("Thủ tục nhanh")).toEqual(["07:45–12:45"]);
  await expect.poll(() => page.textContent("[data-said]")).toContain("mọi ngày, 07:45–12:45");
  expect(page.url()).toBe(`${rig.origin}/schedule`);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toContain("Thủ tục nhanh");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/schedule/entries/*");
  expect(desk.problems).toEqual([]);
});

it("what is locked, follows the gate's hours, or was changed meanwhile stays where it is, with the reason", async () => {
  const { page } = desk;
  await page.goto(`${rig.origin}/schedule`);
  await drag(page, page.locator("a.bar-locked").first(), "middle", 60);
  expect(await page.textContent(".moved-refused")).toContain("“Suất quốc gia” do cấp bộ khóa");
  await bar(page, "Nền", "data-refuse").focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.textContent(".moved-refused")).toContain("theo giờ hoạt động của cửa khẩu");
  expect(await windowsOf("Suất quốc gia")).toEqual(["05:00–22:00"]);

  const other = await desk.context.newPage();
  await other.goto(`${rig.origin}/schedule`);
  await drag(other, bar(other, "Thủ tục nhanh"), "middle", 60);
  await other.waitForSelector(".moved");
  const stands = await windowsOf("Thủ tục nhanh");
  await drag(page, bar(page, "Thủ tục nhanh"), "middle", -120);
  await expect.poll(() => page.textContent(".moved-refused")).toContain("đã sửa");
  expect(await windowsOf("Thủ tục nhanh")).toEqual(stands);
  expect(await bar(page, "Thủ tục nhanh").getAttribute("data-moving")).toBe(null);
  await other.close();
  expect(desk.problems).toEqual([]);
});

it("clashes and holes are told with the winner and mended by one press, also without JavaScript", async () => {
  const plain = await openDesk(browser, { javaScriptEnabled: false });
  await plain.context.addCookies(await desk.context.cookies());
  const { page } = plain;
  await page.goto(`${rig.origin}/schedule`);
  expect(await page.textContent("h1")).toContain("1 chỗ trùng, 1 chỗ trống");
  expect(await page.textContent(".clash-words")).toContain("Trùng 16:30–17:00, thắng: Diễn tập");
  expect(await page.getAttribute(".mark-hole", "aria-label")).toContain("trống 12:00–13:30");
  await page.click("text=Chấp nhận, phát 17:00–18:00");
  expect(await page.textContent(".told")).toContain("phát 17:00–18:00");
  await page.click("text=Kéo dài Nền bến xe");
  expect(await page.textContent(".told")).toContain("Đã đổi giờ “Nền bến xe”");
  expect(await page.textContent("h1")).toContain("không chỗ nào trùng hay trống");
  expect(await windowsOf("Nền bến xe")).toEqual(["00:00–24:00"]);
  await plain.context.close();
});

it("the glass at a typed second says layer by layer why, and a wrong time is refused without losing the page", async () => {
  const { page } = desk;
  await page.goto(`${rig.origin}/schedule`);
  await page.fill("[name=at]", "09:32:05");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.textContent("#glass h2")).toContain("09:32:05");
  const why = (await page.textContent(".glass-why")) ?? "";
  for (const layer of ["Phát khẩn", "Chiếm sóng", "Suất khóa", "Chiến dịch", "Nền", "Dự phòng", "Ngôn ngữ"]) {
    expect(why).toContain(layer);
  }
  expect(await page.locator(".glass-winner").count()).toBe(1);
  await page.fill("[name=at]", "25:61");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.textContent("[data-glass-failed]")).toContain("09:32");
  expect(await page.textContent("#glass h2")).toContain("09:32:05");
  await page.goto(`${rig.origin}/schedule?at=25:61`);
  expect(await page.textContent("[role=alert]")).toContain("09:32");
  expect(desk.problems).toEqual([]);
});

it("day, week and ninety days fit a desk and a phone, and filters stand in the address with honest counts", async () => {
  const { page } = desk;
  const complaints: string[] = [];
  for (const span of ["day", "week", "quarter"]) {
    await page.goto(`${rig.origin}/schedule?span=${span}`);
    complaints.push(...(await lookAt(page, `timeline-${span}`)));
  }
  expect(complaints).toEqual([]);
  await page.goto(`${rig.origin}/schedule`);
  await page.click(".chips a:has-text('La Lay')");
  expect(new URL(page.url()).searchParams.get("site")).toBeTruthy();
  expect(await page.locator("svg.lane").count()).toBe(1);
  expect(await page.textContent(".timeline-pages")).toContain("Đang vẽ 1 trong 1 màn hình theo bộ lọc, trên tổng 3");
  expect(desk.problems).toEqual([]);
});

/** Two gates; a locked share, a base by the gate's hours, a campaign to move, a clash, and a hole at noon. */
async function standingSchedule(): Promise<void> {
  const made = await timelineDesk(system);
  const { screenIds, siteId } = await made.gate("lao-bao", { "Màn 1": "wide", LED: "strip" });
  const second = await made.gate("la-lay", { "Bến xe": "wide" });
  const weekly = EVERY_DAY.map(() => [{ fromLocal: "00:00", untilLocal: "24:00" }]);
  const hours = { weekly, publicHolidays: null, exceptions: [] };
  await setOperatingHours(made.editor, { siteId, fromDate: today, hours });
  const languages = ["vi", "lo", "en", "bru", "pac"];
  const playlistId = await made.playlist("Chào mừng", languages);
  const own = (...windows: readonly string[]) => ({
    kind: "own",
    daypart: {
      weekdays: EVERY_DAY,
      windows: windows.map((window) => ({ fromLocal: window.slice(0, 5), untilLocal: window.slice(6) })),
    },
  });
  const on = (screenId: string | undefined) => ({ target: onScreens([screenId ?? ""]), fromDate: today, playlistId });
  const share = (sharePpm: number) => ({ layer: "campaign", claim: { kind: "share", sharePpm } });
  for (const name of ["Màn 1", "LED"]) {
    const hoursOfGate = { kind: "operating" };
    await made.entry({ name: `Nền ${name}`, layer: "base", ...on(screenIds[name]), hours: hoursOfGate });
  }
  await made.entry({
    name: "Nền bến xe",
    layer: "base",
    ...on(second.screenIds["Bến xe"]),
    hours: own("00:00–12:00", "13:30–24:00"),
  });
  const locked = { target: { anyOf: [{ allOf: [{ field: "site", is: true, values: [siteId] }] }] }, lock: "ministry" };
  await made.entry({
    name: "Suất quốc gia",
    ...share(66_667),
    playlistId,
    fromDate: today,
    ...locked,
    hours: own("05:00–22:00"),
  });
  await made.entry({ name: "Thủ tục nhanh", ...share(350_000), ...on(screenIds["Màn 1"]), hours: own("07:00–12:00") });
  const waiting = await made.playlist("Mưa lớn chiều", ["vi"], true);
  await made.entry({
    name: "Mưa lớn chiều",
    ...share(200_000),
    playlistId: waiting,
    target: EVERYWHERE,
    fromDate: today,
    hours: own("12:00–20:00"),
  });
  const alone = { layer: "takeover", ...on(screenIds.LED), untilDate: today };
  const earlier = { ...alone, fromDate: addDays(today, -1) };
  await made.entry({ name: "Diễn tập", ...alone, hours: own("16:00–17:00") });
  await made.entry({ name: "Giờ xe hàng", ...earlier, hours: own("16:30–18:00") });
  await publishSchedule(system);
}

/** The first bar whose name begins so. */
function bar(page: Page, name: string, attribute = "data-move"): Locator {
  return page.locator(`a.bar[${attribute}][aria-label^="${name}"]`).first();
}

/** Takes the bar by its middle or its end and lets it go so many minutes on. */
async function drag(page: Page, link: Locator, grip: "middle" | "end", minutes: number): Promise<void> {
  await link.scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector("#timeline")?.scrollIntoView({ block: "start" }));
  const box = await link.boundingBox();
  const lane = await link.evaluate((element) => {
    const svg = element.closest("[data-lane]");
    return (svg?.getBoundingClientRect().width ?? 0) / Number(svg?.getAttribute("data-lane"));
  });
  if (box === null) throw new Error("The bar is not drawn.");
  const x = grip === "middle" ? box.x + box.width / 2 : box.x + box.width - 3;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + (minutes * lane) / 2, y, { steps: 3 });
  await page.mouse.move(x + minutes * lane, y, { steps: 3 });
  await page.mouse.up();
}

/** The entry's own windows as stored. */
async function windowsOf(name: string): Promise<string[]> {
  const { entries } = await readSchedule(system);
  const hours = entries.find((entry) => entry.name === name)?.hours;
  return hours?.kind === "own"
    ? hours.daypart.windows.map(({ fromLocal, untilLocal }) => `${fromLocal}–${untilLocal}`)
    : [];
}

/** When the published schedule has the entry on the air today. */
async function published(name: string): Promise<string[]> {
  const { screens } = await dayView(system, { date: today, draft: false });
  const bars = screens.flatMap((screen) => screen.bars.filter((one) => one.name === name && one.state === "on-air"));
  const clock = (atMs: number) => {
    const { hour, minute } = civilAt(atMs, ZONE);
    return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  };
  return bars.map(({ fromMs, toMs }) => `${clock(fromMs)}–${clock(toMs)}`);
}
