import { expect, it } from "vitest";
import type { Manifest, ManifestItem } from "../../../schemas/manifest.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { startOfDate } from "../../../schemas/rules/zoned-time.ts";
import { dayLanes } from "./day-lanes.ts";

const ZONE = "Asia/Ho_Chi_Minh";
const DATE = "2026-11-23";
const HOUR = 3_600_000;
const BASE = "00000000-0000-7000-8000-000000000001";
const CAMPAIGN = "00000000-0000-7000-8000-000000000002";
const BOTH = "a".repeat(16);
const ALONE = "b".repeat(16);
const NOTHING = "c".repeat(16);
const PLAN = "d".repeat(16);

it("bars are the entries' own stretches, joined where they touch, and a hole is a bar of its own", () => {
  const bars = dayLanes(manifest(), DATE);
  expect(bars.map(({ entryId, from, to }) => [entryId, from * 24, to * 24])).toEqual([
    [BASE, 0, 20],
    [CAMPAIGN, 8, 12],
    [null, 20, 24],
  ]);
});

it("wherever a bar stands, the player shows that entry there or another bar's, and a hole is the slate", () => {
  const drawn = manifest();
  const startMs = startOfDate(DATE, ZONE);
  const bars = dayLanes(drawn, DATE);
  for (let minute = 0; minute < 1_440; minute += 1) {
    const atMs = startMs + minute * 60_000;
    const here = bars.filter((bar) => bar.fromMs <= atMs && atMs < bar.toMs).map((bar) => bar.entryId);
    const answer = slotAt(drawn, atMs);
    expect(here).toContain(answer.kind === "item" ? answer.entryId : null);
  }
});

function manifest(): Manifest {
  const startMs = startOfDate(DATE, ZONE);
  const item: ManifestItem = {
    kind: "image",
    airingSha256: "e".repeat(64),
    editionVersionId: BASE,
    language: "vi",
    renditions: [],
    durationMs: 10_000,
    notBeforeMs: null,
    notAfterMs: null,
  };
  return {
    type: "manifest",
    screenId: BASE,
    siteId: BASE,
    place: { name: "Cửa khẩu thử", languages: ["vi", "en"] },
    revision: 1,
    timeZone: ZONE,
    days: [[startMs, startMs + 24 * HOUR, PLAN]],
    weekly: [PLAN, PLAN, PLAN, PLAN, PLAN, PLAN, PLAN],
    dayPlans: {
      [PLAN]: [
        [0, 8 * HOUR, ALONE, 0],
        [8 * HOUR, 12 * HOUR, BOTH, 0],
        [12 * HOUR, 20 * HOUR, ALONE, 0],
        [20 * HOUR, 24 * HOUR, NOTHING, 0],
      ],
    },
    loops: {
      [ALONE]: { use: [[0, 0]], s: "0" },
      [BOTH]: {
        use: [
          [0, 0],
          [1, 1],
        ],
        s: "0 1",
      },
      [NOTHING]: { use: [], s: "" },
    },
    items: [item, { ...item, airingSha256: "f".repeat(64) }],
    entries: [BASE, CAMPAIGN],
    assets: {},
    fallback: NOTHING,
  };
}
