import fc from "fast-check";
import { expect, test } from "vitest";
import { anyManifest } from "../../../tests/support/manifest-arbitrary.ts";
import { airtimeBetween, walk } from "./planned-airtime.ts";

const RUNS = process.env.TEST_TIER === "long" ? 2_000 : 25;
const HOUR_MS = 3_600_000;

test("airtime by whole loops is what following the player's own rule from answer to answer gives", () => {
  fc.assert(
    fc.property(anyManifest, fc.nat(60), fc.integer({ min: 1, max: 9 * HOUR_MS }), (manifest, hours, lengthMs) => {
      const fromMs = (manifest.days[0]?.[0] ?? 0) - HOUR_MS + hours * HOUR_MS;
      const followed = new Map<string, number>();
      walk(manifest, fromMs, fromMs + lengthMs, (answer, startMs, endMs) => {
        const name = answer.kind === "slate" ? "" : answer.entryId;
        followed.set(name, (followed.get(name) ?? 0) + endMs - startMs);
      });
      const airtime = airtimeBetween(manifest, fromMs, fromMs + lengthMs);
      const sums = new Map([...airtime.entries, ...(airtime.slateMs > 0 ? [["", airtime.slateMs] as const] : [])]);
      expect(new Map([...sums].sort())).toEqual(new Map([...followed].sort()));
      const spoken = [...airtime.languages.values()].reduce((sum, ms) => sum + ms, airtime.slateMs);
      expect(spoken).toBe(lengthMs);
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 60_000 },
  );
});
