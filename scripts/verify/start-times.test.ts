import fc from "fast-check";
import { expect, test } from "vitest";
import type { ClockAnchor } from "../../schemas/play-record.ts";
import { startedAt } from "../../server/services/ledger/record-time.ts";
import { deviceLog } from "../../tests/support/play-device.ts";
import { byBoot, isPossibleStart } from "./start-times.ts";

const AT = 1_790_000_000_000;

const anchors = fc
  .uniqueArray(fc.record({ monoMs: fc.nat({ max: 5_000_000 }), driftMs: fc.integer({ min: -900, max: 900 }) }), {
    selector: ({ monoMs }) => monoMs,
    maxLength: 6,
  })
  .map((drawn) =>
    drawn
      .map(({ monoMs, driftMs }): ClockAnchor => ({ boot: 1, monoMs, utcMs: AT + monoMs + driftMs, uncertaintyMs: 5 }))
      .sort((one, other) => one.monoMs - other.monoMs),
  );

test("every start that the server can have computed is possible, however many anchors had come in by then", () => {
  fc.assert(
    fc.property(anchors, fc.nat({ max: 5_000_000 }), fc.nat({ max: 6 }), (all, startedMonoMs, known) => {
      const [record] = deviceLog(7, [[{ startedMonoMs, startedWallMs: AT - 99_000_000 }]]);
      if (record === undefined) throw new Error("There is no record.");
      const told = startedAt(record, all.slice(0, known));
      expect(isPossibleStart(record, byBoot(all), told)).toBe(true);
      // No clock that was ever tied to this boot says anything like it.
      expect(isPossibleStart(record, byBoot(all), told + 10_000)).toBe(false);
    }),
    { numRuns: process.env.TEST_TIER === "long" ? 20_000 : 1_000 },
  );
});
