import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findTools } from "../../../content/tools/find-tools.ts";
import { readLoudness, readTrack } from "../../../tests/support/media-facts.ts";
import { storedFiles } from "../../../tests/support/stored-files.ts";
import { makeDemoMedia } from "./make-demo-media.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "demo-media-"));
});
afterAll(async () => await rm(dir, { recursive: true, force: true }));

describe("demo media", () => {
  it("are six full-HD pictures, each its own, and one film with sound, and nothing else", async () => {
    const { ffmpeg } = await findTools();
    const progress: number[] = [];
    const media = await makeDemoMedia(dir, { ffmpegPath: ffmpeg.path, onProgress: (ppm) => progress.push(ppm) });
    const files = Object.values(media);
    expect(await storedFiles(dir)).toEqual(files.map((file) => file.fileName).sort());
    const pictures = files.filter((file) => file.kind === "image");
    expect(pictures).toHaveLength(6);
    for (const picture of pictures) {
      const { width, height } = await sharp(picture.path).metadata();
      const { entropy } = await sharp(picture.path).stats();
      expect([width, height]).toEqual([1920, 1080]);
      expect(entropy).toBeGreaterThan(2);
    }
    expect(
      new Set(await Promise.all(pictures.map(async ({ path }) => (await readFile(path)).toString("hex")))).size,
    ).toBe(6);
    const film = await readTrack(media.sunrise.path, "video");
    expect(film.startsS).toHaveLength(275);
    expect(await readLoudness(media.sunrise.path)).toBeGreaterThan(-45);
    expect(progress.at(-1)).toBe(1_000_000);
  });
});
