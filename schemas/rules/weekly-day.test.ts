import fc from "fast-check";
import { expect, test } from "vitest";
import { anyManifest } from "../../tests/support/manifest-arbitrary.ts";
import { weeklyDayAt } from "./weekly-day.ts";
import { civilAt } from "./zoned-time.ts";

const DAY_MS = 86_400_000;
const zone = fc.constantFrom("Asia/Ho_Chi_Minh", "America/St_Johns", "Europe/Berlin", "Pacific/Apia", "UTC");

test("whatever was asked before, a date after the last day is the one that a manifest asked for the first time gives", () => {
  const offsets = fc.array(fc.integer({ min: 0, max: 400 * DAY_MS }), { minLength: 2, maxLength: 80 });
  fc.assert(
    fc.property(anyManifest, zone, offsets, (drawn, timeZone, asked) => {
      const manifest = { ...drawn, timeZone };
      const endMs = manifest.days.at(-1)?.[1] ?? 0;
      for (const offset of [...asked, ...asked]) {
        const atMs = endMs + offset;
        const day = weeklyDayAt(manifest, atMs);
        expect(day).toEqual(weeklyDayAt({ ...manifest }, atMs));
        expect(day.startAtMs <= atMs && atMs < day.endAtMs).toBe(true);
        const { weekday } = civilAt(atMs, timeZone);
        expect(day.segments).toBe(manifest.dayPlans[manifest.weekly[weekday] ?? ""] ?? day.segments);
      }
    }),
    { numRuns: process.env.TEST_TIER === "long" ? 1_000 : 30 },
  );
});

test("two manifests with other plans are not taken for each other", () => {
  fc.assert(
    fc.property(anyManifest, (manifest) => {
      const atMs = (manifest.days.at(-1)?.[1] ?? 0) + DAY_MS;
      const bare = { ...manifest, weekly: ["", "", "", "", "", "", ""] };
      weeklyDayAt(manifest, atMs);
      expect(weeklyDayAt(bare, atMs).segments).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
