import { UNKNOWN } from "./frame-buffer-code.ts";
import type { GlassSamples } from "./frame-buffer-reader.ts";

/** A stretch of time in which every reading was the same. */
export interface GlassRun {
  readonly code: number;
  readonly fromMs: number;
  /** The first reading that was something else. */
  untilMs: number;
}

export interface GlassRuns {
  readonly runs: readonly GlassRun[];
  /** Readings that met the writer in the middle of a frame. */
  readonly tornReads: number;
}

/**
 * Joins equal readings. A single unreadable reading between two good ones is the reader's own doing and belongs to what
 * came before it; black is never explained away.
 */
export function toRuns({ timesMs, codes }: GlassSamples): GlassRuns {
  const runs: GlassRun[] = [];
  let tornReads = 0;
  for (let index = 0; index < codes.length; index += 1) {
    const atMs = timesMs[index] ?? 0;
    const code = codes[index] ?? UNKNOWN;
    const last = runs.at(-1);
    if (last !== undefined) last.untilMs = atMs;
    const isTorn = code === UNKNOWN && last !== undefined && last.code >= 0 && (codes[index + 1] ?? UNKNOWN) >= 0;
    if (isTorn) tornReads += 1;
    else if (last?.code !== code) runs.push({ code, fromMs: atMs, untilMs: atMs });
  }
  return { runs, tornReads };
}

/** The longest time between two readings within a stretch of time. */
export function longestWaitMs({ timesMs }: GlassSamples, fromMs: number, untilMs: number): number {
  let longestMs = 0;
  for (let index = firstAfter(timesMs, fromMs); index < timesMs.length; index += 1) {
    const atMs = timesMs[index] ?? 0;
    longestMs = Math.max(longestMs, atMs - (timesMs[index - 1] ?? atMs));
    if (atMs > untilMs) break;
  }
  return longestMs;
}

/** Share of readings that came more than `lateMs` after the one before. */
export function lateShare({ timesMs }: GlassSamples, lateMs: number): number {
  let late = 0;
  for (let index = 1; index < timesMs.length; index += 1) {
    if ((timesMs[index] ?? 0) - (timesMs[index - 1] ?? 0) > lateMs) late += 1;
  }
  return timesMs.length === 0 ? 0 : late / timesMs.length;
}

function firstAfter(timesMs: Float64Array, atMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
