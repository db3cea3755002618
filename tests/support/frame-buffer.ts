import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { GLASS, type KnownStill, readStrip, STRIP } from "./frame-buffer-code.ts";
import { levelsIn } from "./frame-buffer-strip.ts";
import { until } from "./processes.ts";

const START_WITHIN_MS = 15_000;
/** Of an XWD file: size of the header, bytes of a line, count of colours, each big-endian. */
const XWD = { headerAt: 0, lineBytesAt: 48, coloursAt: 76, colourBytes: 12, headBytes: 100 } as const;

/** Where the strip's bytes lie in the display's memory file; four bytes a pixel. */
export interface StripPlace {
  readonly path: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** An X display whose picture is a file in memory, so that what is on the glass is read without asking any page. */
export interface FrameBuffer {
  /** For the environment's DISPLAY. */
  readonly display: string;
  readonly pid: number;
  readonly strip: StripPlace;
  /** How bright the middle of each cell is now. */
  readLevels(): Promise<number[]>;
  /** What is on the glass now: a code, `BLACK` or `UNKNOWN`. */
  readCode(stills?: readonly KnownStill[]): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a display of 1920×1080 without a pointer. Rejects with what to install when there is no Xvfb. */
export async function startFrameBuffer(): Promise<FrameBuffer> {
  const directory = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "frame-buffer-"));
  const screen = ["-screen", "0", `${GLASS.widthPx}x${GLASS.heightPx}x24`];
  const args = ["-displayfd", "3", ...screen, "-fbdir", directory, "-nocursor", "-nolisten", "tcp", "-s", "0"];
  const child = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const killNow = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", killNow);
  const stop = async (): Promise<void> => {
    await end(child);
    process.off("exit", killNow);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const display = `:${await displayNumber(child)}`;
    const path = join(directory, "Xvfb_screen0");
    const strip = await until("the frame buffer", START_WITHIN_MS, () => findStrip(path));
    const file = await open(path, "r");
    const readLevels = async (): Promise<number[]> => {
      const { buffer } = await file.read(Buffer.alloc(strip.lengthBytes), 0, strip.lengthBytes, strip.offsetBytes);
      return [...levelsIn(buffer, new Uint8Array(STRIP.cells))];
    };
    return {
      display,
      pid: child.pid ?? 0,
      strip,
      readLevels,
      readCode: async (stills = []) => readStrip(await readLevels(), stills),
      async stop() {
        await file.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function displayNumber(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("error", () => reject(new Error("There is no Xvfb. Run: sudo apt-get install -y xvfb")));
    child.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    (child.stdio[3] as Readable).setEncoding("utf8").once("data", (text: string) => resolve(text.trim()));
  });
}

async function findStrip(path: string): Promise<StripPlace | undefined> {
  if (!existsSync(path)) return undefined;
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(XWD.headBytes), 0, XWD.headBytes, 0);
    if (bytesRead < XWD.headBytes) return undefined;
    const lineBytes = buffer.readUInt32BE(XWD.lineBytesAt);
    const pixelsAt = buffer.readUInt32BE(XWD.headerAt) + buffer.readUInt32BE(XWD.coloursAt) * XWD.colourBytes;
    if (lineBytes !== GLASS.widthPx * 4) return undefined;
    const rowPx = STRIP.topPx + STRIP.heightPx / 2;
    return {
      path,
      offsetBytes: pixelsAt + rowPx * lineBytes + STRIP.leftPx * 4,
      lengthBytes: STRIP.cells * STRIP.cellPx * 4,
    };
  } finally {
    await file.close();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await ended;
}
