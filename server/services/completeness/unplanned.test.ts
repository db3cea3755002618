import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { anyManifest } from "../../../tests/support/manifest-arbitrary.ts";
import { unplannedSpans } from "./unplanned.ts";

const RUNS = process.env.TEST_TIER === "long" ? 1_000 : 40;
const HOUR_MS = 3_600_000;

describe("what a manifest leaves unplanned", () => {
  test("is every instant of what is asked at which the screen would show the slate, and no other", () => {
    fc.assert(
      fc.property(
        anyManifest,
        fc.array(fc.tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: 1, max: 9 })), { maxLength: 4 }),
        fc.array(fc.integer({ min: 0, max: 60 * HOUR_MS }), { minLength: 20, maxLength: 20 }),
        (manifest, stretches, offsets) => {
          const startMs = manifest.days[0]?.[0] ?? 0;
          const asked = stretches.map(([from, hours]) => {
            return [startMs + from * HOUR_MS, startMs + (from + hours) * HOUR_MS] as const;
          });
          const inForce = { manifest, fromMs: startMs + HOUR_MS, toMs: startMs + 48 * HOUR_MS };
          const found = unplannedSpans([inForce], asked);
          const isIn = (spans: readonly (readonly [number, number])[], atMs: number) =>
            spans.some(([fromMs, toMs]) => fromMs <= atMs && atMs < toMs);
          for (const offsetMs of offsets) {
            const atMs = startMs + offsetMs;
            const isAsked = isIn(asked, atMs) && atMs >= inForce.fromMs && atMs < inForce.toMs;
            expect(isIn(found, atMs)).toBe(isAsked && slotAt(manifest, atMs).kind === "slate");
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});
