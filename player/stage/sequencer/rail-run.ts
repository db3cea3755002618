import { type Item, type PlannedShowing, RAIL_AHEAD_MS, type SequencerState } from "./state.ts";
import { giveBack, isActive, isWaiting, lastInstant, setItem, type Work } from "./work.ts";

/** Whether `next` may be appended behind `before`: same kind of clip, and no moment between them. */
function follows(before: PlannedShowing, next: PlannedShowing): boolean {
  return next.rail !== null && next.rail === before.rail && next.startsAtMs === before.endsAtMs;
}

function seats(state: SequencerState): readonly Item[] {
  return state.items.filter((item) => item.onRail && isActive(item));
}

/**
 * Whether an item that is to be prepared begins a run: it and the one after it are for the rail, and the rail is free.
 * `soon`: the last run is covered and about to be let go.
 */
export function startsOnRail(state: SequencerState, next: Item): boolean | "soon" {
  const isRun = state.items.some((item) => item.phase === "absent" && follows(next.showing, item.showing));
  if (!isRun) return false;
  const taken = seats(state);
  if (taken.length === 0) return true;
  return taken.every((item) => item.phase === "covered") ? "soon" : false;
}

/** Whether an item will be appended behind the run on the rail, and so is not to be prepared by itself. */
export function joinsLater(state: SequencerState, next: Item): boolean {
  const tail = tailOf(state);
  return tail !== undefined && follows(tail.showing, next.showing);
}

function tailOf(state: SequencerState): Item | undefined {
  return seats(state).findLast((item) => item.phase !== "covered");
}

/** Appends what follows the run on the rail, ten seconds ahead; tells the rail when it is known that nothing follows. */
export function joinRun(work: Work, atMs: number): void {
  for (;;) {
    const tail = tailOf(work.state);
    if (tail === undefined) return;
    const next = work.state.items.find(
      (item) => item.phase === "absent" && follows(tail.showing, item.showing) && lastInstant(item) > atMs,
    );
    if (next === undefined) {
      endRun(work, tail);
      return;
    }
    if (next.showing.startsAtMs - atMs > RAIL_AHEAD_MS) return;
    const seat = { phase: "preparing", phaseSinceMs: atMs, surface: 0, onRail: true, joined: true } as const;
    setItem(work, next.showing.key, seat);
    work.effects.push({ type: "join", showing: next.showing });
  }
}

function endRun(work: Work, tail: Item): void {
  const { key, endsAtMs } = tail.showing;
  const isKnown = work.state.items.some((item) => item.showing.startsAtMs >= endsAtMs);
  if (!isKnown || work.state.runEndsWith === key) return;
  work.state = { ...work.state, runEndsWith: key };
  work.effects.push({ type: "end-run", key });
}

/** A clip behind one that is no longer on the rail has nothing to follow: it is given back and prepared anew. */
export function releaseStranded(work: Work, atMs: number): void {
  for (const { showing } of work.state.items) {
    const item = work.state.items.find((one) => one.showing.key === showing.key);
    if (item === undefined || !item.joined || !isWaiting(item)) continue;
    const isLed = seats(work.state).some(
      (other) => other.phase !== "covered" && other.showing.endsAtMs === showing.startsAtMs && other !== item,
    );
    if (!isLed) giveBack(work, showing.key, atMs);
  }
}
