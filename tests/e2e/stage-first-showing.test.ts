import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { listStageFiles } from "../../player/agent/loopback/stage-files.ts";
import { readStagePage } from "../../player/agent/loopback/stage-page.ts";
import type { AiringDocument } from "../../schemas/airing-document.ts";
import type { StageSlot } from "../../schemas/stage-channel.ts";
import { FIRST_SHOWING_ID } from "../../schemas/stage-paths.ts";
import { buildStage } from "../../scripts/build-stage.ts";
import { launchChromium, openPage, type StageRig, startRig, until, wasShown } from "./stage-rig.ts";
import { mediaDocument, plainPicture, plainVideo, slotFor } from "./stage-samples.ts";

const SIZE = { width: 320, height: 180 };
const SLATE = { placeName: "Mẫu", languages: [] };

let folder: string;
let rig: StageRig;
let browser: Browser;
let serve: () => Promise<Buffer>;
let red: Buffer;
let blueClip: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stage-first-"));
  await buildStage(folder);
  rig = await startRig(folder, () => serve());
  browser = await launchChromium();
  red = await plainPicture("#c02020");
  blueClip = await plainVideo("0x2040e0", 3);
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await until("the stage before has gone", () => rig.connections() === 0);
});

afterAll(async () => {
  await browser.close();
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

interface Come {
  readonly kind: "image" | "video";
  readonly bytes: Buffer;
  /** How far the plan is into the slot when the page is served, and how much of it is left then. */
  readonly lateMs: number;
  readonly restMs: number;
  /** The element's own source, as the agent writes it. */
  readonly media: (sha256: string) => string;
}

/** Lets the page come with this on its glass; returns its slot, which each visit makes anew. */
function comeWith({ kind, bytes, lateMs, restMs, media }: Come): () => StageSlot {
  const mediaType = kind === "image" ? "image/webp" : "video/mp4";
  const sha256 = rig.addMedia(bytes, mediaType);
  const document: AiringDocument = mediaDocument(kind, {
    sha256,
    mediaType,
    durationMs: kind === "image" ? null : 3_000,
  });
  let slot = slotFor(document, 0, 1);
  serve = async () => {
    const nowMs = Date.now();
    slot = slotFor(document, nowMs - lateMs, nowMs + restMs);
    const around = `<div id="${FIRST_SHOWING_ID}" class="surface media filled" data-sha256="${sha256}">${media(sha256)}</div>`;
    const page = await readStagePage(await listStageFiles(folder));
    return page.render({ type: "program", agentTimeMs: nowMs, slots: [slot] }, { kind, html: around });
  };
  return () => slot;
}

const picture = (): string => `<img alt="" decoding="sync" src="data:image/webp;base64,${red.toString("base64")}">`;

async function colourOf(page: Page): Promise<readonly [number, number, number]> {
  const { channels } = await sharp(await page.screenshot()).stats();
  const [r = 0, g = 0, b = 0] = channels.map(({ mean }) => mean);
  return [r, g, b];
}

/** What an agent says to a page that has come: who it is, then the program that it knows already. */
function present(slot: StageSlot): void {
  rig.send({ type: "role", role: "presenter", agentTimeMs: Date.now(), slate: SLATE });
  rig.send({ type: "program", agentTimeMs: Date.now(), slots: [slot] });
}

test("a picture that came with the page stays on the glass while its script takes it over, and is told as shown", async () => {
  const slot = comeWith({ kind: "image", bytes: red, lateMs: 500, restMs: 20_000, media: picture });
  const { page, problems } = await openPage(browser, `${rig.origin}/`, SIZE);
  const seen: (readonly [number, number, number])[] = [];
  let isPresenter = false;
  while (!wasShown(rig, slot().key)) {
    seen.push(await colourOf(page));
    if (!isPresenter && rig.connections() === 1) {
      present(slot());
      isPresenter = true;
    }
    if (seen.length > 500) throw new Error("It was never told as shown.");
  }
  seen.push(await colourOf(page));
  for (const [r, g, b] of seen) expect(Math.min(r - g, r - b)).toBeGreaterThan(100);
  // It was there already: nobody asked for it again.
  expect(rig.mediaReads()).toBe(0);
  expect(problems).toEqual([]);
});

test("a clip that came with the page runs on from where the plan is, in the element it came in", async () => {
  const media = (sha256: string): string => `<video src="/media/${sha256}" muted playsinline preload="auto"></video>`;
  const slot = comeWith({ kind: "video", bytes: blueClip, lateMs: 1_400, restMs: 10_000, media });
  const { page, problems } = await openPage(browser, `${rig.origin}/`, SIZE);
  await until("the stage has connected", () => rig.connections() === 1);
  present(slot());
  await until("it is told as shown", () => wasShown(rig, slot().key));
  const [seconds, isSeen] = await page.evaluate((id) => {
    const element = document.getElementById(id);
    const video = element?.querySelector("video");
    return [video?.currentTime ?? 0, element !== null && getComputedStyle(element).opacity === "1"] as const;
  }, FIRST_SHOWING_ID);
  expect(seconds).toBeGreaterThan(1.3);
  expect(isSeen).toBe(true);
  expect(problems).toEqual([]);
});

test("what is over by the time the script runs is taken off at once", async () => {
  comeWith({ kind: "image", bytes: red, lateMs: 500, restMs: 1, media: picture });
  const { page } = await openPage(browser, `${rig.origin}/`, SIZE);
  await until("the stage has connected", () => rig.connections() === 1);
  expect(await page.locator(`#${FIRST_SHOWING_ID}`).count()).toBe(0);
  const [r, g] = await colourOf(page);
  expect(r - g).toBeLessThan(20);
});

test("a page drawn for its slate alone shows nothing of it", async () => {
  comeWith({ kind: "image", bytes: red, lateMs: 500, restMs: 20_000, media: picture });
  const text = encodeURIComponent(JSON.stringify(SLATE));
  const { page } = await openPage(browser, `${rig.origin}/#slate=${text}`, SIZE);
  await until("it is gone", async () => (await page.locator(`#${FIRST_SHOWING_ID}`).count()) === 0);
});
