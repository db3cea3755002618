import { describe, expect, test } from "vitest";
import { isLong } from "../support/loop-runs.ts";
import { planWorld, runWorld } from "./run-world.ts";
import { runSwarm, tellFailure } from "./swarm.ts";

/** Split, so that they run side by side. */
const PARTS = 3;
const PLAYER_DAYS = (isLong ? 1_500 : 300) / PARTS;

describe.concurrent("simulated players and server", () => {
  test.each(Array.from({ length: PARTS }, (_, part) => 1 + part * 10_000))(
    "lose no play, double none and invent none, keep the order, and converge once all is healed: seeds from %i",
    async (firstSeed) => {
      const sum = await runSwarm(firstSeed, PLAYER_DAYS);
      expect(sum.failed === null ? "" : await tellFailure(sum.failed)).toBe("");
      expect(sum.plays).toBeGreaterThan(PLAYER_DAYS * 50);
    },
  );

  test("leave the same trace whenever a seed is lived through, and another one for another seed", async () => {
    const traces = await Promise.all([11, 11, 9].map(async (seed) => (await runWorld(planWorld(seed))).traceHash));
    expect(traces[0]).toBe(traces[1]);
    expect(traces[0]).not.toBe(traces[2]);
  });
});
