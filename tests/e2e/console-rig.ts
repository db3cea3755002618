import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { readConfig } from "../../server/config.ts";
import { openFirstRunLink } from "../../server/services/people/open-first-run-link.ts";
import { type RunningServer, startServer } from "../../server/start-server.ts";

export const PASSWORD = "mot-cau-mat-khau-dai";

/** A desk and a phone: every page must serve both. */
const SIZES = {
  desk: { width: 1_366, height: 768 },
  phone: { width: 390, height: 844 },
} as const;

export interface ConsoleRig {
  readonly server: RunningServer;
  readonly origin: string;
  /** Address of a first-run link that has not been used. */
  firstRunUrl(): Promise<string>;
}

/** The whole server in this process on a free port, with the built console and stage. */
export async function startConsole(dataDir: string): Promise<ConsoleRig> {
  const server = await startServer(readConfig({ DATA_DIR: dataDir, PORT: "0", LOG_LEVEL: "error" }));
  return {
    server,
    origin: server.address.url,
    firstRunUrl: async () => `${server.address.url}/first-run/${(await openFirstRunLink(server.ctx)).token}`,
  };
}

/** A browser of one person; what the pages complain about is kept in `problems`. */
export async function openDesk(
  browser: Browser,
  options: { javaScriptEnabled?: boolean; colorScheme?: "light" | "dark" } = {},
): Promise<{ context: BrowserContext; page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: SIZES.desk, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    // A refusal answers with its own status, and a browser notes that as an error; the page itself is fine.
    if (message.type() === "error" && !message.text().includes("status of 4")) problems.push(message.text());
  });
  return { context, page, problems };
}

/** Fills the first-run form as a new user would and ends on the page of the second person. */
export async function becomeAdministrator(page: Page, rig: ConsoleRig): Promise<void> {
  await page.goto(await rig.firstRunUrl());
  await page.fill("[name=displayName]", "Phòng Thông tin");
  await page.fill("[name=login]", "phong.tt");
  await page.fill("[name=password]", PASSWORD);
  await page.check("[name=approves][value=yes]");
  await page.click("form button[type=submit].button-main");
}

/** Names the second person and returns the link to hand over; it is on the page this once. */
export async function inviteSecond(page: Page): Promise<string> {
  await page.fill("[name=displayName]", "Lãnh đạo trực");
  await page.fill("[name=login]", "lanh.dao");
  await page.click("form button[type=submit].button-main");
  return page.inputValue("#handover-link");
}

/** What the page must be in both sizes: nothing wider than the glass. Kept as pictures where `SHOTS_DIR` says. */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  const complaints: string[] = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    const overflowPx = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflowPx > 0) complaints.push(`${name} is ${overflowPx} px too wide on a ${size}`);
    const dir = process.env.SHOTS_DIR;
    if (dir === undefined) continue;
    await mkdir(dir, { recursive: true });
    await page.screenshot({ path: join(dir, `${name}-${size}.png`) });
  }
  await page.setViewportSize(SIZES.desk);
  return complaints;
}
