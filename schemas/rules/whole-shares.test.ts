import fc from "fast-check";
import { expect, it } from "vitest";
import { SHARE_STEP_PPM, wholeShares } from "./whole-shares.ts";

const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 12 });

it("shares always make a whole in steps of a tenth of a percent, and none is nothing", () => {
  fc.assert(
    fc.property(weights, fc.option(fc.nat({ max: 11 })), (all, fixed) => {
      const shares = wholeShares(all, fixed === null || fixed >= all.length ? null : fixed);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(1_000_000);
      for (const share of shares) {
        expect(share).toBeGreaterThanOrEqual(SHARE_STEP_PPM);
        expect(share % SHARE_STEP_PPM).toBe(0);
      }
    }),
    { interruptAfterTimeLimit: 10_000 },
  );
});

it("what makes a whole already stays as it is", () => {
  expect(wholeShares([500_000, 300_000, 150_000, 50_000], null)).toEqual([500_000, 300_000, 150_000, 50_000]);
});

it("the one that is held keeps its share and the others keep their proportion", () => {
  expect(wholeShares([600_000, 300_000, 150_000, 50_000], 0)).toEqual([600_000, 240_000, 120_000, 40_000]);
  expect(wholeShares([1_000_000, 300_000], 0)).toEqual([999_000, 1_000]);
  expect(wholeShares([200_000], 0)).toEqual([1_000_000]);
  expect(wholeShares([], null)).toEqual([]);
});
