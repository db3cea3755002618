import { BLACK, frameOf } from "../../../tests/support/frame-buffer-code.ts";
import type { GlassSamples } from "../../../tests/support/frame-buffer-reader.ts";
import { type GlassRun, longestWaitMs, toRuns } from "../../../tests/support/frame-buffer-runs.ts";
import { followCycle, type PlannedItem, type Showing } from "./showings.ts";

/** Seams around which the reader was blind for longer than this say nothing about the page. */
const BLIND_MS = 10;
/** How far around a seam the reader must have been awake. */
const AROUND_MS = 50;

/** What was on the glass where one item ended and the next began. */
export interface Seam {
  readonly fromItem: number;
  readonly toItem: number;
  readonly atMs: number;
  /**
   * Black + last frame overheld + first frame overheld + stale frame. A frame is overheld by what it stood longer than
   * its plan: one frame's time in a video; for a still, which is its own last frame, its whole slot.
   */
  readonly gapMs: number;
  /** Nothing on the glass, or no picture of any item: black, slate, half a picture. */
  readonly blackMs: number;
  readonly lastOverheldMs: number;
  readonly firstOverheldMs: number;
  /** A frame of an item that was over, of one not due, or a later frame of the coming item before its first. */
  readonly staleMs: number;
  readonly staleFrames: number;
  /** The item that came was not the next of the cycle. */
  readonly isWrongOrder: boolean;
  /** The reader was late here: no verdict on the gap. */
  readonly isBlind: boolean;
}

/** Everything that can be told of one page's run. */
export interface SeamReport {
  readonly seams: readonly Seam[];
  /** Frames of complete showings that were never on the glass, and how many were planned. */
  readonly framesLost: number;
  readonly framesPlanned: number;
  /** Length of each complete showing on the glass, less its plan. */
  readonly lengthErrorsMs: readonly number[];
  readonly tornReads: number;
}

/** Reads the seams of `cycle`, shown over and over, out of what was on the glass. */
export function findSeams(samples: GlassSamples, cycle: readonly PlannedItem[]): SeamReport {
  const { runs, tornReads } = toRuns(samples);
  const showings = followCycle(runs, cycle);
  const seams = showings.slice(1).flatMap((to, index) => {
    const from = showings[index];
    return from === undefined ? [] : [seamBetween(from, to, samples)];
  });
  const complete = showings.slice(1, -1);
  const lost = complete.map((showing) => showing.planned.frames - new Set(showing.runs.map(frameOfRun)).size);
  return {
    // Of the last showing it is not known how long its first frame would have stood.
    seams: seams.slice(0, -1),
    framesLost: lost.reduce((sum, frames) => sum + Math.max(0, frames), 0),
    framesPlanned: complete.reduce((sum, { planned }) => sum + planned.frames, 0),
    lengthErrorsMs: complete.map((showing, index) => {
      const next = showings[index + 2];
      return startOf(next) - startOf(showing) - showing.planned.durationMs;
    }),
    tornReads,
  };
}

function seamBetween(from: Showing, to: Showing, samples: GlassSamples): Seam {
  const last = from.runs.at(-1);
  const first = to.runs[0];
  const blackMs = sum(to.strays.filter(isNothing));
  const stale = to.strays.filter((run) => !isNothing(run));
  const staleMs = sum(stale);
  const lastOverheldMs = last === undefined ? 0 : overheld(from, last);
  // A still is one frame: what it stood too long is told where it ends.
  const firstOverheldMs = first === undefined || to.planned.frames === 1 ? 0 : overheld(to, first);
  const fromMs = (last?.untilMs ?? startOf(to)) - AROUND_MS;
  return {
    fromItem: from.planned.item,
    toItem: to.planned.item,
    atMs: startOf(to),
    gapMs: blackMs + lastOverheldMs + firstOverheldMs + staleMs,
    blackMs,
    lastOverheldMs,
    firstOverheldMs,
    staleMs,
    staleFrames: stale.length,
    isWrongOrder: to.isOutOfOrder,
    isBlind: longestWaitMs(samples, fromMs, startOf(to) + AROUND_MS) > BLIND_MS,
  };
}

function overheld({ planned }: Showing, run: GlassRun): number {
  return Math.max(0, lengthOf(run) - planned.durationMs / planned.frames);
}

/** Whether a run shows no item at all. */
function isNothing(run: GlassRun): boolean {
  return run.code <= BLACK;
}

const frameOfRun = (run: GlassRun): number => frameOf(run.code);
const lengthOf = (run: GlassRun): number => run.untilMs - run.fromMs;
const sum = (runs: readonly GlassRun[]): number => runs.reduce((total, run) => total + lengthOf(run), 0);
const startOf = (showing: Showing | undefined): number => showing?.runs[0]?.fromMs ?? Number.NaN;
