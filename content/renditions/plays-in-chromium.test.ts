import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCode, writeCodedVideo } from "../../tests/support/coded-media.ts";
import { receiveUpload } from "../ingest/receive-upload.ts";
import type { ContentStore } from "../store/content-store.ts";
import { createFileStore } from "../store/file-store.ts";
import { codecString } from "./codec-string.ts";
import { makeRenditions, type RenditionResult } from "./make-renditions.ts";

const PAGE = `<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#000}video{display:block;width:640px;height:360px}</style><video muted></video>`;
const FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required";

let dir: string;
let store: ContentStore;
let server: Server;
let browser: Browser;
let page: Page;
let address: string;
let clip: RenditionResult;
let other: RenditionResult;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "plays-"));
  store = await createFileStore(join(dir, "store"));
  clip = await makeClip(77, 4_200);
  other = await makeClip(130, 2_600);
  server = createServer(serve).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS.split(" ") });
  page = await browser.newPage({ viewport: { width: 640, height: 360 } });
  await page.goto(`${address}/`);
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(dir, { recursive: true, force: true });
});

async function makeClip(code: number, durationMs: number): Promise<RenditionResult> {
  const path = join(dir, `${code}.mp4`);
  await writeCodedVideo(path, code, { durationMs });
  const { sha256 } = await receiveUpload(store, createReadStream(path), { fileName: "clip", limitBytes: 1e8 });
  const [main] = await makeRenditions(store, sha256);
  if (main === undefined) throw new Error("No rendition was made.");
  return main;
}

/** The page, and `/media/<sha256>` with ranges. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const sha256 = /^\/media\/([0-9a-f]{64})$/.exec(request.url ?? "")?.[1];
  if (sha256 === undefined) {
    response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
    return;
  }
  const sizeBytes = [clip, other].find((made) => made.sha256 === sha256)?.sizeBytes ?? 0;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Number(range[2]) + 1 : sizeBytes;
  response.writeHead(range === null ? 200 : 206, {
    "content-type": "video/mp4",
    "accept-ranges": "bytes",
    "content-length": end - start,
    "content-range": `bytes ${start}-${end - 1}/${sizeBytes}`,
  });
  store.read(sha256, { start, end }).pipe(response);
}

async function codeOnScreen(): Promise<number | undefined> {
  return await readCode(await page.screenshot({ type: "png" }));
}

describe("one rendition in real Chromium", () => {
  it("plays by src from its first frame to its end, with a known length and seekable", async () => {
    const played = await page.evaluate(async (url) => {
      const video = document.querySelector("video");
      if (video === null) throw new Error("no video");
      video.src = url;
      await new Promise((resolve, reject) => {
        video.onloadeddata = resolve;
        video.onerror = () => reject(new Error(video.error?.message));
      });
      const first = { durationS: video.duration, bufferedFromS: video.buffered.start(0) };
      video.currentTime = 3;
      await new Promise((resolve) => {
        video.onseeked = resolve;
      });
      const ended = new Promise((resolve, reject) => {
        video.onended = resolve;
        video.onerror = () => reject(new Error(video.error?.message));
      });
      await video.play();
      await ended;
      return { ...first, endedAtS: video.currentTime, dropped: video.error };
    }, `/media/${clip.sha256}`);
    expect(played.durationS).toBeCloseTo(4.2, 2);
    expect(played.bufferedFromS).toBe(0);
    expect(played.endedAtS).toBeCloseTo(4.2, 2);
    expect(await codeOnScreen()).toBe(77);
  });

  it("plays appended to a MediaSource in pieces, a second clip behind it without a hole", async () => {
    const codecs = codecString(await readFile(store.pathOf(clip.sha256)));
    const clips = [clip, other].map((made) => ({
      url: `/media/${made.sha256}`,
      durationS: (made.durationMs ?? 0) / 1e3,
    }));
    const rail = await page.evaluate(
      async ({ mediaType, clips }) => {
        const video = document.querySelector("video");
        if (video === null) throw new Error("no video");
        const source = new MediaSource();
        video.src = URL.createObjectURL(source);
        await new Promise((resolve) => source.addEventListener("sourceopen", resolve, { once: true }));
        const buffer = source.addSourceBuffer(mediaType);
        let offsetS = 0;
        for (const clip of clips) {
          buffer.timestampOffset = offsetS;
          const bytes = new Uint8Array(await (await fetch(clip.url)).arrayBuffer());
          for (let at = 0; at < bytes.length; at += 65_536) {
            const settled = new Promise((resolve, reject) => {
              buffer.addEventListener("updateend", resolve, { once: true });
              buffer.addEventListener("error", () => reject(new Error("append failed")), { once: true });
            });
            buffer.appendBuffer(bytes.subarray(at, at + 65_536));
            await settled;
          }
          offsetS += clip.durationS;
        }
        source.endOfStream();
        const ranges = Array.from({ length: video.buffered.length }, (_, index) => [
          video.buffered.start(index),
          video.buffered.end(index),
        ]);
        video.currentTime = (clips[0]?.durationS ?? 0) - 0.4;
        await video.play();
        return { ranges, supported: MediaSource.isTypeSupported(mediaType) };
      },
      { mediaType: `video/mp4; codecs="${codecs}"`, clips },
    );
    expect(rail.supported).toBe(true);
    expect(rail.ranges).toHaveLength(1);
    expect(rail.ranges[0]?.[0]).toBe(0);
    expect(rail.ranges[0]?.[1]).toBeCloseTo(6.8, 1);
    await expect.poll(codeOnScreen, { timeout: 20_000, interval: 50 }).toBe(130);
    await page.waitForFunction(() => document.querySelector("video")?.ended === true, undefined, { timeout: 20_000 });
    expect(await page.evaluate(() => document.querySelector("video")?.error ?? null)).toBeNull();
  });
});
