import { expect, test } from "vitest";
import { startTurns } from "./turns.ts";

/** Something that others do while `work` goes on: how often they had their turn. */
async function turnsOfOthers(work: () => Promise<void>): Promise<number> {
  let others = 0;
  let isOver = false;
  const other = () => {
    others += 1;
    if (!isOver) setImmediate(other);
  };
  setImmediate(other);
  await work();
  isOver = true;
  return others;
}

const busyFor = (ms: number) => {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs) Math.sqrt(endMs);
};

test("work that rests lets others have their turn again and again; work that does not, never", async () => {
  const rested = await turnsOfOthers(async () => {
    const turns = startTurns();
    for (let step = 0; step < 20; step += 1) {
      busyFor(3);
      await turns.rest();
    }
  });
  expect(rested).toBeGreaterThanOrEqual(20);
  const unrested = await turnsOfOthers(async () => {
    for (let step = 0; step < 20; step += 1) {
      busyFor(3);
      await Promise.resolve();
    }
  });
  expect(unrested).toBe(0);
});

test("a short turn is not ended", async () => {
  const others = await turnsOfOthers(async () => {
    const turns = startTurns();
    expect(turns.rest()).toBeUndefined();
  });
  expect(others).toBe(0);
});
