import type { Stretch } from "./entry-stretches.ts";
import type { ActiveEntry } from "./planned-entries.ts";
import type { SetPlan } from "./set-plan.ts";

/** A stretch of time in which the same entries are open with the same items. */
export interface OpenPiece {
  readonly fromMs: number;
  readonly toMs: number;
  readonly set: SetPlan;
}

/** A stretch of time in which one loop is due, however much changes underneath it. */
export interface Run {
  readonly fromMs: number;
  readonly toMs: number;
  readonly set: SetPlan;
  /** It begins to the millisecond: the item before it is cut. */
  readonly startsExactly: boolean;
  /** It cuts a section too: what has the glass alone begins or ends, or a locked share begins. */
  readonly cutsSections: boolean;
}

export interface Timeline {
  readonly pieces: readonly OpenPiece[];
  readonly runs: readonly Run[];
}

/**
 * Sweeps all boundaries of the entries' stretches, from `fromMs` to `untilMs` without gap. A set begins to the
 * millisecond where an entry wants the glass alone, where a locked share begins, where operating hours end, and beside a
 * time in which nothing is on the air.
 */
export function sweep(
  entries: readonly (readonly Stretch[])[],
  fromMs: number,
  untilMs: number,
  setOf: (open: readonly ActiveEntry[]) => SetPlan,
): Timeline {
  const changes = changesOf(entries, fromMs, untilMs);
  const open: (ActiveEntry | undefined)[] = entries.map(() => undefined);
  const pieces: OpenPiece[] = [];
  const runs: Run[] = [];
  let next = 0;
  for (let atMs = fromMs; atMs < untilMs; ) {
    let endsExactly = false;
    for (let change = changes[next]; change !== undefined && change.atMs <= atMs; change = changes[next]) {
      open[change.entry] = change.active;
      endsExactly ||= change.endsExactly;
      next += 1;
    }
    const toMs = Math.min(changes[next]?.atMs ?? untilMs, untilMs);
    const set = setOf(open.filter((active) => active !== undefined));
    pieces.push({ fromMs: atMs, toMs, set });
    addRun(runs, { fromMs: atMs, toMs, set, startsExactly: endsExactly, cutsSections: false });
    atMs = toMs;
  }
  return { pieces, runs };
}

interface Change {
  readonly atMs: number;
  readonly entry: number;
  /** What the entry shows from then on; `undefined`: it closes. */
  readonly active: ActiveEntry | undefined;
  readonly endsExactly: boolean;
}

function changesOf(entries: readonly (readonly Stretch[])[], fromMs: number, untilMs: number): Change[] {
  const changes: Change[] = [];
  for (const [entry, stretches] of entries.entries()) {
    for (const { fromMs: startMs, toMs: endMs, active, endsExactly } of stretches) {
      if (endMs <= fromMs || startMs >= untilMs) continue;
      changes.push({ atMs: Math.max(startMs, fromMs), entry, active, endsExactly: false });
      changes.push({ atMs: endMs, entry, active: undefined, endsExactly });
    }
  }
  // At one instant an entry closes before it opens anew with other items.
  return changes.sort(
    (one, other) => one.atMs - other.atMs || Number(one.active !== undefined) - Number(other.active !== undefined),
  );
}

function addRun(runs: Run[], next: Run): void {
  const last = runs.at(-1);
  if (last === undefined) {
    runs.push(next);
    return;
  }
  if (last.set.key === next.set.key && last.set.isExclusive === next.set.isExclusive) {
    runs[runs.length - 1] = { ...last, toMs: next.toMs };
    return;
  }
  const cutsSections = last.set.isExclusive || next.set.isExclusive || opensLock(last.set, next.set);
  const isBare = last.set.key === "" || next.set.key === "";
  runs.push({ ...next, startsExactly: next.startsExactly || cutsSections || isBare, cutsSections });
}

function opensLock(before: SetPlan, after: SetPlan): boolean {
  return after.lockedIds.some((entryId) => !before.lockedIds.includes(entryId));
}

/** The one of these, in order and without gap, that covers an instant; found by halving. */
export function pieceAt<Piece extends { readonly fromMs: number; readonly toMs: number }>(
  pieces: readonly Piece[],
  atMs: number,
): Piece | undefined {
  let low = 0;
  let high = pieces.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece === undefined) return undefined;
    if (atMs < piece.fromMs) high = middle - 1;
    else if (atMs >= piece.toMs) low = middle + 1;
    else return piece;
  }
  return undefined;
}
