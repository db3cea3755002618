import { setTimeout as wait } from "node:timers/promises";
import type { FrameBuffer } from "../../../tests/support/frame-buffer.ts";
import type { KnownStill } from "../../../tests/support/frame-buffer-code.ts";
import { monotonicMs } from "../../../tests/support/frame-buffer-watch.ts";
import type { BenchPage, Playing } from "./bench-page.ts";
import { type Kiosk, startKiosk } from "./kiosk.ts";
import { untilItPlays } from "./measure-page.ts";
import { machineCpuSeconds, treeCpuSeconds } from "./processes.ts";

/** The first items pay for fonts, decoders and caches. */
const WARM_UP_MS = 4_000;
const MEASURE_MS = 16_000;

/** Two pages over the same stretch of time. */
export interface SideBySide {
  /** Processor time of each page's browser and all its processes, per second. */
  readonly ours: number;
  readonly bare: number;
  /** What everything but browsers, displays and this bench used of the machine meanwhile. */
  readonly otherCores: number;
}

interface Opened {
  readonly kiosk: Kiosk;
  readonly playing: Playing;
}

/**
 * Plays both pages at the same time, each in a browser and on a display of its own: whatever makes the machine slower for
 * a while, as its neighbours do, makes both dearer.
 */
export async function measureSideBySide(
  displays: readonly [FrameBuffer, FrameBuffer],
  [ours, bare]: readonly [BenchPage, BenchPage],
  stills: readonly KnownStill[],
): Promise<SideBySide> {
  const opened: Opened[] = [];
  try {
    for (const [at, page] of [ours, bare].entries()) {
      const buffer = displays[at === 0 ? 0 : 1];
      const kiosk = await startKiosk(buffer.display, page.url);
      opened.push({ kiosk, playing: await page.begin() });
      await untilItPlays(buffer, page, stills);
    }
    await wait(WARM_UP_MS);
    const before = await useOf(opened);
    await wait(MEASURE_MS);
    const after = await useOf(opened);
    const seconds = (after.atMs - before.atMs) / 1_000;
    const cores = (at: number): number => ((after.browsers[at] ?? 0) - (before.browsers[at] ?? 0)) / seconds;
    const others = (after.machine - before.machine - (after.own - before.own)) / seconds;
    return { ours: cores(0), bare: cores(1), otherCores: Math.max(0, others) };
  } finally {
    for (const { kiosk, playing } of opened) {
      await playing.end();
      await kiosk.stop();
    }
  }
}

async function useOf(opened: readonly Opened[]): Promise<{
  readonly atMs: number;
  readonly browsers: readonly number[];
  readonly own: number;
  readonly machine: number;
}> {
  return {
    atMs: monotonicMs(),
    browsers: await Promise.all(opened.map(({ kiosk }) => treeCpuSeconds(kiosk.pid))),
    own: await treeCpuSeconds(process.pid),
    machine: await machineCpuSeconds(),
  };
}
