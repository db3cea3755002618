import { describe, expect, it } from "vitest";
import { isSafeCut, judgeRenderer, newRenderer, notReplaced } from "./recycling.ts";

const MIB = 1_048_576;
const MINUTE_MS = 60_000;

/** The minutes, counted from its start, at which a renderer of such memory was due; judged every minute. */
function dueMinutes(bytesAt: (minute: number) => number | undefined, minutes: number): number[] {
  let state = newRenderer(5_000);
  const due: number[] = [];
  for (let minute = 0; minute <= minutes; minute += 1) {
    const judged = judgeRenderer(state, 5_000 + minute * MINUTE_MS, bytesAt(minute));
    state = judged.state;
    if (judged.isDue) due.push(minute);
  }
  return due;
}

describe("a renderer is due for replacement", () => {
  it("after a day, whatever its memory, and also when that cannot be read", () => {
    expect(dueMinutes(() => 150 * MIB, 1_440)).toEqual([1_440]);
    expect(dueMinutes(() => undefined, 1_440)).toEqual([1_440]);
  });

  it("when it needs half as much again as when warm, but not for the saw-tooth of its first hour", () => {
    expect(dueMinutes((minute) => (minute < 60 ? 100 + minute * 2 : 200) * MIB, 600)).toEqual([]);
    expect(dueMinutes((minute) => (100 + minute) * MIB, 600)[0]).toBe(141);
  });

  it("not again for ten minutes after it could not be replaced", () => {
    const state = notReplaced(newRenderer(0), 90_000_000);
    expect(judgeRenderer(state, 90_599_999, 0).isDue).toBe(false);
    expect(judgeRenderer(state, 90_600_000, 0).isDue).toBe(true);
  });
});

describe("pages are exchanged", () => {
  const still = { kind: "image", startedAtMs: 10_000, endsAtMs: 20_000 } as const;

  it("under a still that has settled and stays, or the slate; never close to a seam", () => {
    expect(isSafeCut(null, 0, 0, 1)).toBe(true);
    expect([12_999, 13_000, 17_500, 17_501].map((nowAtMs) => isSafeCut(still, nowAtMs, 0, 1))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("under a video only where nothing else came for long", () => {
    const video = { ...still, kind: "video" } as const;
    expect(isSafeCut(video, 15_000, 599_999, 600_000)).toBe(false);
    expect(isSafeCut(video, 15_000, 600_000, 600_000)).toBe(true);
    expect(isSafeCut(video, 18_000, 600_000, 600_000)).toBe(false);
  });
});
