import { expect, test } from "vitest";
import { planWorld } from "./run-world.ts";
import { shrink } from "./shrink.ts";
import { isAsExpected, tryVariant } from "./swarm.ts";
import { rulesOf, VARIANTS } from "./variants.ts";

const ENDLESS_MS = 300_000;

test.each(VARIANTS.filter(({ healedBy }) => healedBy === undefined))(
  "the checker catches a product in which $name",
  { timeout: ENDLESS_MS },
  async (variant) => {
    const verdict = await tryVariant(variant);
    expect(verdict.violated).not.toBe("");
    expect(isAsExpected(verdict)).toBe(true);
  },
);

test.each(VARIANTS.filter(({ healedBy }) => healedBy !== undefined))(
  "nothing is lost in a product in which $name, because $healedBy",
  { timeout: ENDLESS_MS },
  async (variant) => {
    expect(await tryVariant(variant)).toMatchObject({ caughtBySeed: null, violated: "" });
  },
);

test("a failing world is made smaller and still fails", async () => {
  const variant = VARIANTS.find(({ name }) => name === "durations by the wall clock");
  if (variant === undefined) throw new Error("The variant is gone from the table.");
  const plan = planWorld(1, variant.needs, 0.5);
  const small = await shrink(plan, rulesOf(variant));
  expect(small.faults.length).toBeLessThan(plan.faults.length);
});
