import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createFrameTurns } from "./frame-turns.ts";

test("one frame is looked at in a turn of the event loop, in the order in which they came, and the first at once", async () => {
  const turns = createFrameTurns();
  const looked: number[] = [];
  for (const frame of [1, 2, 3]) turns(() => void looked.push(frame));
  const after: number[] = [looked.length];
  for (let index = 0; index < 4; index += 1) {
    await turn();
    after.push(looked.length);
  }
  expect(after).toEqual([1, 2, 3, 3, 3]);
  expect(looked).toEqual([1, 2, 3]);
  turns(() => void looked.push(4));
  expect(looked).toEqual([1, 2, 3, 4]);
});
