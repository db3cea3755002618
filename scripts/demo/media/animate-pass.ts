import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../../../content/tools/run-tool.ts";
import { drawOwnSvg } from "../../../content/tools/sharp.ts";
import { drawMist, drawPassLayer, drawSun, drawSunriseSky, LAYER_WIDTH } from "./draw-pass.ts";
import { sheet, WIDTH } from "./landscape.ts";

export const ANIMATION_SECONDS = 11;
const SPARE_PX = LAYER_WIDTH - WIDTH;

/**
 * Films the sunrise over the pass: five ridges drift at the speeds of their distances while the sun climbs, under a
 * soft chord of our own making. Full HD, 25 frames a second. Written whole or not at all.
 */
export async function animatePass(ffmpegPath: string, outPath: string, workDir: string, signal?: AbortSignal) {
  const dir = await mkdtemp(join(workDir, "layers-"));
  try {
    const layers = await drawLayers(dir);
    const inputs = layers.flatMap((layer) => ["-framerate", "25", "-i", layer.path]);
    const { exitCode, stderr } = await runTool({
      path: ffmpegPath,
      args: [
        ...["-nostdin", "-v", "error", "-y", ...inputs, "-f", "lavfi", "-i", chord()],
        ...["-filter_complex", compose(layers), "-map", "[film]", "-map", `${layers.length}:a`],
        ...["-t", String(ANIMATION_SECONDS), "-c:v", "libx264", "-preset", "ultrafast", "-crf", "16"],
        ...["-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart", outPath],
      ],
      limits: { memoryBytes: 4_000_000_000, fileBytes: 500_000_000, timeoutMs: 300_000 },
      signal,
    });
    if (exitCode !== 0) throw new Error(`The film could not be made.\n${stderr}`);
  } catch (error) {
    await rm(outPath, { force: true });
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Layer {
  readonly path: string;
  /** Position of its left and upper edge as an expression of the time `t`. */
  readonly x: string;
  readonly y: string;
}

async function drawLayers(dir: string): Promise<Layer[]> {
  const sun = `<svg xmlns="http://www.w3.org/2000/svg" width="520" height="520">${drawSun(260, 260, 108)}</svg>`;
  const drift = (share: number) => `-${SPARE_PX}*${share}*t/${ANIMATION_SECONDS}`;
  const ridge = (index: number, share: number) => {
    const { svg, topPx } = drawPassLayer(index);
    return { svg, x: drift(share), y: String(topPx) };
  };
  const plan = [
    { svg: sheet(drawSunriseSky(), "#f0d6b4"), x: "0", y: "0" },
    { svg: sun, x: `1010-${40}*t/${ANIMATION_SECONDS}`, y: `420-300*sin(1.5708*t/${ANIMATION_SECONDS})` },
    ridge(0, 0.12),
    ridge(1, 0.26),
    { svg: drawMist(2600, 360), x: `-500+26*t`, y: "500" },
    ridge(2, 0.44),
    ridge(3, 0.68),
    { svg: drawMist(2600, 360), x: `-60-34*t`, y: "690" },
    ridge(4, 1),
  ];
  return await Promise.all(
    plan.map(async ({ svg, x, y }, index) => {
      const path = join(dir, `${index}.png`);
      await writeFile(path, await drawOwnSvg(svg));
      return { path, x, y };
    }),
  );
}

/** Each drawing is decoded once and repeated as it is; read again for every frame it takes ten times as long. */
function compose(layers: readonly Layer[]): string {
  const held = layers.map((_, index) => {
    const pixels = index === 0 ? "yuv420p" : "yuva420p";
    return `[${index}:v]format=${pixels},loop=loop=-1:size=1,setpts=N/25/TB[h${index}]`;
  });
  const steps = layers.slice(1).map(({ x, y }, index) => {
    const below = index === 0 ? "[h0]" : `[s${index}]`;
    const above = index === layers.length - 2 ? "[film]" : `[s${index + 1}]`;
    return `${below}[h${index + 1}]overlay=x='${x}':y='${y}':format=yuv420${above}`;
  });
  return [...held, ...steps].join(";");
}

/** Four quiet tones of one chord, breathing at different paces, fading in and out. */
function chord(): string {
  const tones = [
    [110, 0.1],
    [164.81, 0.13],
    [220, 0.17],
    [277.18, 0.07],
  ];
  const left = tones.map(([hz, pace]) => `0.1*sin(2*PI*${hz}*t)*(0.6+0.4*sin(2*PI*${pace}*t))`).join("+");
  const right = tones.map(([hz, pace]) => `0.1*sin(2*PI*${hz}*t+0.4)*(0.6+0.4*cos(2*PI*${pace}*t))`).join("+");
  const fades = `afade=t=in:d=1.5,afade=t=out:st=${ANIMATION_SECONDS - 2}:d=2`;
  return `aevalsrc=exprs='${left}|${right}':s=48000:d=${ANIMATION_SECONDS},${fades}`;
}
