import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeCodedPicture, writeCodedVideo } from "../../tests/support/coded-media.ts";
import { storedFiles } from "../../tests/support/stored-files.ts";
import { ContentRefused, type RefusalCode } from "../refusal.ts";
import { makeRenditions } from "../renditions/make-renditions.ts";
import type { ContentStore } from "../store/content-store.ts";
import { createFileStore } from "../store/file-store.ts";
import { findTools, type MediaTools } from "../tools/find-tools.ts";
import { receiveUpload } from "./receive-upload.ts";

const run = promisify(execFile);
const LIMIT_BYTES = 100_000_000;

let samples: string;
let storeDir: string;
let store: ContentStore;
let tools: MediaTools;
let goodVideo: Buffer;

beforeAll(async () => {
  samples = await mkdtemp(join(tmpdir(), "bad-input-"));
  tools = await findTools();
  const path = join(samples, "good.mp4");
  await writeCodedVideo(path, 7, { durationMs: 4_000, outputOptions: ["-movflags", "+faststart"] });
  goodVideo = await readFile(path);
});
afterAll(async () => await rm(samples, { recursive: true, force: true }));

beforeEach(async () => {
  storeDir = await mkdtemp(join(samples, "store-"));
  store = await createFileStore(storeDir);
});

/** The whole way in: refused at the door or while being worked on. */
async function refusalOf(stream: Readable, fileName: string): Promise<ContentRefused> {
  try {
    const { sha256 } = await receiveUpload(store, stream, { fileName, limitBytes: LIMIT_BYTES });
    await makeRenditions(store, sha256, { tools });
  } catch (error) {
    if (error instanceof ContentRefused) return error;
    throw error;
  }
  throw new Error(`${fileName} was accepted.`);
}

async function expectRefused(code: RefusalCode, bytes: Buffer | string, fileName: string): Promise<void> {
  const parts = Buffer.from(bytes);
  const { refusal } = await refusalOf(Readable.from(parts.length === 0 ? [] : [parts]), fileName);
  expect({ fileName, code: refusal.code }).toEqual({ fileName, code });
  expect(refusal.reason.vi).not.toMatch(/\{\w+\}/);
  expect(refusal.reason.en).not.toMatch(/\{\w+\}/);
  expect(await storedFiles(storeDir)).toEqual([]);
}

async function made(name: string, args: readonly string[]): Promise<Buffer> {
  const path = join(samples, name);
  await run("/usr/bin/ffmpeg", ["-nostdin", "-v", "error", "-y", ...args, path]);
  return await readFile(path);
}

/** A PNG of one bit a pixel that unpacks to far more than it weighs. */
function hugePng(sidePx: number): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(body.length, 0);
    frame.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sidePx, 0);
  header.writeUInt32BE(sidePx, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(sidePx * (Math.ceil(sidePx / 8) + 1)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

describe("what is not what it says is refused, and nothing of it stays", () => {
  it("a text named .mp4", async () => {
    await expectRefused("unknown-format", "just some words\n".repeat(500), "clip.mp4");
  });

  it("playlists named .mp4, which would make a player open other files", async () => {
    await expectRefused("playlist", "#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "clip.mp4");
    await expectRefused("playlist", "ffconcat version 1.0\nfile /etc/passwd\n", "clip.mp4");
    await expectRefused("playlist", '<?xml version="1.0"?><MPD type="static"></MPD>', "clip.mp4");
  });

  it("an SVG, also behind an XML head and a picture's name", async () => {
    await expectRefused("svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', "drawing.svg");
    await expectRefused("svg", `\uFEFF<?xml version="1.0"?>\n<!-- x -->\n<svg width="9" height="9"/>`, "photo.png");
  });

  it("zero bytes", async () => {
    await expectRefused("empty", "", "photo.jpg");
  });

  it("a 2 GB sparse file, without reading it", async () => {
    const path = join(samples, "sparse.mp4");
    await writeFile(path, "");
    await truncate(path, 2 * 1024 ** 3);
    const stream = createReadStream(path);
    const { refusal } = await refusalOf(stream, "sparse.mp4");
    expect(refusal.code).toBe("unknown-format");
    expect(stream.bytesRead).toBeLessThan(1_000_000);
    expect(await storedFiles(storeDir)).toEqual([]);
  });

  it("a 2 GB sparse file with a video's first bytes, at the limit and not after it", async () => {
    const path = join(samples, "sparse-head.mp4");
    await writeFile(path, goodVideo.subarray(0, 5_000));
    await truncate(path, 2 * 1024 ** 3);
    const stream = createReadStream(path, { highWaterMark: 1 << 20 });
    const { refusal } = await refusalOf(stream, "sparse.mp4");
    expect(refusal.code).toBe("too-large");
    expect(stream.bytesRead).toBeLessThan(LIMIT_BYTES + 20_000_000);
    expect(await storedFiles(storeDir)).toEqual([]);
  });

  it("a declared size above the limit, before the first byte", async () => {
    const stream = Readable.from([goodVideo]);
    const declared = { fileName: "a.mp4", limitBytes: LIMIT_BYTES, sizeBytes: LIMIT_BYTES + 1 };
    await expect(receiveUpload(store, stream, declared)).rejects.toMatchObject({ refusal: { code: "too-large" } });
    expect(stream.destroyed).toBe(true);
    expect(await storedFiles(storeDir)).toEqual([]);
  });
});

describe("pictures that cannot be shown are refused, and nothing of them stays", () => {
  it("30 000 × 30 000 pixels in a hundred kilobytes", async () => {
    const png = hugePng(30_000);
    expect(png.length).toBeLessThan(1_000_000);
    await expectRefused("too-many-pixels", png, "huge.png");
  });

  it("a picture cut short: JPEG, PNG and WebP", async () => {
    const png = await makeCodedPicture(9);
    const jpeg = await sharp(png).jpeg().toBuffer();
    const webp = await sharp(png).webp({ lossless: true }).toBuffer();
    await expectRefused("damaged", jpeg.subarray(0, jpeg.length * 0.6), "cut.jpg");
    await expectRefused("damaged", png.subarray(0, png.length * 0.6), "cut.png");
    await expectRefused("damaged", webp.subarray(0, webp.length * 0.6), "cut.webp");
  });

  it("a picture that moves", async () => {
    const frames = ["-f", "lavfi", "-i", "testsrc=s=64x64:r=5:d=1", "-c:v", "libwebp_anim"];
    await expectRefused("animated-picture", await made("moving.webp", frames), "moving.webp");
  });
});

describe("videos that cannot be shown to their end are refused, and nothing of them stays", () => {
  it("cut short, with the index in front, at the end, or in Matroska", async () => {
    await expectRefused("damaged", goodVideo.subarray(0, goodVideo.length * 0.6), "cut-front.mp4");
    const tail = await made("tail.mp4", ["-i", join(samples, "good.mp4"), "-c", "copy"]);
    await expectRefused("damaged", tail.subarray(0, tail.length * 0.6), "cut-end.mp4");
    const matroska = await made("whole.mkv", ["-i", join(samples, "good.mp4"), "-c", "copy"]);
    await expectRefused("damaged", matroska.subarray(0, matroska.length * 0.6), "cut.mkv");
  });

  it("whole in size but broken inside", async () => {
    const broken = Buffer.from(goodVideo);
    broken.fill(0xa5, Math.floor(broken.length * 0.5), Math.floor(broken.length * 0.7));
    await expectRefused("damaged", broken, "broken.mp4");
  });

  it("sound without a picture", async () => {
    const sound = await made("sound.m4a", ["-f", "lavfi", "-i", "sine=d=2", "-c:a", "aac"]);
    await expectRefused("no-picture", sound, "sound.mp4");
  });

  it("longer than fifteen minutes", async () => {
    const source = ["-f", "lavfi", "-i", "color=s=64x36:r=1:d=960", "-c:v", "libx264", "-preset", "ultrafast"];
    await expectRefused("too-long", await made("long.mp4", source), "long.mp4");
  });

  it("more pixels than cinema 4K", async () => {
    const source = ["-f", "lavfi", "-i", "color=s=4400x2400:r=25:d=0.2", "-c:v", "libx264", "-preset", "ultrafast"];
    await expectRefused("too-many-pixels", await made("large.mp4", source), "large.mp4");
  });

  it("a codec nobody should have to decode", async () => {
    const source = ["-f", "lavfi", "-i", "testsrc=s=64x36:r=25:d=0.2", "-c:v", "ffv1"];
    await expectRefused("unsupported-codec", await made("odd.mkv", source), "odd.mkv");
  });
});

describe("a fault of ours says nothing about the upload", () => {
  it("an abort leaves the upload alone in the store and no work behind", async () => {
    const { sha256 } = await receiveUpload(store, Readable.from([goodVideo]), {
      fileName: "good.mp4",
      limitBytes: LIMIT_BYTES,
    });
    const abort = new AbortController();
    const work = makeRenditions(store, sha256, {
      tools,
      signal: abort.signal,
      onProgress: () => abort.abort(new Error("stopped by the operator")),
    });
    await expect(work).rejects.toThrow("stopped by the operator");
    expect(await storedFiles(storeDir)).toEqual([join(sha256.slice(0, 2), sha256)]);
  });

  it("a missing tool leaves the upload alone in the store", async () => {
    const { sha256 } = await receiveUpload(store, Readable.from([goodVideo]), {
      fileName: "good.mp4",
      limitBytes: LIMIT_BYTES,
    });
    const absent = { ffmpeg: tools.ffmpeg, ffprobe: { ...tools.ffprobe, path: "/nonexistent/ffprobe" } };
    await expect(makeRenditions(store, sha256, { tools: absent })).rejects.not.toBeInstanceOf(ContentRefused);
    expect(await storedFiles(storeDir)).toEqual([join(sha256.slice(0, 2), sha256)]);
  });

  it("a sender that breaks off leaves nothing behind", async () => {
    const received = receiveUpload(store, Readable.from(breakingOff()), { fileName: "a.mp4", limitBytes: LIMIT_BYTES });
    await expect(received).rejects.toThrow("connection lost");
    expect(await storedFiles(storeDir)).toEqual([]);
  });
});

async function* breakingOff(): AsyncGenerator<Buffer> {
  yield goodVideo.subarray(0, 20_000);
  throw new Error("connection lost");
}
