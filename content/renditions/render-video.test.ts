import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeCodedVideo } from "../../tests/support/coded-media.ts";
import { readLoudness, readTrack } from "../../tests/support/media-facts.ts";
import { storedFiles } from "../../tests/support/stored-files.ts";
import { receiveUpload } from "../ingest/receive-upload.ts";
import { chooseFrameRate } from "../probe/inspect-video.ts";
import { findBox, listBoxes } from "../probe/mp4-boxes.ts";
import type { ContentStore } from "../store/content-store.ts";
import { createFileStore } from "../store/file-store.ts";
import { findTools, type MediaTools } from "../tools/find-tools.ts";
import { codecString } from "./codec-string.ts";
import { makeRenditions, PIPELINE_VERSION, type RenditionResult } from "./make-renditions.ts";
import { screenSize } from "./video-options.ts";

let dir: string;
let store: ContentStore;
let system: MediaTools;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "render-video-"));
  store = await createFileStore(join(dir, "store"));
  system = await findTools();
});
afterAll(async () => await rm(dir, { recursive: true, force: true }));

async function upload(path: string): Promise<string> {
  return (await receiveUpload(store, createReadStream(path), { fileName: "x", limitBytes: 1e8 })).sha256;
}

async function render(path: string, tools: MediaTools, onProgress?: (ppm: number) => void) {
  const [main, thumbnail] = await makeRenditions(store, await upload(path), { tools, onProgress });
  if (main === undefined || thumbnail === undefined) throw new Error("A rendition is missing.");
  return { main, thumbnail, path: store.pathOf(main.sha256) };
}

async function writeWithFfmpeg(args: readonly string[], path: string): Promise<void> {
  await promisify(execFile)("/usr/bin/ffmpeg", ["-nostdin", "-v", "error", "-y", ...args, path]);
}

/** What a player and a MediaSource rely on, whichever ffmpeg made it. */
async function expectRailSafe(main: RenditionResult, path: string, rate: 25 | 30): Promise<void> {
  const bytes = await readFile(path);
  const boxes = listBoxes(bytes);
  expect(boxes.at(-1)?.end).toBe(bytes.length);
  expect(boxes.slice(0, 2).map((box) => box.type)).toEqual(["ftyp", "moov"]);
  const moov = findBox(bytes, ["moov"]);
  const tracks = listBoxes(bytes, moov?.bodyStart, moov?.end).filter((box) => box.type === "trak");
  for (const track of tracks) expect(findBox(bytes, ["edts"], track.bodyStart, track.end)).toBeUndefined();

  const picture = await readTrack(path, "video");
  const frames = picture.startsS.length;
  expect(main.durationMs).toBe(Math.round((frames * 1_000) / rate));
  picture.startsS.forEach((startS, index) => {
    expect(startS).toBeCloseTo(index / rate, 4);
  });
  const groups = Math.ceil(frames / (rate * 2));
  expect(picture.keyAt).toEqual(Array.from({ length: groups }, (_, index) => index * rate * 2));
  expect(boxes.filter((box) => box.type === "moof")).toHaveLength(groups);
}

async function expectSoundWithinPicture(path: string): Promise<void> {
  const picture = await readTrack(path, "video");
  const sound = await readTrack(path, "audio");
  expect(sound.startsS[0]).toBe(0);
  expect(sound.endS).toBeLessThanOrEqual(picture.endS);
  expect(sound.endS).toBeGreaterThan(picture.endS - 2 * (1_024 / 48_000));
}

describe("video rendition", () => {
  it("has one fragment for each closed group of two seconds, no edit list and a constant frame rate", async () => {
    const source = join(dir, "pal.mp4");
    await writeCodedVideo(source, 21, { durationMs: 4_600 });
    const progress: number[] = [];
    const { main, thumbnail, path } = await render(source, system, (ppm) => progress.push(ppm));
    await expectRailSafe(main, path, 25);
    await expectSoundWithinPicture(path);
    expect(main).toMatchObject({
      role: "main",
      mediaType: "video/mp4",
      widthPx: 640,
      heightPx: 360,
      durationMs: 4_600,
    });
    expect(thumbnail).toMatchObject({ role: "thumbnail", mediaType: "image/webp", widthPx: 480, heightPx: 270 });
    expect([main.pipelineVersion, thumbnail.pipelineVersion]).toEqual([PIPELINE_VERSION, PIPELINE_VERSION]);
    expect(codecString(await readFile(path))).toBe("avc1.640028, mp4a.40.2");
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1_000_000);
  });

  it("keeps upload, renditions and chunk lists, and no work, and makes the same bytes again", async () => {
    const source = join(dir, "again.mp4");
    await writeCodedVideo(source, 22, { durationMs: 2_000 });
    const first = await render(source, system);
    const before = await storedFiles(join(dir, "store"));
    for (const name of [first.main.sha256, first.main.chunkListSha256, first.thumbnail.chunkListSha256]) {
      expect(before).toContain(join(name.slice(0, 2), name));
    }
    expect(before.filter((name) => name.startsWith("work"))).toEqual([]);
    const second = await render(source, system);
    expect(second.main).toEqual(first.main);
    expect(await storedFiles(join(dir, "store"))).toEqual(before);
  });

  it("is brought to −23 LUFS from a loud and from a quiet source", async () => {
    for (const [name, gain] of [
      ["loud", "volume=12dB"],
      ["quiet", "volume=-14dB"],
    ] as const) {
      const source = join(dir, `${name}.mp4`);
      await writeCodedVideo(source, 23, { durationMs: 4_000, outputOptions: ["-af", gain] });
      const { path } = await render(source, system);
      expect(Math.abs((await readLoudness(path)) + 23)).toBeLessThanOrEqual(1);
    }
  });

  it("has sound that ends with the picture when the source's sound is longer or shorter", async () => {
    const source = join(dir, "sound.mp4");
    await writeCodedVideo(source, 24, { durationMs: 2_500 });
    const lengths = {
      longer: ["-i", source, "-f", "lavfi", "-i", "sine=d=5"],
      shorter: ["-i", source, "-f", "lavfi", "-i", "sine=d=1"],
    };
    for (const [name, inputs] of Object.entries(lengths)) {
      const path = join(dir, `${name}.mkv`);
      await writeWithFfmpeg([...inputs, "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac"], path);
      const rendered = await render(path, system);
      // The sound's own lead-in may move the picture by a frame.
      expect([2_520, 2_560]).toContain(rendered.main.durationMs);
      await expectSoundWithinPicture(rendered.path);
    }
  });

  it("has no sound track when the source has none", async () => {
    const source = join(dir, "mute.mp4");
    await writeCodedVideo(source, 25, { durationMs: 2_000, sound: false, framesPerSecond: 60 });
    const { main, path } = await render(source, system);
    await expectRailSafe(main, path, 30);
    expect(codecString(await readFile(path))).toBe("avc1.640028");
  });

  it("is made alike by the npm ffmpeg, which is years older", async () => {
    const npm = await findTools({ searchSystem: false });
    expect(npm.ffmpeg.from).toBe("npm");
    const source = join(dir, "old.mp4");
    await writeCodedVideo(source, 26, { durationMs: 2_400, framesPerSecond: 30 });
    const { main, path } = await render(source, npm);
    await expectRailSafe(main, path, 30);
    await expectSoundWithinPicture(path);
    expect(Math.abs((await readLoudness(path)) + 23)).toBeLessThanOrEqual(1);
  });

  it("is made from a live recording without a length, and from one graded for brighter panels", async () => {
    const source = join(dir, "plain.mp4");
    await writeCodedVideo(source, 28, { durationMs: 2_000, sound: false });
    const live = join(dir, "live.webm");
    await writeWithFfmpeg(["-i", source, "-c:v", "libvpx", "-deadline", "realtime", "-live", "1"], live);
    expect((await render(live, system)).main.durationMs).toBeGreaterThanOrEqual(1_960);
    const graded = join(dir, "graded.mp4");
    const pq = ["-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"];
    const ten = ["-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le"];
    await writeWithFfmpeg(["-i", source, ...ten, ...pq], graded);
    const { main, path } = await render(graded, system);
    await expectRailSafe(main, path, 25);
  });

  it("is upright when the source says that it was held upright", async () => {
    const source = join(dir, "lying.mp4");
    await writeCodedVideo(source, 27, { durationMs: 1_000, sound: false });
    const turned = join(dir, "turned.mp4");
    await writeWithFfmpeg(["-i", source, "-c", "copy", "-metadata:s:v:0", "rotate=90"], turned);
    const { main, thumbnail } = await render(turned, system);
    expect(main).toMatchObject({ widthPx: 360, heightPx: 640 });
    expect(thumbnail).toMatchObject({ widthPx: 270, heightPx: 480 });
  });
});

describe("rules of size and rate", () => {
  it("any size lands inside full HD, lying or upright, even, never enlarged, in its own shape", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4_096 }), fc.integer({ min: 2, max: 4_096 }), (widthPx, heightPx) => {
        const size = screenSize({ widthPx, heightPx });
        expect(size.widthPx % 2).toBe(0);
        expect(size.heightPx % 2).toBe(0);
        expect(Math.max(size.widthPx, size.heightPx)).toBeLessThanOrEqual(1_920);
        expect(Math.min(size.widthPx, size.heightPx)).toBeLessThanOrEqual(1_080);
        expect(size.widthPx).toBeLessThanOrEqual(widthPx);
        expect(size.heightPx).toBeLessThanOrEqual(heightPx);
        const share = Math.min(1, 1_920 / Math.max(widthPx, heightPx), 1_080 / Math.min(widthPx, heightPx));
        expect(Math.abs(size.widthPx - widthPx * share)).toBeLessThanOrEqual(2);
        expect(Math.abs(size.heightPx - heightPx * share)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("PAL and film become 25 frames a second, everything else 30", () => {
    expect([25, 50, 24, 23.976, 12.5].map(chooseFrameRate)).toEqual([25, 25, 25, 25, 25]);
    expect([30, 29.97, 60, 59.94, 15, 0, 120].map(chooseFrameRate)).toEqual([30, 30, 30, 30, 30, 30, 30]);
  });
});
