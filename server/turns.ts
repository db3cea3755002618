import { setImmediate } from "node:timers/promises";

/**
 * A request waits for its turn when it comes, for another when its rows have been read, and for one more before it is
 * answered, and each is as long as this and what cannot be parted: all of them together are to stay below 20 ms.
 */
const LONGEST_TURN_MS = 2;

/** Work of one thread that is done in turns. */
export interface Turns {
  /**
   * Lets all others have their turn when this one has lasted long enough; else as good as free. In loops of ten thousands
   * of steps even waiting for nothing counts: there only what is given back is waited for.
   */
  rest(): Promise<void> | undefined;
}

/** Parts of one work that follow each other without a rest are one turn: they have one clock. */
let turnStartedMs = Number.NEGATIVE_INFINITY;
/** What began longer ago has ended since: nobody works that long without a rest. */
const LONG_AGO_MS = 5 * LONGEST_TURN_MS;

const TURNS: Turns = { rest: () => (performance.now() - turnStartedMs < LONGEST_TURN_MS ? undefined : rest()) };

async function rest(): Promise<void> {
  await setImmediate();
  turnStartedMs = performance.now();
}

/** Begins a turn, unless one is under way. What is done between two calls of `rest` is never parted: it must be short. */
export function startTurns(): Turns {
  const nowMs = performance.now();
  if (nowMs - turnStartedMs > LONG_AGO_MS) turnStartedMs = nowMs;
  return TURNS;
}
