import { setImmediate } from "node:timers/promises";

/**
 * A request waits for its turn when it comes, for another when its rows have been read, and for one more before it is
 * answered, and each is as long as this and what cannot be parted: all of them together are to stay below 20 ms.
 */
const LONGEST_TURN_MS = 2;

/** Work of one thread that is done in turns. */
export interface Turns {
  /** Lets all others have their turn when this one has lasted long enough; else as good as free. */
  rest(): Promise<void> | undefined;
}

/** Begins the first turn. What is done between two calls of `rest` is never parted: it must be short. */
export function startTurns(): Turns {
  let startedMs = performance.now();
  const rest = async () => {
    await setImmediate();
    startedMs = performance.now();
  };
  return { rest: () => (performance.now() - startedMs < LONGEST_TURN_MS ? undefined : rest()) };
}
