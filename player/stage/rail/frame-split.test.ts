import { describe, expect, test } from "vitest";
import { FrameSplit } from "./frame-split.ts";

const FRAME_S = 1 / 25;

/** Two clips of two seconds and what they have counted. */
function twoClips() {
  return [
    { startS: 0, frames: 0 },
    { startS: 2, frames: 0 },
  ];
}

describe("frames of a run", () => {
  test("belong each to the clip whose time they carry", () => {
    const clips = twoClips();
    const split = new FrameSplit();
    split.restart(7);
    for (let frame = 0; frame < 100; frame += 1) split.note(8 + frame, frame * FRAME_S, clips);
    expect(clips.map((clip) => clip.frames)).toEqual([50, 50]);
  });

  test("are divided at the border when no callback came near it", () => {
    const clips = twoClips();
    const split = new FrameSplit();
    split.restart(0);
    split.note(1, 0, clips);
    split.note(2, FRAME_S, clips);
    // Frame 60 is the eleventh of the second clip.
    split.note(61, 60 * FRAME_S, clips);
    expect(clips.map((clip) => clip.frames)).toEqual([50, 11]);
  });

  test("of a frame that rounding put a hair before the border are the next clip's", () => {
    const clips = twoClips();
    const split = new FrameSplit();
    split.restart(0);
    split.note(50, 49 * FRAME_S, clips);
    expect(split.note(51, 1.9999, clips)).toBe(clips[1]);
    expect(clips.map((clip) => clip.frames)).toEqual([50, 1]);
  });

  test("are never counted twice or below nothing when the element's own count begins again", () => {
    const clips = twoClips();
    const split = new FrameSplit();
    split.restart(0);
    split.note(30, 29 * FRAME_S, clips);
    split.note(3, 30 * FRAME_S, clips);
    expect(clips[0]?.frames).toBe(30);
  });
});
