import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../schemas/manifest.ts";
import { makeAiring } from "../../../tests/support/trust.ts";
import { planProgram, type Showable } from "./program.ts";

const HOUR_MS = 3_600_000;
const T0 = 500_000 * HOUR_MS;
const SHA = ["a".repeat(64), "b".repeat(64)] as const;
const LOOP = "1".repeat(16);
const PLAN = "0".repeat(16);
const NOUN = "01930000-0000-7000-8000-0000000000a1";

function manifestOf(notAfterMs: number | null): Manifest {
  return {
    type: "manifest",
    screenId: NOUN,
    siteId: NOUN,
    place: { name: "Cửa khẩu thử", languages: ["vi"] },
    revision: 1,
    timeZone: "Asia/Ho_Chi_Minh",
    days: [[T0, T0 + 24 * HOUR_MS, PLAN]],
    weekly: Array.from({ length: 7 }, () => PLAN),
    dayPlans: { [PLAN]: [[0, 24 * HOUR_MS, LOOP, 0]] },
    loops: {
      [LOOP]: {
        use: [
          [0, 0],
          [1, 0],
        ],
        s: "0 1",
      },
    },
    items: SHA.map((airingSha256, index) => ({
      kind: "image",
      airingSha256,
      editionVersionId: NOUN,
      language: "vi",
      renditions: [],
      durationMs: 10_000,
      notBeforeMs: null,
      notAfterMs: index === 0 ? notAfterMs : null,
    })),
    entries: [NOUN],
    assets: {},
    fallback: LOOP,
  };
}

describe("the program", () => {
  it("never hands out an instant at or after an item's last one, by the manifest or by its document", () => {
    const instant = fc.option(fc.integer({ min: -60_000, max: 60_000 }));
    fc.assert(
      fc.property(instant, instant, fc.integer({ min: -60_000, max: 60_000 }), (byPlan, byDocument, nowMs) => {
        const at = T0 + HOUR_MS;
        const endOf = (offsetMs: number | null) => (offsetMs === null ? null : at + offsetMs);
        const document = makeAiring({ notAfterMs: endOf(byDocument) });
        const showable: Showable = new Map([
          [SHA[0], { document, urls: {} }],
          [SHA[1], { document: makeAiring(), urls: {} }],
        ]);
        const slots = planProgram(manifestOf(endOf(byPlan)), showable, at + nowMs, "1.1");
        const lastMs = Math.min(endOf(byPlan) ?? Number.MAX_VALUE, endOf(byDocument) ?? Number.MAX_VALUE);
        expect(slots.length).toBeGreaterThanOrEqual(2);
        let free = 0;
        for (const { stageSlot } of slots) {
          expect(stageSlot.startsAtMs).toBeGreaterThanOrEqual(free);
          expect(stageSlot.endsAtMs).toBeGreaterThan(Math.max(stageSlot.startsAtMs, at + nowMs));
          if (stageSlot.airingSha256 === SHA[0]) expect(stageSlot.endsAtMs).toBeLessThanOrEqual(lastMs);
          free = stageSlot.endsAtMs;
        }
      }),
      { numRuns: process.env.TEST_TIER === "long" ? 20_000 : 500 },
    );
  });

  it("begins a slot at its very boundary as on time, and never hands out the one that just ended", () => {
    const showable: Showable = new Map(SHA.map((sha256) => [sha256, { document: makeAiring(), urls: {} }]));
    const [first] = planProgram(manifestOf(null), showable, T0 + 10_000, "1.1");
    expect(first).toMatchObject({ joinsLate: false, stageSlot: { airingSha256: SHA[1], startsAtMs: T0 + 10_000 } });
  });
});
