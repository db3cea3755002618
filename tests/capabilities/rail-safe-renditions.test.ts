import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { receiveUpload } from "../../content/ingest/receive-upload.ts";
import { codecString } from "../../content/renditions/codec-string.ts";
import { makeRenditions } from "../../content/renditions/make-renditions.ts";
import { createFileStore } from "../../content/store/file-store.ts";
import { readClipInit } from "../../player/stage/rail/clip-init.ts";
import { writeCodedVideo } from "../support/coded-media.ts";

let dir: string;
let sounding: Buffer;
let mute: Buffer;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "rail-safe-"));
  sounding = await rendition(true);
  mute = await rendition(false);
});
afterAll(async () => await rm(dir, { recursive: true, force: true }));

/** The main rendition that the server makes of a short upload. */
async function rendition(sound: boolean): Promise<Buffer> {
  const store = await createFileStore(join(dir, String(sound)));
  const path = join(dir, `${sound}.mp4`);
  await writeCodedVideo(path, 41, { durationMs: 4_600, sound });
  const { sha256 } = await receiveUpload(store, createReadStream(path), { fileName: "x", limitBytes: 1e8 });
  const [main] = await makeRenditions(store, sha256);
  return await readFile(store.pathOf(main?.sha256 ?? ""));
}

describe("a video that the server has made", () => {
  test("is for the player's rail as it is, with its codecs read the same on both sides and every entry at a fragment", async () => {
    for (const [bytes, rail] of [
      [sounding, "picture+sound"],
      [mute, "picture"],
    ] as const) {
      const init = readClipInit(bytes);
      expect(init?.rail).toBe(rail);
      expect(init?.mediaType).toBe(`video/mp4; codecs="${codecString(bytes)}"`);
      expect(init?.fragments.map(({ startS }) => startS)).toEqual([0, 2, 4]);
      for (const { offset } of init?.fragments ?? []) {
        expect(bytes.toString("latin1", offset + 4, offset + 8)).toBe("moof");
      }
      expect(bytes.toString("latin1", 4, 8)).toBe("ftyp");
    }
  });

  test("would not be for it as a progressive file, with its beginning cut off, or as something else", async () => {
    const progressive = join(dir, "progressive.mp4");
    await writeCodedVideo(progressive, 42, { durationMs: 1_000, outputOptions: ["-movflags", "+faststart"] });
    for (const bytes of [
      await readFile(progressive),
      mute.subarray(0, 300),
      Buffer.from("#EXTM3U"),
      Buffer.alloc(64),
    ]) {
      expect(readClipInit(bytes)).toBeUndefined();
    }
  });
});
