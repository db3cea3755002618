import { describe, expect, it } from "vitest";
import { BLACK, codeOf, UNKNOWN } from "../../../tests/support/frame-buffer-code.ts";
import type { GlassRun } from "../../../tests/support/frame-buffer-runs.ts";
import { longestBlackMs, longestStill, longestWaitForFrameMs, pauses, percentile, turnsOf } from "./glass-figures.ts";

/** Codes with how long each stood, from instant 0 on. */
function glass(...stood: readonly (readonly [code: number, forMs: number])[]): GlassRun[] {
  let atMs = 0;
  return stood.map(([code, forMs]) => {
    const fromMs = atMs;
    atMs += forMs;
    return { code, fromMs, untilMs: atMs };
  });
}

const ALL = { fromMs: 0, untilMs: 10_000 };
const film = glass(
  [codeOf(1, 0), 33],
  [codeOf(1, 1), 240],
  [UNKNOWN, 60],
  [codeOf(1, 2), 33],
  [BLACK, 40],
  [codeOf(2, 0), 33],
);

describe("what was on the glass", () => {
  it("is told as the longest frame that stood, the longest black, and the longest wait for a frame", () => {
    expect(longestStill(film, ALL)).toEqual({ item: 1, frame: 1, stoodMs: 240 });
    expect(longestBlackMs(film, ALL)).toBe(40);
    expect(longestWaitForFrameMs(film, { fromMs: 0, untilMs: 439 })).toBe(300);
  });

  it("does not count what was before the stretch or after it, and cuts what reaches over its ends", () => {
    expect(longestStill(film, { fromMs: 100, untilMs: 200 })?.stoodMs).toBe(100);
    expect(longestStill(film, { fromMs: 280, untilMs: 330 })).toBeUndefined();
    expect(longestBlackMs(film, { fromMs: 0, untilMs: 366 })).toBe(0);
    expect(longestWaitForFrameMs(film, { fromMs: 400, untilMs: 1_000 })).toBe(594);
  });

  it("is no frozen film while a slate is there, but a wait for a frame it is", () => {
    const slate = glass([codeOf(1, 0), 33], [UNKNOWN, 2_000], [codeOf(2, 0), 33]);
    expect(longestStill(slate, ALL)?.stoodMs).toBe(33);
    expect(longestWaitForFrameMs(slate, { fromMs: 0, untilMs: 2_066 })).toBe(2_033);
  });

  it("gives each turn of an item from its first frame to its last, whatever unreadable came between", () => {
    expect(turnsOf(film, 1)).toEqual([{ fromMs: 0, untilMs: 366 }]);
    expect(turnsOf([...film, { code: codeOf(1, 0), fromMs: 500, untilMs: 533 }], 1)).toHaveLength(2);
    expect(turnsOf(film, 7)).toEqual([]);
  });

  it("is in pauses where no code can be read, black and slate taken together", () => {
    const broken = glass([codeOf(1, 0), 33], [UNKNOWN, 60], [BLACK, 40], [codeOf(1, 2), 33], [UNKNOWN, 20]);
    expect(pauses(broken)).toEqual([
      { fromMs: 33, untilMs: 133 },
      { fromMs: 166, untilMs: 186 },
    ]);
  });

  it("has the worst of a few as their last percentile", () => {
    expect(percentile([3, 1, 2], 0.95)).toBe(3);
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile([], 0.5)).toBeNaN();
  });
});
