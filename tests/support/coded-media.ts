import { writeFile } from "node:fs/promises";
import { runTool } from "../../content/tools/run-tool.ts";
import { drawOwnSvg, readPixels } from "../../content/tools/sharp.ts";

/** Codes are whole numbers from 0 up to, not including, this. */
export const CODE_COUNT = 256;

/** A rectangle of a screenshot, in its pixels. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface CodedSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const FULL_HD: CodedSize = { widthPx: 1920, heightPx: 1080 };
const CELLS = 4;
/** The grid is a square in the middle, this share of the picture's shorter side. */
const GRID_SHARE = 0.6;
const DARK = 70;
const LIGHT = 185;
const GROUNDS = ["#5b6f7a", "#7a5b5b", "#5b7a63", "#76705a", "#5f5b7a", "#5a7676"];

/**
 * A PNG whose middle carries `code` in sixteen cells of black and white: four fixed corners, eight bits, four check
 * bits. On a ground whose colour also changes with the code, for the human eye.
 */
export async function makeCodedPicture(code: number, size: CodedSize = FULL_HD): Promise<Buffer> {
  const { widthPx, heightPx } = size;
  const grid = gridRect({ x: 0, y: 0, width: widthPx, height: heightPx });
  const cell = grid.width / CELLS;
  const cells = bitsOf(code)
    .map((bit, index) => {
      const x = grid.x + (index % CELLS) * cell;
      const y = grid.y + Math.floor(index / CELLS) * cell;
      return `<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${bit ? "#fff" : "#000"}"/>`;
    })
    .join("");
  const ground = GROUNDS[code % GROUNDS.length];
  return await drawOwnSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="${widthPx}" height="${heightPx}" fill="${ground}"/>${cells}</svg>`,
  );
}

export interface CodedVideoOptions extends Partial<CodedSize> {
  readonly durationMs: number;
  readonly ffmpegPath?: string;
  readonly framesPerSecond?: number;
  /** Default true: a quiet tone. */
  readonly sound?: boolean;
  /** More output options, before the path. */
  readonly outputOptions?: readonly string[];
}

/** Writes a video whose every frame carries `code`, with a bar that moves along its lower edge. */
export async function writeCodedVideo(path: string, code: number, options: CodedVideoOptions): Promise<void> {
  const { widthPx = 640, heightPx = 360, framesPerSecond = 25, durationMs, sound = true } = options;
  const stillPath = `${path}.png`;
  await writeFile(stillPath, await makeCodedPicture(code, { widthPx, heightPx }));
  const seconds = String(durationMs / 1_000);
  const rate = String(framesPerSecond);
  const bar = `color=c=white:s=${Math.round(widthPx / 16)}x${Math.round(heightPx / 30)}:r=${rate}:d=${seconds}`;
  const { exitCode, stderr } = await runTool({
    path: options.ffmpegPath ?? "/usr/bin/ffmpeg",
    args: [
      ...["-nostdin", "-v", "error", "-y", "-loop", "1", "-framerate", rate, "-i", stillPath, "-f", "lavfi", "-i", bar],
      ...(sound ? ["-f", "lavfi", "-i", `sine=frequency=${300 + code}:sample_rate=48000:duration=${seconds}`] : []),
      ...["-filter_complex", "[0:v][1:v]overlay=x='mod(t*160,W)':y='H-h',format=yuv420p[v]", "-map", "[v]"],
      ...(sound ? ["-map", "2:a", "-c:a", "aac"] : []),
      ...["-c:v", "libx264", "-preset", "ultrafast", "-t", seconds, ...(options.outputOptions ?? []), path],
    ],
    limits: { memoryBytes: 3_000_000_000, fileBytes: 500_000_000, timeoutMs: 120_000 },
  });
  if (exitCode !== 0) throw new Error(`No coded video: ${stderr}`);
}

/**
 * Reads the code from a screenshot, or `undefined` when there is none or it is not clear: black, half faded or wrong
 * in a check bit. `rect` is where the whole picture lies; the whole screenshot by default.
 */
export async function readCode(png: Buffer, rect?: PixelRect): Promise<number | undefined> {
  const pixels = await readPixels(png);
  const grid = gridRect(rect ?? { x: 0, y: 0, width: pixels.widthPx, height: pixels.heightPx });
  const bits: boolean[] = [];
  for (let index = 0; index < CELLS * CELLS; index += 1) {
    const cell = grid.width / CELLS;
    const x = grid.x + ((index % CELLS) + 0.5) * cell;
    const y = grid.y + (Math.floor(index / CELLS) + 0.5) * cell;
    const level = meanLevel(pixels, x, y, cell * 0.2);
    if (level > DARK && level < LIGHT) return undefined;
    bits.push(level >= LIGHT);
  }
  const code = bits
    .slice(1, 3)
    .concat(bits.slice(4, 10))
    .reduce((sum, bit) => sum * 2 + Number(bit), 0);
  return bitsOf(code).every((bit, index) => bit === bits[index]) ? code : undefined;
}

function meanLevel(pixels: { data: Buffer; widthPx: number; heightPx: number }, x: number, y: number, reach: number) {
  let sum = 0;
  let count = 0;
  for (let row = Math.max(0, Math.floor(y - reach)); row <= Math.min(pixels.heightPx - 1, y + reach); row += 1) {
    for (let col = Math.max(0, Math.floor(x - reach)); col <= Math.min(pixels.widthPx - 1, x + reach); col += 1) {
      const at = (row * pixels.widthPx + col) * 3;
      sum += (pixels.data[at] ?? 0) + (pixels.data[at + 1] ?? 0) + (pixels.data[at + 2] ?? 0);
      count += 3;
    }
  }
  return count === 0 ? 128 : sum / count;
}

function gridRect(rect: PixelRect): PixelRect {
  const side = Math.min(rect.width, rect.height) * GRID_SHARE;
  return { x: rect.x + (rect.width - side) / 2, y: rect.y + (rect.height - side) / 2, width: side, height: side };
}

/** Row by row: corners white, black, black, white so that neither a black nor a white screen reads as a code. */
function bitsOf(code: number): boolean[] {
  if (!Number.isInteger(code) || code < 0 || code >= CODE_COUNT) throw new RangeError(`No code ${code}.`);
  const data = Array.from({ length: 8 }, (_, index) => ((code >> (7 - index)) & 1) === 1);
  const check = checkBits(code);
  const [d0, d1, ...rest] = data;
  return [true, d0 ?? false, d1 ?? false, false, ...rest, ...check.slice(0, 2), false, ...check.slice(2), true];
}

/** CRC-4 (x⁴ + x + 1) of the eight bits. */
function checkBits(code: number): boolean[] {
  let rest = code << 4;
  for (let bit = 11; bit >= 4; bit -= 1) if ((rest >> bit) & 1) rest ^= 0b10011 << (bit - 4);
  return Array.from({ length: 4 }, (_, index) => ((rest >> (3 - index)) & 1) === 1);
}
