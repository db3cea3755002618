import { createReadStream } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { receiveUpload } from "../../../content/ingest/receive-upload.ts";
import { makeRenditions } from "../../../content/renditions/make-renditions.ts";
import type { ContentStore } from "../../../content/store/content-store.ts";
import { createFileStore } from "../../../content/store/file-store.ts";
import { runTool } from "../../../content/tools/run-tool.ts";
import { drawOwnSvg } from "../../../content/tools/sharp.ts";
import { cellsOf, GLASS, STRIP } from "../../../tests/support/frame-buffer-code.ts";

export const FRAMES_PER_SECOND = 30;
/** Enough that the encoder needs about 6 Mbit/s, as a filmed clip does. */
const NOISE = 5;

/** A rendition made by the product's own pipeline, and its bytes. */
export interface CodedItem {
  readonly sha256: string;
  readonly bytes: Buffer;
  readonly mediaType: "video/mp4" | "image/webp";
  readonly durationMs: number | null;
}

/** Makes the pictures and clips that the pages show; every frame of each says which it is. */
export class CodedItems {
  readonly #directory: string;
  readonly #store: ContentStore;

  private constructor(directory: string, store: ContentStore) {
    this.#directory = directory;
    this.#store = store;
  }

  static async open(directory: string): Promise<CodedItems> {
    await mkdir(directory, { recursive: true });
    return new CodedItems(directory, await createFileStore(join(directory, "store")));
  }

  /** A moving 1080p30 clip with a quiet tone that shows `items` one after the other, each for `frames` frames. */
  async makeClip(items: readonly number[], frames: number): Promise<CodedItem> {
    const name = `clip-${items.join("-")}-${frames}`.slice(0, 80);
    const strip = join(this.#directory, `${name}.gray`);
    const video = join(this.#directory, `${name}.mp4`);
    await writeFile(strip, stripFrames(items, frames));
    const seconds = (items.length * frames) / FRAMES_PER_SECOND;
    await ffmpeg([...clipInputs(strip, seconds), ...clipOutput(seconds), video], seconds);
    const item = await this.#render(video);
    await rm(strip);
    return item;
  }

  /** A picture with the code of `item`, frame 0. */
  async makePicture(item: number): Promise<CodedItem> {
    const cells = cellsOf(item, 0).map((white, index) => {
      const x = STRIP.leftPx + index * STRIP.cellPx;
      return `<rect x="${x}" y="${STRIP.topPx}" width="${STRIP.cellPx}" height="${STRIP.heightPx}" fill="${white ? "#fff" : "#000"}"/>`;
    });
    return await this.#draw(`picture-${item}`, cells.join(""), item);
  }

  /** A picture for a slide: broad stripes, so that what the slide makes of it is unlike any other slide. */
  async makeStripes(item: number): Promise<CodedItem> {
    const widthPx = 40 + (item % 7) * 24;
    const stripes = Array.from({ length: Math.ceil(GLASS.widthPx / widthPx / 2) }, (_, index) => {
      return `<rect x="${index * widthPx * 2}" y="0" width="${widthPx}" height="${GLASS.heightPx}" fill="#d8d2c0"/>`;
    });
    return await this.#draw(`stripes-${item}`, stripes.join(""), item);
  }

  async #draw(name: string, inside: string, item: number): Promise<CodedItem> {
    const { widthPx, heightPx } = GLASS;
    const ground = `hsl(${(item * 67) % 360} 25% 40%)`;
    const png = await drawOwnSvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="${widthPx}" height="${heightPx}" fill="${ground}"/>${inside}</svg>`,
    );
    const path = join(this.#directory, `${name}.png`);
    await writeFile(path, png);
    return await this.#render(path);
  }

  /** What a server makes of an upload is what the players get, here too. */
  async #render(path: string): Promise<CodedItem> {
    const upload = await receiveUpload(this.#store, createReadStream(path), { fileName: "bench", limitBytes: 1e9 });
    const main = (await makeRenditions(this.#store, upload.sha256)).find(({ role }) => role === "main");
    if (main === undefined) throw new Error(`Nothing was made of ${path}.`);
    const { sha256, mediaType, durationMs } = main;
    return { sha256, mediaType, durationMs, bytes: await readFile(this.#store.pathOf(sha256)) };
  }
}

/** One grey pixel a cell, one row a frame: ffmpeg makes them large. */
function stripFrames(items: readonly number[], frames: number): Buffer {
  const rows = items.flatMap((item) =>
    Array.from({ length: frames }, (_, frame) => cellsOf(item, frame).map((white) => (white ? 255 : 0))),
  );
  return Buffer.from(rows.flat());
}

function clipInputs(stripPath: string, seconds: number): string[] {
  const size = `${GLASS.widthPx}x${GLASS.heightPx}`;
  const rate = String(FRAMES_PER_SECOND);
  return [
    ...["-nostdin", "-v", "error", "-y"],
    ...["-f", "rawvideo", "-pix_fmt", "gray", "-s", `${STRIP.cells}x1`, "-r", rate, "-i", stripPath],
    ...["-f", "lavfi", "-i", `testsrc2=s=${size}:r=${rate}:d=${seconds},noise=alls=${NOISE}:allf=t`],
    ...["-f", "lavfi", "-i", `sine=frequency=330:sample_rate=48000:duration=${seconds}`],
  ];
}

function clipOutput(seconds: number): string[] {
  const { cells, cellPx, heightPx, leftPx, topPx } = STRIP;
  const strip = `[0:v]scale=${cells * cellPx}:${heightPx}:flags=neighbor,format=yuv420p[strip]`;
  const filter = `${strip};[1:v][strip]overlay=${leftPx}:${topPx}:format=yuv420,format=yuv420p[v]`;
  return [
    ...["-filter_complex", filter, "-map", "[v]", "-map", "2:a", "-c:a", "aac"],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-t", String(seconds)],
  ];
}

async function ffmpeg(args: readonly string[], seconds: number): Promise<void> {
  const limits = { memoryBytes: 3_000_000_000, fileBytes: 2_000_000_000, timeoutMs: 60_000 + seconds * 20_000 };
  const { exitCode, stderr } = await runTool({ path: "/usr/bin/ffmpeg", args, limits });
  if (exitCode !== 0) throw new Error(`No coded clip: ${stderr}`);
}
