import { DomainError } from "../../errors.ts";

/** Runs work some at a time, the rest in the order in which it came. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * At most `atOnce` works run, at most `waiting` more wait; whoever comes then is refused with `unavailable` at once, so
 * that a flood costs neither threads nor commits nor memory. Work that fails gives its place on like any other.
 */
export function createTurns(limit: { atOnce: number; waiting: number }): Turns {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit.atOnce) {
      if (queue.length >= limit.waiting) throw new DomainError("unavailable", "people.busy");
      // The place is handed over as it is left, so `running` stays what it is.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
