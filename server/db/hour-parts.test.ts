import fc from "fast-check";
import { expect, it } from "vitest";
import { eachHourPart, LONGEST_COUNTED_MS } from "./hour-parts.ts";

const HOUR_MS = 3_600_000;

interface Part {
  readonly hourAtMs: number;
  readonly plays: number;
  readonly airtimeMs: number;
}

function partsOf(startedAtMs: number, shownMs: number): Part[] {
  const parts: Part[] = [];
  eachHourPart(startedAtMs, shownMs, (hourAtMs, plays, airtimeMs) => parts.push({ hourAtMs, plays, airtimeMs }));
  return parts;
}

it("a showing counts once, where it began, and its airtime is told whole, each part in its hour", () => {
  fc.assert(
    fc.property(fc.nat({ max: 4_000_000_000_000 }), fc.nat({ max: 3 * LONGEST_COUNTED_MS }), (startedAtMs, shownMs) => {
      const parts = partsOf(startedAtMs, shownMs);
      const endMs = startedAtMs + Math.min(shownMs, LONGEST_COUNTED_MS);
      expect(parts.map(({ plays }) => plays)).toEqual([1, ...parts.slice(1).map(() => 0)]);
      expect(parts.reduce((sum, { airtimeMs }) => sum + airtimeMs, 0)).toBe(endMs - startedAtMs);
      for (const [place, { hourAtMs, airtimeMs }] of parts.entries()) {
        const own = Math.min(endMs, hourAtMs + HOUR_MS) - Math.max(startedAtMs, hourAtMs);
        expect(airtimeMs).toBe(own);
        expect(hourAtMs).toBe((Math.floor(startedAtMs / HOUR_MS) + place) * HOUR_MS);
      }
    }),
  );
});

it("one of no length counts all the same", () => {
  expect(partsOf(HOUR_MS, 0)).toEqual([{ hourAtMs: HOUR_MS, plays: 1, airtimeMs: 0 }]);
});
