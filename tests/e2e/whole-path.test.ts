import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ReportDocument } from "../../schemas/report-document.ts";
import { type ApiSession, acceptInvite, signUpAdministrator } from "../support/api-session.ts";
import { launchBrowser } from "../support/browser.ts";
import type { FeedServer } from "../support/feed-server.ts";
import { until } from "../support/processes.ts";
import { type Play, playsDisagreeing, unrecordedRuns } from "./glass-and-log.ts";
import {
  type AgentProcess,
  freePort,
  type ServerProcess,
  startAgentProcess,
  startServerProcess,
  watchGlass,
} from "./whole-path-rig.ts";
import {
  addScreen,
  CODES,
  importSlide,
  PROGRAMME,
  pair,
  scheduleOn,
  startPublisher,
  submit,
  thisMonth,
  uploadCoded,
} from "./whole-path-steps.ts";

let dir: string;
let publisher: FeedServer;
let browser: Browser;
let server: ServerProcess;
let agent: AgentProcess;
let port: number;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-path-"));
  publisher = await startPublisher();
  browser = await launchBrowser();
  port = await freePort();
  server = await startServerProcess(join(dir, "server"), port);
});

afterAll(async () => {
  await agent?.kill();
  await server?.kill();
  await browser?.close();
  await publisher?.close();
  await rm(dir, { recursive: true, force: true });
});

it("a story goes from import to the month's report, over a killed server and a killed player, and log and glass agree", async () => {
  const token = /\/first-run\/(\S+)/.exec(server.output())?.[1] ?? "";
  const first = await signUpAdministrator(server.origin, token);
  const second = await inviteSecond(first);
  const imported = await importSlide(first, publisher);
  const uploaded = await uploadCoded(first, dir);
  const versions = [imported, uploaded.picture, uploaded.video];
  const screenId = await addScreen(first);
  await scheduleOn(
    first,
    screenId,
    versions.map((version) => version.storyId),
  );
  const airings: string[] = [];
  for (const { editionVersionId } of versions) airings.push(await submit(first, editionVersionId));
  const codeOf = new Map(
    airings.map((sha256, index) => [sha256, [CODES.slide, CODES.picture, CODES.video][index] ?? -1]),
  );
  for (const sha256 of airings) await first.send("POST", `/api/v1/airings/${sha256}/approve`);

  agent = startAgentProcess(join(dir, "player"), server.origin);
  let page = await openStage(agent);
  const watcher = watchGlass(() => page);
  await pair(first, screenId, agent);

  // One approval: the schedule is published and the player has its manifest, and still nothing of it may be shown.
  await until("the player to hold the manifest", 30_000, async () => (await heldRevision(first)) > 0 || undefined);
  const again = await first.raw(`/api/v1/airings/${airings[0]}/approve`, { method: "POST" });
  expect(again.status).toBe(409);
  expect(await plays(first)).toEqual([]);
  expect(watcher.glances.every((seen) => seen.code === undefined)).toBe(true);

  for (const sha256 of airings) await second.send("POST", `/api/v1/airings/${sha256}/approve`);
  for (const code of Object.values(CODES)) await watcher.see(code, 60_000);

  // The server dies in the middle of a showing; the glass does not notice.
  await server.kill();
  await watcher.see(CODES.slide, 40_000);
  await watcher.see(CODES.video, 40_000);
  server = await startServerProcess(join(dir, "server"), port);

  // The player dies in the middle of a showing and comes back to the same slot.
  await watcher.see(CODES.video, 40_000);
  await watcher.see(CODES.picture, 40_000);
  await qualified(watcher.glances, CODES.picture);
  const killedAtMs = Date.now();
  await agent.kill();
  agent = startAgentProcess(join(dir, "player"), server.origin);
  page = await replaceStage(page, agent);
  const backAtMs = Date.now();
  for (const code of [CODES.slide, CODES.video, CODES.picture, CODES.slide]) await watcher.see(code, 40_000);
  await until("two whole showings of the second boot", 60_000, async () => {
    const later = (await plays(first)).filter((play) => play.boot === 2 && play.outcome === "completed");
    return later.length >= 2 || undefined;
  });
  await watcher.stop();
  await agent.kill();

  const log = await plays(first);
  const byKey = new Set(log.map((play) => `${play.boot}.${play.seq}`));
  expect(byKey.size).toBe(log.length);
  for (const boot of [1, 2]) {
    const seqs = log.filter((play) => play.boot === boot).map((play) => play.seq);
    expect(seqs.sort((a, b) => a - b)).toEqual(seqs.map((_, index) => index + 1));
  }
  expect(playsDisagreeing(log, watcher.glances, codeOf)).toEqual([]);
  expect(unrecordedRuns(log, watcher.glances, codeOf, { fromMs: killedAtMs, untilMs: backAtMs })).toEqual([]);

  const interrupted = log.filter((play) => play.outcome === "interrupted");
  expect(interrupted.map((play) => codeOf.get(play.airingSha256))).toEqual([CODES.picture]);
  const resumption = log.find(
    (play) => play.boot === 2 && play.seq === 1 + interrupted.filter((play) => play.boot === 2).length,
  );
  expect(resumption).toMatchObject({
    airingSha256: interrupted[0]?.airingSha256,
    slotIndex: interrupted[0]?.slotIndex,
    joinedLate: true,
  });

  const figures = await reportedPlays(first);
  const count = (outcome: string) => log.filter((play) => play.outcome === outcome).length;
  expect(figures).toEqual({
    completed: count("completed"),
    cut: count("cut"),
    broken: count("interrupted"),
  });
  expect(await plays(first)).toHaveLength(log.length);
});

/** What the report on the programme, begun over this month, prints of all plays. */
async function reportedPlays(api: ApiSession): Promise<{ completed: number; cut: number; broken: number }> {
  const subject = { kind: "programme", period: thisMonth(), programme: PROGRAMME };
  const { reportId } = await api.send<{ reportId: string }>("POST", "/api/v1/period-reports", subject);
  const { document } = await api.get<{ document: ReportDocument }>(`/api/v1/period-reports/${reportId}`);
  const table = document.tables.find(({ id }) => id === "B15");
  const total = table?.rows.find(({ level }) => level === "total");
  const figure = (key: string): number => {
    const cell = total?.cells[table?.columns.findIndex((column) => column.key === key) ?? -1];
    if (cell?.kind !== "number") throw new Error(`The report has no figure ${key}.`);
    return cell.value;
  };
  const completed = figure("played") + figure("panel_unknown") + figure("panel_off");
  return { completed, cut: figure("cut"), broken: figure("interrupted") };
}

async function inviteSecond(first: ApiSession): Promise<ApiSession> {
  const { inviteToken } = await first.send<{ inviteToken: string }>("POST", "/api/v1/first-run/second-person", {
    login: "nguoi-thu-hai",
    displayName: "Người thứ hai",
    roles: ["editor", "approver"],
  });
  return acceptInvite(first.origin, inviteToken);
}

async function openStage(player: AgentProcess): Promise<Page> {
  const address = await player.next("stage-address");
  const page = await browser.newPage({ viewport: { width: 960, height: 540 } });
  await page.goto(String(address.url));
  return page;
}

/** As a restarted browser would: the old page is gone before the new one shows. */
async function replaceStage(old: Page, player: AgentProcess): Promise<Page> {
  await old.close();
  return openStage(player);
}

async function plays(api: ApiSession): Promise<Play[]> {
  return (await api.get<{ items: Play[] }>("/api/v1/plays?limit=200")).items;
}

async function heldRevision(api: ApiSession): Promise<number> {
  const { items } = await api.get<{ items: { player: { state: { heldRevision: number } | null } | null }[] }>(
    "/api/v1/screens",
  );
  return items[0]?.player?.state?.heldRevision ?? 0;
}

/** Waits until the showing of `code` that is on the glass has surely qualified and been written down. */
async function qualified(glances: readonly { atMs: number; code: number | undefined }[], code: number): Promise<void> {
  await until("a showing that counts", 30_000, () => {
    const run = glances.slice(glances.findLastIndex((seen) => seen.code !== code) + 1);
    const lengthMs = (run.at(-1)?.atMs ?? 0) - (run[0]?.atMs ?? 0);
    return lengthMs > 3_000 && lengthMs < 5_000 ? true : undefined;
  });
}
