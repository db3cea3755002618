import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

test("no more run at once than may, in the order they came, and those past the waiting line are refused at once", async () => {
  const turns = createTurns({ atOnce: 2, waiting: 3 });
  const began: number[] = [];
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const works = Array.from({ length: 7 }, (_, index) =>
    turns(async () => {
      began.push(index);
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      if (index === 1) throw new Error("a fault of the work");
      return index;
    }),
  );
  const settled = Promise.allSettled(works);
  await expect(works[5]).rejects.toMatchObject({ code: "unavailable", messageKey: "people.busy" });
  await expect(works[6]).rejects.toMatchObject({ code: "unavailable" });
  for (let ended = 0; ended < 5; ) {
    const end = ends.shift();
    if (end !== undefined) ended += 1;
    end?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const results = await settled;
  expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual([
    0,
    "failed",
    2,
    3,
    4,
    "failed",
    "failed",
  ]);
  expect([began, most]).toEqual([[0, 1, 2, 3, 4], 2]);
  expect(await turns(async () => "free again")).toBe("free again");
});
