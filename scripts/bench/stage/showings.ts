import { frameOf, itemOf } from "../../../tests/support/frame-buffer-code.ts";
import type { GlassRun } from "../../../tests/support/frame-buffer-runs.ts";

/** One item of a page's cycle, as planned. */
export interface PlannedItem {
  readonly item: number;
  readonly durationMs: number;
  /** 1 for a still. */
  readonly frames: number;
}

/** Something else than the item due or the next one, for this long, is no stray frame any more: the order is broken. */
const ASTRAY_MS = 250;

/** One item's turn on the glass. */
export interface Showing {
  readonly planned: PlannedItem;
  /** Its frames in order; a still has one run, or several where something came between. */
  readonly runs: readonly GlassRun[];
  /** What was on the glass around its start, and during it, that should not have been. */
  readonly strays: readonly GlassRun[];
  readonly isOutOfOrder: boolean;
}

interface Open {
  readonly place: number;
  runs: GlassRun[];
  strays: GlassRun[];
  readonly isOutOfOrder: boolean;
}

/**
 * Tells which run belongs to which turn of `cycle`. Begins with the first run that shows an item of it. Each item is in
 * a cycle once; a cycle of one item is a loop, whose turns are told apart by the frame number that starts again.
 */
export function followCycle(runs: readonly GlassRun[], cycle: readonly PlannedItem[]): Showing[] {
  const showings: Open[] = [];
  /** Seen since the last good frame, not yet told whose seam it belongs to. */
  let pending: GlassRun[] = [];
  const placeOf = (run: GlassRun): number =>
    run.code < 0 ? -1 : cycle.findIndex(({ item }) => item === itemOf(run.code));

  const open = (run: GlassRun, place: number, isOutOfOrder: boolean): void => {
    const early = isOutOfOrder ? pending.filter((one) => placeOf(one) === place) : [];
    const strays = pending.filter((one) => !early.includes(one));
    showings.push({ place, runs: [...early, run], strays, isOutOfOrder });
    pending = [];
  };

  for (const run of runs) {
    const place = placeOf(run);
    const current = showings.at(-1);
    if (current === undefined) {
      if (place >= 0) open(run, place, false);
      continue;
    }
    if (place === current.place && !startsAnew(current, run, cycle.length)) {
      current.strays.push(...pending, ...takeBackLater(current, run));
      pending = [];
      current.runs.push(run);
    } else if (place >= 0 && place === (current.place + 1) % cycle.length) {
      open(run, place, false);
    } else if (place >= 0 && timeOf([...pending, run].filter((one) => placeOf(one) === place)) > ASTRAY_MS) {
      open(run, place, true);
    } else {
      pending.push(run);
    }
  }
  return showings.map(({ place, ...showing }) => ({
    ...showing,
    runs: joinStill(showing.runs),
    planned: at(cycle, place),
  }));
}

/** In a loop of one item a frame number that falls back by half is the next turn. */
function startsAnew(current: Open, run: GlassRun, cycleLength: number): boolean {
  const last = current.runs.at(-1);
  return cycleLength === 1 && last !== undefined && frameOf(run.code) < frameOf(last.code) / 2;
}

/** Frames of this turn that were on the glass before an earlier one: they were stale. */
function takeBackLater(current: Open, run: GlassRun): GlassRun[] {
  const later = current.runs.filter((one) => frameOf(one.code) > frameOf(run.code));
  current.runs = current.runs.filter((one) => frameOf(one.code) <= frameOf(run.code));
  return later;
}

function timeOf(runs: readonly GlassRun[]): number {
  return runs.reduce((total, run) => total + run.untilMs - run.fromMs, 0);
}

/** A frame that came back after something else is one stretch again, from its first sight to its last. */
function joinStill(runs: readonly GlassRun[]): GlassRun[] {
  const joined: GlassRun[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last?.code === run.code) last.untilMs = run.untilMs;
    else joined.push({ ...run });
  }
  return joined;
}

function at(cycle: readonly PlannedItem[], place: number): PlannedItem {
  const planned = cycle[place];
  if (planned === undefined) throw new RangeError(`The cycle has no place ${place}.`);
  return planned;
}
