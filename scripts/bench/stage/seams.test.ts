import { describe, expect, test } from "vitest";
import { BLACK, codeOf, UNKNOWN } from "../../../tests/support/frame-buffer-code.ts";
import type { GlassSamples } from "../../../tests/support/frame-buffer-reader.ts";
import { findSeams } from "./seams.ts";
import type { PlannedItem } from "./showings.ts";

const FRAMES = 10;
const FRAME_MS = 30;
const READ_MS = 3;
const clip = (item: number): PlannedItem => ({ item, frames: FRAMES, durationMs: FRAMES * FRAME_MS });
const still = (item: number): PlannedItem => ({ item, frames: 1, durationMs: 300 });
const CYCLE = [clip(1), clip(2), clip(3)];

type Stretch = readonly [code: number, forMs: number];

/** What a reader would have seen of stretches that follow each other. */
function readingsOf(stretches: readonly Stretch[], lateAtMs?: number): GlassSamples {
  const times: number[] = [];
  const codes: number[] = [];
  let fromMs = 0;
  for (const [code, forMs] of stretches) {
    for (let atMs = fromMs; atMs < fromMs + forMs; atMs += READ_MS) {
      if (lateAtMs !== undefined && atMs > lateAtMs && atMs < lateAtMs + 20) continue;
      times.push(atMs);
      codes.push(code);
    }
    fromMs += forMs;
  }
  return { timesMs: Float64Array.from(times), codes: Int32Array.from(codes) };
}

function frames(item: number, from = 0, until = FRAMES): Stretch[] {
  return Array.from({ length: until - from }, (_, index) => [codeOf(item, from + index), FRAME_MS]);
}

const seamOf = (between: readonly Stretch[], first: readonly Stretch[] = frames(2), cycle = CYCLE) => {
  const samples = readingsOf([...frames(1), ...between, ...first, ...frames(3), ...frames(1)]);
  const [seam] = findSeams(samples, cycle).seams;
  if (seam === undefined) throw new Error("There is no seam.");
  return seam;
};

describe("a gap is black + last frame overheld + first frame overheld + stale frame", () => {
  test("a seam without a fault has none, and no frame is lost", () => {
    const seam = seamOf([]);
    expect(seam).toMatchObject({ fromItem: 1, toItem: 2, gapMs: 0, blackMs: 0, staleFrames: 0, isWrongOrder: false });
    const report = findSeams(readingsOf([1, 2, 3, 1, 2].flatMap((item) => frames(item))), CYCLE);
    expect(report.seams).toHaveLength(3);
    expect(report).toMatchObject({ framesLost: 0, framesPlanned: 30, lengthErrorsMs: [0, 0, 0] });
  });

  test("black, a slate and half a picture count alike, a single torn reading does not", () => {
    expect(seamOf([[BLACK, 99]])).toMatchObject({ gapMs: 99, blackMs: 99 });
    expect(seamOf([[UNKNOWN, 60]])).toMatchObject({ gapMs: 60, blackMs: 60 });
    expect(seamOf([[UNKNOWN, READ_MS]])).toMatchObject({ blackMs: 0, staleFrames: 0 });
    expect(seamOf([[BLACK, READ_MS]])).toMatchObject({ blackMs: READ_MS });
  });

  test("a frame is overheld by what it stood beyond its own time, at the end as at the beginning", () => {
    expect(seamOf([[codeOf(1, FRAMES - 1), 60]])).toMatchObject({ lastOverheldMs: 60, gapMs: 60 });
    const slow: Stretch[] = [[codeOf(2, 0), 90], ...frames(2, 1)];
    expect(seamOf([], slow)).toMatchObject({ firstOverheldMs: 60, gapMs: 60 });
  });

  test("a stale frame is one of the item that was over, of one not due, or a later one of the item that comes", () => {
    expect(seamOf([[codeOf(3, FRAMES - 1), 30]])).toMatchObject({ staleMs: 30, staleFrames: 1, isWrongOrder: false });
    expect(seamOf([[codeOf(2, FRAMES - 1), 30]])).toMatchObject({ staleMs: 30, staleFrames: 1 });
    const back: Stretch[] = [[codeOf(2, 0), 30], [codeOf(1, FRAMES - 1), 30], ...frames(2, 1)];
    expect(seamOf([], back)).toMatchObject({ staleMs: 30, staleFrames: 1, isWrongOrder: false });
  });

  test("a still that stands longer than its slot is overheld where it ends", () => {
    const cycle = [still(1), still(2), still(3)];
    const glass: Stretch[] = [1, 2, 3, 1].map((item) => [codeOf(item, 0), item === 2 ? 342 : 300]);
    const { seams, lengthErrorsMs } = findSeams(readingsOf(glass), cycle);
    expect(seams.map(({ gapMs }) => gapMs)).toEqual([0, 42]);
    expect(lengthErrorsMs).toEqual([42, 0]);
  });
});

describe("what is not the page's doing, and what is", () => {
  test("an item that was left out makes the order wrong", () => {
    const { seams } = findSeams(readingsOf([...frames(1), ...frames(3), ...frames(1), ...frames(2)]), CYCLE);
    expect(seams[0]).toMatchObject({ fromItem: 1, toItem: 3, isWrongOrder: true });
    expect(seams[1]).toMatchObject({ fromItem: 3, toItem: 1, isWrongOrder: false });
  });

  test("a seam at which the reader slept is told apart", () => {
    const glass = [1, 2, 3, 1].flatMap((item) => frames(item));
    expect(findSeams(readingsOf(glass, 300), CYCLE).seams.map(({ isBlind }) => isBlind)).toEqual([true, false]);
  });

  test("frames that were never on the glass are counted", () => {
    const glass = [...frames(1), ...frames(2, 0, 4), ...frames(2, 6), ...frames(3), ...frames(1)];
    expect(findSeams(readingsOf(glass), CYCLE)).toMatchObject({ framesLost: 2, framesPlanned: 20 });
  });

  test("the turns of a loop of one clip are told apart by its frame numbers", () => {
    const loop: Stretch[] = [...frames(1), [codeOf(1, FRAMES - 1), 90], ...frames(1), ...frames(1)];
    const { seams } = findSeams(readingsOf(loop), [clip(1)]);
    expect(seams).toHaveLength(1);
    expect(seams[0]).toMatchObject({ lastOverheldMs: 90, staleFrames: 0, isWrongOrder: false });
  });
});
