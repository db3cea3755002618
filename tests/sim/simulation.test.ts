import { expect, test } from "vitest";
import { isLong } from "../support/loop-runs.ts";
import { planWorld, runWorld } from "./run-world.ts";
import { runSwarm, tellFailure } from "./swarm.ts";

/** One part after the other, so that each says where it stands. */
const PARTS = 3;
const PLAYER_DAYS = (isLong ? 1_500 : 300) / PARTS;
/** What it costs is for `npm run sim` to say; here only a hang ends it. */
const ENDLESS_MS = 900_000;

test.each(Array.from({ length: PARTS }, (_, part) => 1 + part * 10_000))(
  "no play is lost, doubled or invented, order is kept, and all converge once it is healed: worlds from seed %i",
  { timeout: ENDLESS_MS },
  async (firstSeed) => {
    const sum = await runSwarm(firstSeed, PLAYER_DAYS);
    expect(sum.failed === null ? "" : await tellFailure(sum.failed)).toBe("");
    expect(sum.plays).toBeGreaterThan(PLAYER_DAYS * 50);
  },
);

test("a seed leaves the same trace whenever it is lived through, and another seed another one", async () => {
  const traces: string[] = [];
  for (const seed of [11, 11, 9]) traces.push((await runWorld(planWorld(seed))).traceHash);
  expect(traces[0]).toBe(traces[1]);
  expect(traces[0]).not.toBe(traces[2]);
});
