import { setTimeout as wait } from "node:timers/promises";
import type { FrameBuffer } from "../../../tests/support/frame-buffer.ts";
import type { KnownStill } from "../../../tests/support/frame-buffer-code.ts";
import { monotonicMs } from "../../../tests/support/frame-buffer-watch.ts";
import type { BenchPage } from "./bench-page.ts";
import { type Ask, type Kiosk, startKiosk } from "./kiosk.ts";
import { untilItPlays } from "./measure-page.ts";
import { readTree } from "./processes.ts";
import { largest, median } from "./statistics.ts";
import { type BenchResult, judge } from "./verdict.ts";

/** What a page holds after so many seams, garbage collected. */
export interface MemorySample {
  readonly seams: number;
  readonly nodes: number;
  readonly heapBytes: number;
  readonly descriptors: number;
  readonly privateBytes: number;
}

/** Growth is judged from here: decoders and caches have filled by then. */
const WARM_SEAMS = 500;
const LAST_SEAMS = 1_500;
const SAMPLE_EVERY_SEAMS = 100;
/** When a page is looked at. */
const SAMPLED_AT = Array.from(
  { length: LAST_SEAMS / SAMPLE_EVERY_SEAMS },
  (_, index) => (index + 1) * SAMPLE_EVERY_SEAMS,
);
/**
 * At each end this many samples are taken together. The browser keeps pools of frames that it empties for a while and
 * fills again, so that private memory swings between two levels: what it reaches is compared, and of the rest the middle.
 */
const TAKEN_TOGETHER = 5;
const MEGABYTE = 1_000_000;

/** Lets `page` play 1 500 seams in one browser and looks at what it holds, every hundred unless told when. */
export async function measureMemory(
  buffer: FrameBuffer,
  page: BenchPage,
  stills: readonly KnownStill[],
  told: (sample: MemorySample) => void,
  sampledAt: readonly number[] = SAMPLED_AT,
): Promise<MemorySample[]> {
  const itemMs = page.cycle.reduce((sum, { durationMs }) => sum + durationMs, 0) / page.cycle.length;
  const kiosk = await startKiosk(buffer.display, page.url);
  try {
    const playing = await page.begin();
    try {
      await untilItPlays(buffer, page, stills);
      const startedAtMs = monotonicMs();
      const samples: MemorySample[] = [];
      for (const seams of sampledAt) {
        await wait(startedAtMs + seams * itemMs - monotonicMs());
        const sample = await readMemory(kiosk, seams);
        samples.push(sample);
        told(sample);
      }
      return samples;
    } finally {
      await playing.end();
    }
  } finally {
    await kiosk.stop();
  }
}

/** Nothing may have grown between seam 500 and seam 1 500. */
export function judgeMemory(kind: string, samples: readonly MemorySample[]): BenchResult[] {
  const warm = samples.filter(({ seams }) => seams >= WARM_SEAMS).slice(0, TAKEN_TOGETHER);
  const last = samples.slice(-TAKEN_TOGETHER);
  const growth = (of: (sample: MemorySample) => number): number => median(last.map(of)) - median(warm.map(of));
  const reached = (samples: readonly MemorySample[]) => largest(samples.map(({ privateBytes }) => privateBytes));
  const privatePercent = (100 * (reached(last) - reached(warm))) / reached(warm);
  const what = (name: string): string => `${kind}: growth of ${name} from seam ${WARM_SEAMS} to ${LAST_SEAMS}`;
  return [
    judge(what("DOM nodes"), [growth((sample) => sample.nodes)], 0, "nodes"),
    judge(what("open files"), [growth((sample) => sample.descriptors)], 0, "files"),
    judge(what("the JavaScript heap"), [growth((sample) => sample.heapBytes) / MEGABYTE], 0.1, "MB"),
    judge(what("private memory at its highest"), [privatePercent], 2, "%"),
  ];
}

async function readMemory(kiosk: Kiosk, seams: number): Promise<MemorySample> {
  let page = { nodes: Number.NaN, heapBytes: Number.NaN };
  await kiosk.ask(async (call) => {
    page = await readPage(call);
  });
  const { descriptors, privateBytes } = await readTree(kiosk.pid);
  return { seams, ...page, descriptors, privateBytes };
}

async function readPage(call: Ask): Promise<{ nodes: number; heapBytes: number }> {
  await call("HeapProfiler.collectGarbage");
  await call("Performance.enable");
  const { metrics } = (await call("Performance.getMetrics")) as { metrics: { name: string; value: number }[] };
  await call("Performance.disable");
  const metricOf = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { nodes: metricOf("Nodes"), heapBytes: metricOf("JSHeapUsedSize") };
}
