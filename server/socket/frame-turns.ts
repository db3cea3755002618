/** Lets the frames of all lines be looked at one after another. */
export type FrameTurns = (look: () => void) => void;

/**
 * One look a turn of the event loop, in the order in which they asked: when a hundred players send their logs at once,
 * reading them takes a tenth of a second, in which the database waits for its next statement and a page for its answer.
 */
export function createFrameTurns(): FrameTurns {
  const waiting: (() => void)[] = [];
  let isOver = true;
  const next = () => {
    const look = waiting.shift();
    isOver = look === undefined;
    if (look === undefined) return;
    setImmediate(next);
    look();
  };
  return (look) => {
    waiting.push(look);
    if (isOver) next();
  };
}
