import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyManifest } from "../../tests/support/manifest-arbitrary.ts";
import type { Manifest } from "../manifest.ts";
import { QUALIFYING_MS } from "../play-record.ts";
import { countPlanned } from "./count-planned.ts";
import { type SlotAnswer, slotAt } from "./slot-at.ts";
import { civilAt, startOfDate } from "./zoned-time.ts";

const runs = { numRuns: process.env.TEST_TIER === "long" ? 3_000 : 150 };
const DAY_MS = 86_400_000;

function startOf(manifest: Manifest): number {
  return manifest.days[0]?.[0] ?? 0;
}

function endOf(manifest: Manifest): number {
  return manifest.days.at(-1)?.[1] ?? 0;
}

/** What is on the glass, without the bounds that a boundary moves. */
function content(answer: SlotAnswer): string {
  return answer.kind === "slate"
    ? "slate"
    : `${answer.loopId} ${answer.slotIndex} ${answer.startedAtMs} ${answer.endsAtMs}`;
}

describe("slotAt", () => {
  test("answers at every instant, before the first day, in holes and for ever after the last, with bounds around it", () => {
    fc.assert(
      fc.property(
        anyManifest,
        fc.array(fc.integer({ min: -3 * DAY_MS, max: 60 * DAY_MS }), { minLength: 20, maxLength: 20 }),
        (manifest, offsets) => {
          for (const offset of offsets) {
            const atMs = startOf(manifest) + offset;
            const answer = slotAt(manifest, atMs);
            expect(answer.startedAtMs).toBeLessThanOrEqual(atMs);
            expect(answer.endsAtMs).toBeGreaterThan(atMs);
            expect(Number.isInteger(answer.startedAtMs) && Number.isInteger(answer.endsAtMs)).toBe(true);
          }
        },
      ),
      runs,
    );
  });

  test("never an item outside its validity, nor longer than it", () => {
    fc.assert(
      fc.property(
        anyManifest,
        fc.array(fc.integer({ min: 0, max: 8 * DAY_MS }), { minLength: 20, maxLength: 20 }),
        (manifest, offsets) => {
          for (const offset of offsets) {
            const answer = slotAt(manifest, startOf(manifest) + offset);
            if (answer.kind === "slate") continue;
            expect(answer.item.notBeforeMs ?? 0).toBeLessThanOrEqual(answer.startedAtMs);
            expect(answer.item.notAfterMs ?? Number.MAX_SAFE_INTEGER).toBeGreaterThanOrEqual(answer.endsAtMs);
            expect(answer.endsAtMs - answer.startedAtMs).toBeLessThanOrEqual(answer.item.durationMs);
            expect(manifest.entries).toContain(answer.entryId);
          }
        },
      ),
      runs,
    );
  });

  test("holds from its start to a millisecond before its end, and the next begins where it ends", () => {
    fc.assert(
      fc.property(
        anyManifest,
        fc.array(fc.integer({ min: 0, max: 8 * DAY_MS }), { minLength: 12, maxLength: 12 }),
        (manifest, offsets) => {
          for (const offset of offsets) {
            const answer = slotAt(manifest, startOf(manifest) + offset);
            if (answer.kind === "item") {
              expect(content(slotAt(manifest, answer.startedAtMs))).toBe(content(answer));
              expect(content(slotAt(manifest, answer.endsAtMs - 1))).toBe(content(answer));
            }
            const next = slotAt(manifest, answer.endsAtMs);
            if (next.kind === "item") expect(next.startedAtMs).toBe(answer.endsAtMs);
          }
        },
      ),
      runs,
    );
  });

  test("after the last day each weekday has its own plan, in civil time of the zone", () => {
    fc.assert(
      fc.property(anyManifest, fc.integer({ min: 0, max: 300 }), (manifest, days) => {
        const atMs = endOf(manifest) + days * DAY_MS + 1_234;
        const { weekday, date } = civilAt(atMs, manifest.timeZone);
        const segments = manifest.dayPlans[manifest.weekly[weekday] ?? ""] ?? [];
        const elapsedMs = atMs - startOfDate(date, manifest.timeZone);
        const segment = segments.find(([fromMs, toMs]) => fromMs <= elapsedMs && elapsedMs < toMs);
        const answer = slotAt(manifest, atMs);
        if (answer.kind === "item") expect([segment?.[2], manifest.fallback]).toContain(answer.loopId);
      }),
      runs,
    );
  });
});

describe("countPlanned", () => {
  test("counts what following slotAt from answer to answer counts", () => {
    fc.assert(
      fc.property(
        anyManifest,
        fc.nat(2 * DAY_MS),
        fc.integer({ min: 1, max: DAY_MS / 3 }),
        (manifest, offset, length) => {
          const fromMs = startOf(manifest) + offset;
          const toMs = fromMs + length;
          const followed = new Map<number, number>();
          for (let atMs = fromMs; atMs < toMs; ) {
            const answer = slotAt(manifest, atMs);
            const begins = answer.startedAtMs >= fromMs && answer.endsAtMs - answer.startedAtMs >= QUALIFYING_MS;
            if (answer.kind === "item" && begins)
              followed.set(answer.itemIndex, (followed.get(answer.itemIndex) ?? 0) + 1);
            atMs = answer.endsAtMs;
          }
          const sorted = (counts: Map<number, number>) => [...counts].sort(([one], [other]) => one - other);
          expect(sorted(countPlanned(manifest, fromMs, toMs))).toEqual(sorted(followed));
        },
      ),
      { numRuns: process.env.TEST_TIER === "long" ? 1_000 : 40 },
    );
  });
});
