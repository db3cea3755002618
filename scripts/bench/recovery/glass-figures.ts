import { BLACK, frameOf, itemOf } from "../../../tests/support/frame-buffer-code.ts";
import type { GlassRun } from "../../../tests/support/frame-buffer-runs.ts";

/** A stretch of time on the reader's clock. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Still {
  readonly item: number;
  readonly frame: number;
  readonly stoodMs: number;
}

/** The longest time from `fromMs` until `untilMs` in which nothing at all was on the glass. */
export function longestBlackMs(runs: readonly GlassRun[], { fromMs, untilMs }: Stretch): number {
  return longest(within(runs, fromMs, untilMs).filter(({ code }) => code === BLACK));
}

/** The coded frame that stood longest, of any item; a slate is no frozen film. */
export function longestStill(runs: readonly GlassRun[], { fromMs, untilMs }: Stretch): Still | undefined {
  const stills = within(runs, fromMs, untilMs).filter(({ code }) => code >= 0);
  const [first] = stills.sort((one, other) => lengthOf(other) - lengthOf(one));
  if (first === undefined) return undefined;
  return { item: itemOf(first.code), frame: frameOf(first.code), stoodMs: Math.round(lengthOf(first)) };
}

/** The longest wait for a new frame: a frame that stood, with whatever unreadable or black followed it. */
export function longestWaitForFrameMs(runs: readonly GlassRun[], { fromMs, untilMs }: Stretch): number {
  const waits: Stretch[] = [];
  let last: number | undefined;
  let sinceMs = fromMs;
  for (const run of within(runs, fromMs, untilMs)) {
    if (run.code < 0 || run.code === last) continue;
    waits.push({ fromMs: sinceMs, untilMs: run.fromMs });
    last = run.code;
    sinceMs = run.fromMs;
  }
  return longest([...waits, { fromMs: sinceMs, untilMs }]);
}

/** Every turn of `item` on the glass, from its first frame to the end of its last; a turn ends with another item. */
export function turnsOf(runs: readonly GlassRun[], item: number): Stretch[] {
  const turns: Stretch[] = [];
  let open: { fromMs: number; untilMs: number } | undefined;
  for (const { code, fromMs, untilMs } of runs) {
    if (code < 0) continue;
    if (itemOf(code) !== item) {
      open = undefined;
    } else if (open === undefined) {
      open = { fromMs, untilMs };
      turns.push(open);
    } else {
      open.untilMs = untilMs;
    }
  }
  return turns;
}

/** Every stretch in which no code could be read, between two in which one could or at an end. */
export function pauses(runs: readonly GlassRun[]): Stretch[] {
  const found: { fromMs: number; untilMs: number }[] = [];
  let isOpen = false;
  for (const { code, fromMs, untilMs } of runs) {
    const last = found.at(-1);
    if (code < 0 && isOpen && last !== undefined) last.untilMs = untilMs;
    else if (code < 0) found.push({ fromMs, untilMs });
    isOpen = code < 0;
  }
  return found;
}

/** The share of `values`, sorted, that lies at or below the answer; `NaN` of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function within(runs: readonly GlassRun[], fromMs: number, untilMs: number): GlassRun[] {
  return runs
    .filter((run) => run.untilMs > fromMs && run.fromMs < untilMs)
    .map((run) => ({ ...run, fromMs: Math.max(run.fromMs, fromMs), untilMs: Math.min(run.untilMs, untilMs) }));
}

function longest(stretches: readonly Stretch[]): number {
  return Math.round(Math.max(0, ...stretches.map(lengthOf)));
}

const lengthOf = ({ fromMs, untilMs }: Stretch): number => untilMs - fromMs;
