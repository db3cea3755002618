import { createReadStream } from "node:fs";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { makeCodedPicture, writeCodedVideo } from "../../../tests/support/coded-media.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { storedFiles } from "../../../tests/support/stored-files.ts";
import { DomainError } from "../../errors.ts";
import { sha256Hex } from "../../sha256.ts";
import { getAsset, listAssets } from "./get-asset.ts";
import { processQueuedAssets } from "./process-queued-assets.ts";
import { uploadAsset } from "./upload-asset.ts";

type Person = Awaited<ReturnType<TestContext["asPerson"]>>;
let samples: string;
let picture: Buffer;
let video: Buffer;
let world: TestContext;
let editor: Person;

beforeAll(async () => {
  samples = await mkdtemp(join(tmpdir(), "asset-samples-"));
  picture = await makeCodedPicture(3, { widthPx: 640, heightPx: 360 });
  await writeCodedVideo(join(samples, "a.mp4"), 5, { durationMs: 3_000, outputOptions: ["-movflags", "+faststart"] });
  video = await readFile(join(samples, "a.mp4"));
});
afterAll(() => rm(samples, { recursive: true, force: true }));
beforeEach(async () => {
  world = await createTestContext();
  editor = await world.asPerson(["editor"]);
});
afterEach(() => world.close());

const stream = (bytes: Buffer) => Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false });
const upload = (bytes: Buffer, fileName = "tep.bin") => uploadAsset(editor, stream(bytes), { fileName });
const stored = async () => (await storedFiles(join(world.dir, "store"))).filter((path) => !path.startsWith("work/"));

test("an upload becomes ready renditions, with its progress in its row", async () => {
  const hinted: string[] = [];
  world.ctx.bus.watch("asset-queued", ({ sha256 }) => hinted.push(sha256));
  const { assetSha256 } = await upload(video, "Lễ hội đèn lồng.mp4".normalize("NFD"));
  expect(assetSha256).toBe(sha256Hex(video));
  expect(hinted).toEqual([assetSha256]);
  expect(await getAsset(editor, { assetSha256 })).toMatchObject({ state: "queued", main: null, progressPpm: 0 });
  expect(await processQueuedAssets(world.ctx)).toEqual({ ready: 1, failed: 0 });
  const asset = await getAsset(editor, { assetSha256 });
  expect(asset).toMatchObject({
    state: "ready",
    fileName: "Lễ hội đèn lồng.mp4",
    progressPpm: 1_000_000,
    failure: null,
    kind: "video",
    main: { mediaType: "video/mp4" },
    thumbnail: { mediaType: "image/webp", durationMs: null },
  });
  expect(Math.abs((asset.main?.durationMs ?? 0) - 3_000)).toBeLessThanOrEqual(80);
  expect((await world.ctx.store.find(asset.main?.sha256 ?? ""))?.sizeBytes).toBe(asset.main?.sizeBytes);
  expect(asset.main?.sha256).not.toBe(assetSha256);
});

test("the same bytes twice, even at once and under another name, are one asset", async () => {
  const answers = await Promise.all([upload(picture, "a.png"), upload(picture, "b.png"), upload(picture, "c.png")]);
  expect(new Set(answers.map((answer) => answer.assetSha256)).size).toBe(1);
  expect(answers.filter((answer) => answer.isNew).length).toBe(1);
  await processQueuedAssets(world.ctx);
  expect(await upload(picture, "d.png")).toMatchObject({ isNew: false });
  expect((await getAsset(editor, { assetSha256: sha256Hex(picture) })).state).toBe("ready");
  expect(await processQueuedAssets(world.ctx)).toEqual({ ready: 0, failed: 0 });
});

test("hostile uploads are refused with the reason at the door, and nothing is left behind", async () => {
  const cases: [string, Buffer, string][] = [
    ["a text file named .mp4", Buffer.from("đây không phải video\n".repeat(200)), "unsupported-media"],
    ["an HLS playlist named .mp4", Buffer.from("#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"), "unsupported-media"],
    ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), "unsupported-media"],
    ["a file of no bytes", Buffer.alloc(0), "bad-input"],
  ];
  for (const [what, bytes, code] of cases) {
    const refusal = await upload(bytes, "clip.mp4").then(
      () => new Error(`${what} was accepted`),
      (error: unknown) => error,
    );
    if (!(refusal instanceof DomainError)) throw refusal;
    expect({ what, code: refusal.code }).toEqual({ what, code });
    expect(refusal.message).not.toMatch(/\{\w+\}/);
    expect(await storedFiles(join(world.dir, "store"))).toEqual([]);
  }
  expect((await listAssets(editor)).items).toEqual([]);
});

test("a file past the limit is refused while it arrives, also a sparse one of two gigabytes", async () => {
  const path = join(samples, "sparse.mp4");
  const file = await open(path, "w");
  await file.write(video.subarray(0, 4_096));
  await file.truncate(2_000_000_000);
  const limited = { ...editor, settings: { ...editor.settings, maxUploadBytes: 5_000_000 } };
  await file.close();
  await expect(uploadAsset(limited, createReadStream(path), { fileName: "a.mp4" })).rejects.toMatchObject({
    code: "too-large",
  });
  await expect(
    uploadAsset(limited, stream(video), { fileName: "a.mp4", sizeBytes: 2_000_000_000 }),
  ).rejects.toMatchObject({ code: "too-large" });
  expect(await storedFiles(join(world.dir, "store"))).toEqual([]);
});

test("a file that proves bad while being processed fails with its reason and leaves no bytes; sent again it is tried again", async () => {
  const cut = video.subarray(0, Math.floor(video.length / 2));
  const { assetSha256 } = await upload(cut, "dang do.mp4");
  expect(await processQueuedAssets(world.ctx)).toEqual({ ready: 0, failed: 1 });
  const asset = await getAsset(editor, { assetSha256 });
  expect(asset).toMatchObject({ state: "failed", failure: { code: "damaged" }, main: null });
  expect(asset.failure?.reason.vi).toMatch(/hỏng|cụt/);
  expect(await stored()).toEqual([]);
  expect(await storedFiles(world.ctx.store.workDir)).toEqual([]);
  await upload(cut, "dang do.mp4");
  expect((await getAsset(editor, { assetSha256 })).state).toBe("queued");
});

test("a sender that breaks off leaves nothing behind", async () => {
  async function* broken() {
    yield video.subarray(0, 100_000);
    throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
  }
  await expect(
    uploadAsset(editor, Readable.from(broken(), { objectMode: false }), { fileName: "a.mp4" }),
  ).rejects.toMatchObject({ code: "bad-input", messageKey: "assets.cut-short" });
  expect(await storedFiles(join(world.dir, "store"))).toEqual([]);
  expect((await listAssets(editor)).items).toEqual([]);
});

test("work that is stopped goes back to the queue, whole", async () => {
  const { assetSha256 } = await upload(video, "a.mp4");
  const stopping = new AbortController();
  const working = processQueuedAssets(world.ctx, { signal: stopping.signal });
  await vi.waitFor(async () => expect((await getAsset(editor, { assetSha256 })).state).toBe("processing"), {
    interval: 5,
    timeout: 10_000,
  });
  stopping.abort();
  expect(await working).toEqual({ ready: 0, failed: 0 });
  expect(await getAsset(editor, { assetSha256 })).toMatchObject({ state: "queued", progressPpm: 0, main: null });
  expect(await storedFiles(world.ctx.store.workDir)).toEqual([]);
  expect(await processQueuedAssets(world.ctx)).toEqual({ ready: 1, failed: 0 });
  expect((await getAsset(editor, { assetSha256 })).state).toBe("ready");
});

test("without tools the queue waits, and the upload is neither lost nor called bad", async () => {
  const { assetSha256 } = await upload(picture, "a.png");
  const toolless = { ...world.ctx, settings: { ...world.ctx.settings, ffmpegPath: "/nowhere/ffmpeg" } };
  await expect(processQueuedAssets(toolless)).rejects.toThrow(/FFMPEG_PATH/);
  expect(await getAsset(editor, { assetSha256 })).toMatchObject({ state: "queued", failure: null });
  expect(await processQueuedAssets(world.ctx)).toEqual({ ready: 1, failed: 0 });
});

test("only an editor uploads", async () => {
  const approver = await world.asPerson(["approver"]);
  await expect(uploadAsset(approver, stream(picture), { fileName: "a.png" })).rejects.toMatchObject({
    code: "not-allowed",
  });
  expect(await storedFiles(join(world.dir, "store"))).toEqual([]);
});
