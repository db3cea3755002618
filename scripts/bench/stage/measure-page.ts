import { setTimeout as wait } from "node:timers/promises";
import type { FrameBuffer } from "../../../tests/support/frame-buffer.ts";
import { itemOf, type KnownStill } from "../../../tests/support/frame-buffer-code.ts";
import { lateShare } from "../../../tests/support/frame-buffer-runs.ts";
import { monotonicMs, watchGlass } from "../../../tests/support/frame-buffer-watch.ts";
import { until } from "../../../tests/support/processes.ts";
import type { BenchPage } from "./bench-page.ts";
import { type Kiosk, startKiosk } from "./kiosk.ts";
import { machineCpuSeconds, treeCpuSeconds } from "./processes.ts";
import { findSeams, type SeamReport } from "./seams.ts";

const FIRST_PICTURE_WITHIN_MS = 30_000;
/** The first items pay for fonts, decoders and caches. */
const WARM_UP_MS = 3_000;
const LATE_MS = 10;

/** One run of one page. */
export interface PageRun {
  readonly page: string;
  readonly report: SeamReport;
  /** Seams that should have been seen in the time. */
  readonly seamsPlanned: number;
  /** Processor time of the browser and all its processes, per second. */
  readonly cores: number;
  /** What everything but browser, display, reader and this bench used of the machine meanwhile. */
  readonly otherCores: number;
  /** Share of readings that came more than 10 ms after the one before. */
  readonly lateShare: number;
  readonly trouble: readonly string[];
}

/** Opens `page` on the display in a browser of its own and reads `seams` of its seams after warming up. */
export async function measurePage(
  buffer: FrameBuffer,
  page: BenchPage,
  options: { readonly seams: number; readonly stills: readonly KnownStill[] },
): Promise<PageRun> {
  const kiosk = await startKiosk(buffer.display, page.url);
  try {
    const playing = await page.begin();
    try {
      await untilItPlays(buffer, page, options.stills);
      await wait(WARM_UP_MS);
      const run = await readRun(buffer, kiosk, page, options);
      return { ...run, trouble: await playing.end() };
    } catch (error) {
      const trouble = await playing.end();
      throw new Error(`${page.name}: ${String(error)} ${trouble.join(", ")}`, { cause: error });
    }
  } finally {
    await kiosk.stop();
  }
}

/** Polls until an item of the page is on the glass. */
export async function untilItPlays(buffer: FrameBuffer, page: BenchPage, stills: readonly KnownStill[]): Promise<void> {
  const items = page.cycle.map(({ item }) => item);
  await until(`the first picture of ${page.name}`, FIRST_PICTURE_WITHIN_MS, async () => {
    const code = await buffer.readCode(stills);
    return code >= 0 && items.includes(itemOf(code)) ? true : undefined;
  });
}

async function readRun(
  buffer: FrameBuffer,
  kiosk: Kiosk,
  page: BenchPage,
  { seams, stills }: { readonly seams: number; readonly stills: readonly KnownStill[] },
): Promise<Omit<PageRun, "trouble">> {
  const itemMs = page.cycle.reduce((sum, { durationMs }) => sum + durationMs, 0) / page.cycle.length;
  const watch = await watchGlass(buffer, stills);
  const use = async () => ({
    atMs: monotonicMs(),
    browser: await treeCpuSeconds(kiosk.pid),
    // Browser, display and reader are children of this process.
    ours: await treeCpuSeconds(process.pid),
    machine: await machineCpuSeconds(),
  });
  const before = await use();
  // Two more than asked for: the first and the last showing are never whole.
  await wait((seams + 2) * itemMs);
  const after = await use();
  const samples = await watch.stop();
  const seconds = (after.atMs - before.atMs) / 1_000;
  return {
    page: page.name,
    report: findSeams(samples, page.cycle),
    seamsPlanned: seams,
    cores: (after.browser - before.browser) / seconds,
    otherCores: Math.max(0, (after.machine - before.machine - (after.ours - before.ours)) / seconds),
    lateShare: lateShare(samples, LATE_MS),
  };
}
