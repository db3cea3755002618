import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AiringDocument } from "../../schemas/airing-document.ts";
import type { StageSlot } from "../../schemas/stage-channel.ts";
import { buildStage } from "../../scripts/build-stage.ts";
import { launchChromium, openPage, type StageRig, startRig, until, wasShown } from "./stage-rig.ts";
import { mediaDocument, plainPicture, plainVideo, slotFor } from "./stage-samples.ts";

const SEAMS = 21;
const SLOT_MS = 1_200;
/** Enough that no black of 90 ms is missed. */
const READS_PER_SECOND = 12;
/** Darker than this everywhere is a black frame; the slate's granite is at 40. */
const BLACK_BELOW = 16;

let folder: string;
let rig: StageRig;
let browser: Browser;
let red: AiringDocument;
let green: AiringDocument;
let blueClip: AiringDocument;
let tealClip: AiringDocument;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stage-seams-"));
  await buildStage(folder);
  rig = await startRig(folder);
  browser = await launchChromium();
  red = picture(await plainPicture("#c02020"));
  green = picture(await plainPicture("#20a040"));
  blueClip = clip(await plainVideo("0x2040e0", 3));
  tealClip = clip(await plainVideo("0x20c0c0", 3));
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

const picture = (bytes: Buffer): AiringDocument =>
  mediaDocument("image", { sha256: rig.addMedia(bytes, "image/webp"), mediaType: "image/webp", durationMs: null });
const clip = (bytes: Buffer): AiringDocument =>
  mediaDocument("video", { sha256: rig.addMedia(bytes, "video/mp4"), mediaType: "video/mp4", durationMs: 3_000 });

interface Reading {
  readonly atMs: number;
  /** Mean of each channel in the lower left corner, away from the moving bar. */
  readonly colour: readonly [number, number, number];
  readonly brightest: number;
}

/** Reads the composed picture again and again until told to stop. */
async function readGlass(session: CDPSession, isDone: () => boolean): Promise<Reading[]> {
  const readings: Reading[] = [];
  while (!isDone()) {
    const { data } = await session.send("Page.captureScreenshot", {
      format: "jpeg",
      quality: 80,
      optimizeForSpeed: true,
    });
    const atMs = Date.now();
    const { channels } = await sharp(Buffer.from(data, "base64")).stats();
    const [r, g, b] = channels.map((channel) => channel.mean);
    const brightest = Math.max(...channels.map((channel) => channel.max));
    readings.push({ atMs, colour: [r ?? 0, g ?? 0, b ?? 0], brightest });
  }
  return readings;
}

const isBlack = (reading: Reading): boolean => Math.max(...reading.colour) < BLACK_BELOW;

async function openPresenter(): Promise<{ page: Page; session: CDPSession; problems: string[] }> {
  await until("the stage before has gone", () => rig.connections() === 0);
  const opened = await openPage(browser, `${rig.origin}/`, { width: 320, height: 180 });
  await until("the stage has connected", () => rig.connections() === 1);
  rig.send({ type: "role", role: "presenter", agentTimeMs: Date.now(), slate: { placeName: "Mẫu", languages: [] } });
  const session = await opened.page.context().newCDPSession(opened.page);
  return { ...opened, session };
}

/** Sends the program as an agent does: the slot on the glass and two ahead, at every boundary. */
async function conduct(slots: readonly StageSlot[]): Promise<void> {
  for (const [index, slot] of slots.entries()) {
    if (index > 0) await until("the boundary", () => Date.now() >= slot.startsAtMs, 10_000);
    rig.send({ type: "program", agentTimeMs: Date.now(), slots: slots.slice(index, index + 3) });
  }
  await until("the end", () => Date.now() >= (slots.at(-1)?.endsAtMs ?? 0), 10_000);
}

function layOut(documents: readonly AiringDocument[], firstAtMs: number): StageSlot[] {
  return documents.map((airing, index) =>
    slotFor(airing, firstAtMs + index * SLOT_MS, firstAtMs + (index + 1) * SLOT_MS),
  );
}

describe("seams between pictures and clips", () => {
  test(`over ${SEAMS} seams no black frame and no frame of another item is on the glass, read more than ${READS_PER_SECOND} times a second`, async () => {
    const { session, problems } = await openPresenter();
    const cycle = [red, blueClip, green, tealClip];
    const documents = Array.from({ length: SEAMS + 1 }, (_, index) => cycle[index % cycle.length] ?? red);
    const slots = layOut(documents, Date.now() + 1_500);
    const [first] = slots;
    const last = slots.at(-1);
    if (first === undefined || last === undefined) throw new Error("There is no slot.");
    let isOver = false;
    const reading = readGlass(session, () => isOver);
    await conduct(slots);
    isOver = true;
    const readings = (await reading).filter(({ atMs }) => atMs > first.startsAtMs + 300 && atMs < last.endsAtMs - 100);
    const seconds = (last.endsAtMs - first.startsAtMs - 400) / 1_000;
    expect(readings.length / seconds).toBeGreaterThan(READS_PER_SECOND);
    expect(readings.filter(isBlack)).toEqual([]);
    for (const slot of slots) expect(wasShown(rig, slot.key), slot.key).toBe(true);
    expect(colourChanges(readings)).toHaveLength(SEAMS);
    expect(problems).toEqual([]);
  });

  test("the same reading finds a black frame of 90 ms when there is one", async () => {
    const { page, session } = await openPresenter();
    const slots = layOut([red, green], Date.now() + 800);
    let isOver = false;
    const reading = readGlass(session, () => isOver);
    const [first] = slots;
    rig.send({ type: "program", agentTimeMs: Date.now(), slots });
    await until("the first is on the glass", () => wasShown(rig, first?.key ?? ""));
    await page.evaluate(async () => {
      const cover = document.createElement("div");
      cover.style.cssText = "position:fixed;inset:0;background:#000;z-index:2147483647";
      document.body.append(cover);
      await new Promise((resolve) => setTimeout(resolve, 90));
      cover.remove();
    });
    await until("the second is on the glass", () => wasShown(rig, slots[1]?.key ?? ""));
    isOver = true;
    expect((await reading).filter(isBlack).length).toBeGreaterThan(0);
  });
});

/** The strongest channel's name as it changes from reading to reading; the pictures are told apart by it. */
function colourChanges(readings: readonly Reading[]): string[] {
  const names = readings.map(({ colour: [r, g, b] }) => {
    if (r > 150 && b < 100) return "red";
    if (b > 150 && g > 140) return "teal";
    return b > 150 ? "blue" : "green";
  });
  return names.filter((name, index) => index > 0 && name !== names[index - 1]);
}

describe("what the stage tells", () => {
  test("shown and removed come once for each showing, in order, at the slot's own instants; heartbeats count frames", async () => {
    await openPresenter();
    const slots = layOut([red, blueClip, green], Date.now() + 800);
    const from = rig.told.length;
    await conduct(slots);
    await until("the last has gone", () => told(from).includes(`removed ${slots[2]?.key}`));
    const [a, b, c] = slots.map((slot) => slot.key);
    expect(told(from)).toEqual([
      `shown ${a}`,
      `removed ${a}`,
      `shown ${b}`,
      `removed ${b}`,
      `shown ${c}`,
      `removed ${c}`,
    ]);
    for (const slot of slots) {
      const shown = rig.told.find(({ message }) => message.type === "shown" && message.key === slot.key);
      expect(Math.abs((shown?.atMs ?? 0) - slot.startsAtMs), slot.key).toBeLessThan(250);
    }
    const beats = rig.told.slice(from).flatMap(({ message }) => (message.type === "heartbeat" ? [message] : []));
    expect(beats.some((beat) => beat.key === b)).toBe(true);
    for (const [index, beat] of beats.entries()) {
      if (index > 0) expect(beat.frames).toBeGreaterThan(beats[index - 1]?.frames ?? 0);
    }
    const clipFrames = rig.told.flatMap(({ message }) =>
      message.type === "removed" && message.key === b ? [message.frames] : [],
    );
    expect(clipFrames[0]).toBeGreaterThan(5);
  });

  test("a clip joined in the middle of its slot shows its middle, not its beginning", async () => {
    const { page } = await openPresenter();
    const nowMs = Date.now();
    const slot = slotFor(blueClip, nowMs - 1_500, nowMs + 1_500);
    rig.send({ type: "program", agentTimeMs: nowMs, slots: [slot] });
    await until("the clip is on the glass", () => wasShown(rig, slot.key));
    const seconds = await page.evaluate(() =>
      Math.max(...[...document.querySelectorAll("video")].map((v) => v.currentTime)),
    );
    expect(seconds).toBeGreaterThan(1.4);
  });

  test("while the agent is away the picture stays to its end, then the slate; the stage comes back by itself", async () => {
    const { page } = await openPresenter();
    const nowMs = Date.now();
    const slots = [slotFor(red, nowMs, nowMs + 2_000), slotFor(green, nowMs + 2_000, nowMs + 6_000)];
    rig.send({ type: "program", agentTimeMs: nowMs, slots });
    await until("the first is on the glass", () => wasShown(rig, slots[0]?.key ?? ""));
    rig.dropConnections();
    await until("the stage is back", () => rig.connections() === 1);
    const visible = () => page.locator('.surface[style*="opacity: 1"]').count();
    if (Date.now() < nowMs + 1_900) expect(await visible()).toBe(1);
    await until("the slate", async () => (await visible()) === 0);
    expect(Date.now()).toBeGreaterThanOrEqual(nowMs + 1_950);
    expect(wasShown(rig, slots[1]?.key ?? "")).toBe(false);
  });

  test("a clip that is no clip is reported at once and the picture before it is held, then the slate", async () => {
    await openPresenter();
    const junk = clip(Buffer.from("#EXTM3U not a clip"));
    const slots = layOut([red, junk], Date.now() + 600);
    rig.send({ type: "program", agentTimeMs: Date.now(), slots });
    const failed = () => rig.told.some(({ message }) => message.type === "failed" && message.key === slots[1]?.key);
    await until("the failure is told", failed);
    await until("the first has gone", () =>
      rig.told.some(({ message }) => message.type === "removed" && message.key === slots[0]?.key),
    );
    expect(wasShown(rig, slots[1]?.key ?? "")).toBe(false);
  });
});

/** What was told since `from`, heartbeats aside. */
function told(from: number): string[] {
  return rig.told
    .slice(from)
    .flatMap(({ message }) => (message.type === "heartbeat" ? [] : [`${message.type} ${message.key}`]));
}
