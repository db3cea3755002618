import fc from "fast-check";
import { expect, it } from "vitest";
import type { DayBar } from "../../services/schedule/day-bars.ts";
import { drawLane, type LaneParts } from "./timeline-lane.ts";

const HOUR = 3_600_000;
const NONE: LaneParts = {
  startMs: 0,
  endMs: 30 * HOUR,
  bars: [],
  locked: [],
  sections: [],
  clashes: [],
  holes: [],
  closed: [],
  isByDate: false,
};

it("campaigns that meet stand in rows of their own above the base, and none covers another", () => {
  const bars = [bar("base", "base", 0, 30), bar("a", "campaign", 7, 12), bar("b", "campaign", 9, 15)];
  const { bars: drawn, rows, baseRow } = drawLane({ ...NONE, bars });
  expect(Object.fromEntries(drawn.map((one) => [one.bar.entryId, one.row]))).toEqual({ base: 2, a: 0, b: 1 });
  expect([rows, baseRow]).toEqual([3, 2]);
});

it("a takeover stands over all but the ticks of locked shares, and what it covers is not drawn", () => {
  const locked = { ...bar("lock", "campaign", 5, 22), lock: "ministry" } as const;
  const covered = { ...bar("base", "base", 10, 12), state: "covered" } as const;
  const bars = [locked, bar("base", "base", 0, 10), covered, bar("alone", "takeover", 10, 12)];
  const ticks = { entryId: "lock", name: "lock", lock: "ministry", atMs: [6 * HOUR, 23 * HOUR], perHour: [] } as const;
  const drawing = drawLane({ ...NONE, bars, locked: [ticks] });
  expect(drawing.ticks.map(({ starts }) => starts)).toEqual([[6 / 30]]);
  const alone = drawing.bars.find((one) => one.kind === "takeover");
  expect([alone?.row, alone?.rows]).toEqual([1, drawing.rows - 1]);
  expect(drawing.bars.filter((one) => one.kind === "base")).toHaveLength(1);
  expect(drawing.bars.some((one) => one.bar.entryId === "lock")).toBe(false);
});

it("by dates a takeover is a bar among others: it does not hold the whole date", () => {
  const bars = [bar("alone", "takeover", 0, 24), bar("a", "campaign", 0, 24)];
  expect(drawLane({ ...NONE, isByDate: true, bars }).bars.map(({ rows }) => rows)).toEqual([1, 1]);
});

it("whatever is open at once, no two bars of a row meet, no name is lost, and rows stay few", () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 28 }), fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 40 }), (spans) => {
      const bars = spans.map(([from, hours], index) => bar(`c${index}`, "campaign", from, Math.min(30, from + hours)));
      const drawing = drawLane({ ...NONE, bars });
      expect(drawing.rows).toBeLessThanOrEqual(7);
      const names = drawing.bars.flatMap((one) => (one.kind === "rest" ? one.names : [one.bar.name]));
      expect([...names].sort()).toEqual(bars.map(({ name }) => name).sort());
      for (const one of drawing.bars) {
        const meets = drawing.bars.filter(
          (other) =>
            other !== one &&
            other.row === one.row &&
            other.bar.fromMs < one.bar.toMs &&
            other.bar.toMs > one.bar.fromMs,
        );
        expect(meets).toEqual([]);
      }
    }),
    { interruptAfterTimeLimit: 10_000 },
  );
});

function bar(id: string, layer: DayBar["layer"], fromHour: number, toHour: number): DayBar {
  return {
    entryId: id,
    name: id,
    layer,
    lock: null,
    fromMs: fromHour * HOUR,
    toMs: toHour * HOUR,
    state: "on-air",
    waitsFor: null,
    sharePpm: null,
    continuesBefore: false,
    continuesAfter: false,
  };
}
