import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AiringDocument } from "../../schemas/airing-document.ts";
import type { Manifest } from "../../schemas/manifest.ts";
import { type PreviewFeed, PreviewReport } from "../../schemas/stage-channel.ts";
import { buildStage } from "../../scripts/build-stage.ts";
import { launchChromium, openPage, type StageRig, startRig, until } from "./stage-rig.ts";
import { mediaDocument, plainVideo, SAMPLE_TEXTS, slideDocument } from "./stage-samples.ts";

const NOUN = "0190a000-0000-7000-8000-000000000001";
const DAY = "00000000000000d1";
const LOOP = "00000000000000a1";
const T0 = 1_700_000_000_000;
const ITEM_MS = 4_000;

let folder: string;
let rig: StageRig;
let browser: Browser;
let page: Page;
let documents: AiringDocument[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "stage-preview-"));
  await buildStage(folder);
  await writeFile(
    path.join(folder, "console.html"),
    '<!doctype html><title>Console</title><iframe src="/#preview" width="640" height="360"></iframe>',
  );
  rig = await startRig(folder);
  browser = await launchChromium();
  const clip = rig.addMedia(await plainVideo("0x2040e0", 4), "video/mp4");
  const [vi, en] = SAMPLE_TEXTS;
  if (vi === undefined || en === undefined) throw new Error("There is no sample.");
  documents = [
    slideDocument(vi, "notice", null),
    slideDocument(en, "notice", null),
    mediaDocument("video", { sha256: clip, mediaType: "video/mp4", durationMs: ITEM_MS }),
  ];
  page = (await openPage(browser, `${rig.origin}/console.html`, { width: 800, height: 600 })).page;
});

afterAll(async () => {
  await browser.close();
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

const hashOf = (index: number): string => (index + 1).toString(16).padStart(64, "0");

/** One day that repeats the documents for ever, each for four seconds. */
function loopingManifest(): Manifest {
  return {
    type: "manifest",
    screenId: NOUN,
    siteId: NOUN,
    place: { name: "Cửa khẩu thử", languages: ["vi", "en"] },
    revision: 1,
    timeZone: "Asia/Ho_Chi_Minh",
    days: [[T0, T0 + 86_400_000, DAY]],
    weekly: [DAY, DAY, DAY, DAY, DAY, DAY, DAY],
    dayPlans: { [DAY]: [[0, 86_400_000, LOOP, 0]] },
    loops: {
      [LOOP]: { use: documents.map((_, index) => [index, 0]), s: documents.map((_, index) => index).join(" ") },
    },
    items: documents.map((document, index) => ({
      kind: document.kind,
      airingSha256: hashOf(index),
      editionVersionId: NOUN,
      language: document.language,
      renditions: document.renditions.map(({ sha256 }) => sha256),
      durationMs: ITEM_MS,
      notBeforeMs: null,
      notAfterMs: null,
    })),
    entries: [NOUN],
    assets: {},
    fallback: LOOP,
  };
}

function feedOf(atMs: number, playing: boolean): PreviewFeed {
  return {
    type: "preview",
    slate: { placeName: "Mẫu", languages: [] },
    manifest: loopingManifest(),
    airings: Object.fromEntries(documents.map((document, index) => [hashOf(index), document])),
    mediaBase: "/media/",
    atMs,
    playing,
  };
}

async function feed(atMs: number, playing: boolean, into = page): Promise<void> {
  const message = feedOf(atMs, playing);
  await into.evaluate((data) => document.querySelector("iframe")?.contentWindow?.postMessage(data, "*"), message);
}

/** Language of the slide on the glass, `video` for a clip, empty for the slate. */
async function onGlass(): Promise<string> {
  const top = page.frameLocator("iframe").locator('.surface[style*="opacity: 1"]');
  const kinds = await top.evaluateAll((all) =>
    all
      .sort((a, b) => Number((b as HTMLElement).style.zIndex) - Number((a as HTMLElement).style.zIndex))
      .map((one) => one.querySelector(".slide")?.getAttribute("lang") ?? "video"),
  );
  return kinds[0] ?? "";
}

test("the preview shows what the manifest shows at any instant, standing still, and tells the agent nothing", async () => {
  for (const [atMs, expected] of [
    [T0 + 1_000, "vi"],
    [T0 + 3_999, "vi"],
    [T0 + 4_000, "en"],
    [T0 + 10_500, "video"],
    [T0 + 12_000, "vi"],
    [T0 + 5_000, "en"],
  ] as const) {
    await feed(atMs, false);
    await until(`${expected} at ${atMs - T0}`, async () => (await onGlass()) === expected);
  }
  await feed(T0 + 10_500, false);
  const clip = page.frameLocator("iframe").locator('.surface[style*="opacity: 1"] video');
  await until("the clip stands at its place", () =>
    clip.evaluateAll((videos) =>
      videos.every(
        (video) => video instanceof HTMLVideoElement && video.paused && Math.abs(video.currentTime - 2.5) < 0.1,
      ),
    ),
  );
  expect(rig.connections()).toBe(0);
  expect(rig.told).toEqual([]);
});

test("it runs on from the instant when told to play", async () => {
  await feed(T0 + 3_000, true);
  await until("the first", async () => (await onGlass()) === "vi");
  await until("the second", async () => (await onGlass()) === "en");
  await until("the clip", async () => (await onGlass()) === "video");
});

/** Acts, and waits until the newest report says exactly this; one about what stood there before may still come first. */
async function expectReport(act: () => Promise<void>, wanted: Omit<PreviewReport, "type">): Promise<void> {
  await page.evaluate(() => {
    const reports: unknown[] = [];
    Object.assign(window, { reports });
    window.onmessage = (event) => {
      if (event.origin === location.origin) reports.push(event.data);
    };
  });
  const newest = async () => {
    const report = await page.evaluate(() => (window as unknown as { reports: unknown[] }).reports.at(-1));
    return JSON.stringify(report === undefined ? null : PreviewReport.parse(report));
  };
  await act();
  const text = JSON.stringify(PreviewReport.parse({ type: "preview-report", ...wanted }));
  await until(`the report ${text}`, async () => (await newest()) === text);
}

test("the preview tells the page around it what it shows, and why it shows the slate instead", async () => {
  const whole = documents;
  const [text] = SAMPLE_TEXTS;
  if (text === undefined) throw new Error("There is no sample.");
  const tooLong = slideDocument(text, "headline", null, {
    headline: "W".repeat(200),
    summary: "W".repeat(400),
    second: { language: "en", headline: "W".repeat(200), summary: "W".repeat(400) },
  });
  await feed(T0 + 5_000, false);
  await until("what ran before stands still", async () => (await onGlass()) === "en");
  const gone = mediaDocument("image", { sha256: "9".repeat(64), mediaType: "image/webp", durationMs: ITEM_MS });
  documents = [slideDocument(text, "notice", null), gone];
  await expectReport(() => feed(T0 + 1_000, false), { airingSha256: hashOf(0), state: "shown", reason: null });
  await expectReport(() => feed(T0 + 5_000, false), {
    airingSha256: hashOf(1),
    state: "failed",
    reason: "image-not-decodable",
  });
  documents = [tooLong];
  await expectReport(() => feed(T0 + 1_000, false), { airingSha256: hashOf(0), state: "failed", reason: "overflow" });
  documents = [];
  await expectReport(() => feed(T0 + 1_000, false), { airingSha256: null, state: "slate", reason: null });
  documents = whole;
  expect(rig.told).toEqual([]);
});

test("a feed from another origin is not listened to", async () => {
  const foreign = await startRig(folder);
  try {
    const stranger = await browser.newPage();
    await stranger.goto(`${foreign.origin}/console.html`);
    await stranger.evaluate((src) => {
      const frame = document.querySelector("iframe");
      if (frame !== null) frame.src = `${src}/#preview`;
    }, rig.origin);
    const inner = stranger.frameLocator("iframe");
    await inner.locator("#welcome").waitFor();
    await feed(T0 + 1_000, false, stranger);
    await stranger.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    expect(await inner.locator("#place").textContent()).toBe("");
  } finally {
    await foreign.close();
  }
});
