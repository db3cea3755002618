import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawOwnSvg } from "../../../content/tools/sharp.ts";
import { animatePass } from "./animate-pass.ts";
import { drawEGate } from "./draw-e-gate.ts";
import { drawLanterns } from "./draw-lanterns.ts";
import { drawPass } from "./draw-pass.ts";
import { drawRain } from "./draw-rain.ts";
import { drawRiver } from "./draw-river.ts";
import { drawTerraces } from "./draw-terraces.ts";

const PICTURES = {
  pass: drawPass,
  terraces: drawTerraces,
  lanterns: drawLanterns,
  river: drawRiver,
  rain: drawRain,
  "e-gate": drawEGate,
} as const;

/** What a file shows; `sunrise` is the film. */
export type DemoMediaRole = keyof typeof PICTURES | "sunrise";

export interface DemoMediaFile {
  readonly path: string;
  readonly fileName: string;
  readonly kind: "image" | "video";
}

export type DemoMedia = Readonly<Record<DemoMediaRole, DemoMediaFile>>;

export interface DemoMediaOptions {
  readonly ffmpegPath: string;
  /** 0 … 1 000 000. */
  readonly onProgress?: ((ppm: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The film takes most of the time. */
const FILM_FROM_PPM = 250_000;

/**
 * Draws the demo's six full-HD pictures and its film into `outDir`, made if absent. All are our own drawings, without
 * text, arms or flags; the same every time.
 */
export async function makeDemoMedia(outDir: string, options: DemoMediaOptions): Promise<DemoMedia> {
  await mkdir(outDir, { recursive: true });
  const file = (name: string, kind: "image" | "video"): DemoMediaFile => ({
    path: join(outDir, name),
    fileName: name,
    kind,
  });
  const media: DemoMedia = {
    pass: file("pass.png", "image"),
    terraces: file("terraces.png", "image"),
    lanterns: file("lanterns.png", "image"),
    river: file("river.png", "image"),
    rain: file("rain.png", "image"),
    "e-gate": file("e-gate.png", "image"),
    sunrise: file("sunrise.mp4", "video"),
  };
  const drawings = Object.entries(PICTURES) as [keyof typeof PICTURES, () => string][];
  for (const [index, [role, draw]] of drawings.entries()) {
    options.signal?.throwIfAborted();
    await writeFile(media[role].path, await drawOwnSvg(draw()));
    options.onProgress?.(Math.round((FILM_FROM_PPM * (index + 1)) / drawings.length));
  }
  await animatePass(options.ffmpegPath, media.sunrise.path, outDir, options.signal);
  options.onProgress?.(1_000_000);
  return media;
}
