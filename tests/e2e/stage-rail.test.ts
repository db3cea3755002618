import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AiringDocument } from "../../schemas/airing-document.ts";
import type { StageSlot } from "../../schemas/stage-channel.ts";
import { buildStage } from "../../scripts/build-stage.ts";
import { launchChromium, openPage, type StageRig, startRig, until, wasShown } from "./stage-rig.ts";
import { mediaDocument, plainPicture, plainVideo, retimedVideo, slotFor } from "./stage-samples.ts";

const CLIP_MS = 1_500;
const FRAMES = 45;
/** Longer than any stall is borne with. */
const SLOW_MS = 4_000;
/** Well under the three seconds after which a picture that stands is given up though nothing is known of it. */
const AT_ONCE_MS = 1_500;

let folder: string;
let rig: StageRig;
let browser: Browser;
let red: AiringDocument;
let blue: AiringDocument;
let teal: AiringDocument;
let pink: AiringDocument;
let last: AiringDocument;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stage-rail-"));
  await buildStage(folder);
  rig = await startRig(folder);
  browser = await launchChromium();
  const sha256 = rig.addMedia(await plainPicture("#c02020"), "image/webp");
  red = mediaDocument("image", { sha256, mediaType: "image/webp", durationMs: null });
  blue = await clip("0x2040e0");
  teal = await clip("0x20c0c0");
  pink = await clip("0xe040a0");
  last = await clip("0x707070");
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

async function clip(colour: string): Promise<AiringDocument> {
  const sha256 = rig.addMedia(await plainVideo(colour, CLIP_MS / 1_000), "video/mp4");
  return mediaDocument("video", { sha256, mediaType: "video/mp4", durationMs: CLIP_MS });
}

/** The same clip with other times. */
async function withTimes(bytes: Buffer, times: string): Promise<AiringDocument> {
  const sha256 = rig.addMedia(await retimedVideo(bytes, times), "video/mp4");
  return mediaDocument("video", { sha256, mediaType: "video/mp4", durationMs: SLOW_MS });
}

async function openPresenter(): Promise<{ page: Page; problems: string[] }> {
  await until("the stage before has gone", () => rig.connections() === 0);
  const opened = await openPage(browser, `${rig.origin}/`, { width: 320, height: 180 });
  await until("the stage has connected", () => rig.connections() === 1);
  rig.send({ type: "role", role: "presenter", agentTimeMs: Date.now(), slate: { placeName: "Mẫu", languages: [] } });
  return opened;
}

function layOut(documents: readonly AiringDocument[], firstAtMs: number): StageSlot[] {
  return documents.map((airing, index) =>
    slotFor(airing, firstAtMs + index * CLIP_MS, firstAtMs + (index + 1) * CLIP_MS),
  );
}

function send(slots: readonly StageSlot[]): void {
  rig.send({ type: "program", agentTimeMs: Date.now(), slots: slots.slice(0, 8) });
}

/** The rail's running element: where it is, and since when it has been the same. */
async function rail(page: Page): Promise<{ timeS: number; isSeen: boolean }> {
  return await page.evaluate(() => {
    const surface = document.querySelector<HTMLElement>(".surface.rail");
    const times = [...(surface?.querySelectorAll("video") ?? [])].map((video) => video.currentTime);
    return { timeS: Math.max(...times), isSeen: surface?.style.opacity === "1" };
  });
}

/** From now on it is kept where the rail stood and waited for bytes, and how many frames were asked for. */
async function noteWaits(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { requestVideoFrameCallback } = HTMLVideoElement.prototype;
    HTMLVideoElement.prototype.requestVideoFrameCallback = function ask(seen) {
      document.body.dataset.asks = String(Number(document.body.dataset.asks ?? 0) + 1);
      return requestVideoFrameCallback.call(this, seen);
    };
    for (const video of document.querySelectorAll<HTMLElement & { currentTime: number }>(".surface.rail video")) {
      video.addEventListener("waiting", () => {
        document.body.dataset.waits = `${document.body.dataset.waits ?? ""} ${video.currentTime}`;
      });
    }
  });
}

async function waitsAtS(page: Page): Promise<number[]> {
  return await page.evaluate(() => (document.body.dataset.waits ?? "").split(" ").filter(Boolean).map(Number));
}

function told(slots: readonly StageSlot[]): string[] {
  const names = new Map(slots.map((slot, index) => [slot.key, index]));
  return rig.told.flatMap(({ message }) => {
    if (message.type === "heartbeat" || !names.has(message.key)) return [];
    return [`${message.type} ${names.get(message.key)}${message.type === "failed" ? ` ${message.reason}` : ""}`];
  });
}

function framesOf(slot: StageSlot | undefined): number {
  const removed = rig.told.find(({ message }) => message.type === "removed" && message.key === slot?.key);
  return removed?.message.type === "removed" ? removed.message.frames : Number.NaN;
}

/** Waits until the page has proved these clips for the rail. One at a time: the last is read when they are known. */
async function prove(documents: readonly AiringDocument[]): Promise<void> {
  const before = rig.mediaReads();
  send(layOut([...documents, last], Date.now() + 60_000));
  await until("the clips have been looked at", () => rig.mediaReads() > before + documents.length);
}

/** What a busy machine loses is not counted; what it did not show must not be. */
function expectFrames(slot: StageSlot | undefined, most: number): void {
  expect(framesOf(slot), slot?.key).toBeLessThanOrEqual(most + 1);
  expect(framesOf(slot), slot?.key).toBeGreaterThan(most / 3);
}

describe("a run of clips", () => {
  test("is one element from picture to picture; each clip is told with its own frames, at its own instants", async () => {
    const { page, problems } = await openPresenter();
    await prove([blue, teal, pink]);
    const slots = layOut([red, blue, teal, pink, red], Date.now() + 1_000);
    await noteWaits(page);
    send(slots);
    await until("the run is on the glass", () => wasShown(rig, slots[1]?.key ?? ""));
    expect((await rail(page)).isSeen).toBe(true);
    await until("its last clip is on the glass", () => wasShown(rig, slots[3]?.key ?? ""));
    const { timeS, isSeen } = await rail(page);
    expect(isSeen).toBe(true);
    expect(timeS).toBeGreaterThan(2.9);
    await until("the picture after it has gone", () => told(slots).includes("removed 4"));
    expect(told(slots)).toEqual(slots.flatMap((_, index) => [`shown ${index}`, `removed ${index}`]));
    for (const slot of slots.slice(1, 4)) expectFrames(slot, FRAMES);
    for (const slot of slots) {
      const shown = rig.told.find(({ message }) => message.type === "shown" && message.key === slot.key);
      expect(Math.abs((shown?.atMs ?? 0) - slot.startsAtMs), slot.key).toBeLessThan(300);
    }
    expect((await rail(page)).isSeen).toBe(false);
    // The program named what follows before the source was open: it is ended all the same, and shows its last frames.
    expect((await waitsAtS(page)).filter((atS) => atS > (3 * CLIP_MS) / 1_000 - 0.3)).toEqual([]);
    // Each frame that is asked for has the page drawn: of 45 a clip the few at its border and one a second.
    expect(await page.evaluate(() => Number(document.body.dataset.asks))).toBeLessThan(3 * 6);
    expect(problems).toEqual([]);
  });

  test("is joined in its middle by the plan, and cut by it", async () => {
    const { page } = await openPresenter();
    await prove([blue, teal]);
    const startsAtMs = Date.now() - 700;
    const slots = [
      slotFor(blue, startsAtMs, startsAtMs + CLIP_MS),
      slotFor(teal, startsAtMs + CLIP_MS, startsAtMs + CLIP_MS + 1_000),
      slotFor(blue, startsAtMs + CLIP_MS + 1_000, startsAtMs + 2 * CLIP_MS + 1_000),
      slotFor(red, startsAtMs + 2 * CLIP_MS + 1_000, startsAtMs + 3 * CLIP_MS + 1_000),
    ];
    send(slots);
    await until("the middle is on the glass", () => wasShown(rig, slots[0]?.key ?? ""));
    expect((await rail(page)).timeS).toBeGreaterThan(0.7);
    await until("the third is on the glass", () => wasShown(rig, slots[2]?.key ?? ""));
    const lateMs = Date.now() - startsAtMs - (await rail(page)).timeS * 1_000;
    expect(Math.abs(lateMs)).toBeLessThan(300);
    await until("the run is over", () => told(slots).includes("removed 2"));
    expectFrames(slots[1], 30);
  });

  test("a clip that kills it goes by itself and fails there; the clip on the glass before it plays on to its end", async () => {
    const { page } = await openPresenter();
    const bytes = await plainVideo("0x808000", CLIP_MS / 1_000);
    const sha256 = rig.addMedia(bytes, "video/mp4");
    const bad = mediaDocument("video", { sha256, mediaType: "video/mp4", durationMs: CLIP_MS });
    await prove([blue, bad, teal]);
    rig.spoilMedia(sha256, Buffer.concat([bytes.subarray(0, 1_500), Buffer.alloc(bytes.length - 1_500, 0xff)]));
    const slots = layOut([blue, teal, bad, pink], Date.now() + 800);
    send(slots.slice(0, 2));
    await until("the run is on the glass", () => wasShown(rig, slots[0]?.key ?? ""));
    expect((await rail(page)).isSeen).toBe(true);
    send(slots);
    await until("the last is on the glass", () => wasShown(rig, slots[3]?.key ?? ""));
    expect(told(slots).filter((one) => one !== "shown 3" && !one.startsWith("failed 2"))).toEqual([
      "shown 0",
      "removed 0",
      "shown 1",
      "removed 1",
    ]);
    expect(told(slots).some((one) => one.startsWith("failed 2"))).toBe(true);
    for (const slot of slots.slice(0, 2)) {
      const removed = rig.told.find(({ message }) => message.type === "removed" && message.key === slot.key);
      expect(removed?.atMs).toBeGreaterThan(slot.endsAtMs - 100);
    }
  });
});

function firstFragmentOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.indexOf("moof", bytes.indexOf("moof") + 4) - 4);
}

/** When the stage said that the slot could not be shown on, in milliseconds after its start. */
function brokenOffAtMs(slot: StageSlot | undefined): number {
  const failed = rig.told.find(({ message }) => message.type === "failed" && message.key === slot?.key);
  return (failed?.atMs ?? Number.NaN) - (slot?.startsAtMs ?? 0);
}

describe("a clip that stalls without an error", () => {
  test("is broken off where its own index says that no frame will come, without waiting for one", async () => {
    const { page } = await openPresenter();
    const bytes = await plainVideo("0x00a0a0", CLIP_MS / 1_000);
    const bad = await withTimes(bytes, "if(gte(N\\,15)\\,@+60/TB\\,@)");
    await prove([bad]);
    const startsAtMs = Date.now() + 1_000;
    const slots = [
      slotFor(bad, startsAtMs, startsAtMs + SLOW_MS),
      slotFor(red, startsAtMs + SLOW_MS, startsAtMs + SLOW_MS + 2_000),
    ];
    send(slots);
    await until("it is broken off", () => told(slots).includes("failed 0 stalled"));
    expect(brokenOffAtMs(slots[0])).toBeGreaterThan(300);
    expect(brokenOffAtMs(slots[0])).toBeLessThan(500 + AT_ONCE_MS);
    await until("what comes after it", () => told(slots).includes("shown 1"));
    expect(told(slots)).toEqual(["shown 0", "removed 0", "failed 0 stalled", "shown 1"]);
    expect((await rail(page)).isSeen).toBe(false);
  });

  test("is not one whose frames are only far apart: that is shown to its end", async () => {
    await openPresenter();
    const slow = await withTimes(await plainVideo("0xa0a000", 0.5), "N*2/TB");
    await prove([slow]);
    const slots = [slotFor(slow, Date.now() + 1_000, Date.now() + 1_000 + SLOW_MS)];
    send(slots);
    await until("its end", () => told(slots).includes("removed 0"));
    expect(told(slots)).toEqual(["shown 0", "removed 0"]);
  });

  test("on the rail is broken off at the hole in its bytes that no more bytes will fill", async () => {
    await openPresenter();
    const bytes = await plainVideo("0x004080", CLIP_MS / 1_000);
    const sha256 = rig.addMedia(bytes, "video/mp4");
    const torn = mediaDocument("video", { sha256, mediaType: "video/mp4", durationMs: CLIP_MS });
    await prove([blue, torn, teal]);
    // What comes after its first fragment is lost after it was proved.
    rig.spoilMedia(sha256, firstFragmentOf(bytes));
    const slots = layOut([blue, torn, teal, red], Date.now() + 1_000);
    send(slots);
    await until("it is broken off", () => told(slots).includes("failed 1 stalled"));
    expect(brokenOffAtMs(slots[1])).toBeLessThan(CLIP_MS);
    await until("what comes after it", () => told(slots).includes("shown 3"));
    const inTheirTurn = ["shown 0", "removed 0", "shown 1", "removed 1", "failed 1 stalled"];
    expect(told(slots)).toEqual([...inTheirTurn, "shown 2", "removed 2", "shown 3"]);
  });

  test("on the rail as its last clip is broken off where its bytes end before the plan", async () => {
    await openPresenter();
    const bytes = await plainVideo("0x408000", CLIP_MS / 1_000);
    const sha256 = rig.addMedia(bytes, "video/mp4");
    const torn = mediaDocument("video", { sha256, mediaType: "video/mp4", durationMs: CLIP_MS });
    await prove([blue, torn]);
    rig.spoilMedia(sha256, firstFragmentOf(bytes));
    const slots = layOut([blue, torn, red], Date.now() + 1_000);
    send(slots);
    await until("what comes after it", () => told(slots).includes("shown 2"));
    expect(brokenOffAtMs(slots[1])).toBeLessThan(CLIP_MS);
    const inTheirTurn = [
      "shown 0",
      "removed 0",
      "shown 1",
      "removed 1",
      expect.stringMatching(/^failed 1 (stalled|cut-short)$/),
    ];
    expect(told(slots)).toEqual([...inTheirTurn, "shown 2"]);
  });

  test("by itself is broken off where its bytes end before the length that was approved", async () => {
    await openPresenter();
    const sha256 = rig.addMedia(firstFragmentOf(await plainVideo("0x803060", CLIP_MS / 1_000)), "video/mp4");
    const torn = mediaDocument("video", { sha256, mediaType: "video/mp4", durationMs: CLIP_MS });
    const slots = layOut([torn, red], Date.now() + 1_000);
    send(slots);
    await until("what comes after it", () => told(slots).includes("shown 1"));
    expect(told(slots)).toEqual(["shown 0", "removed 0", "failed 0 cut-short", "shown 1"]);
  });
});
