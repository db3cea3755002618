import { describe, expect, test } from "vitest";
import { Run, showing, T0 } from "./sequencer-run.ts";
import { COVER_MS, DISPLAY_FRAME_MS, FLIP_LEAD_MS, HOLD_MS, type PlannedShowing } from "./state.ts";

/** A presenter with `a` on the glass since T0 and `b` to follow two seconds later. */
function playing(change: Partial<PlannedShowing> = {}): Run {
  return new Run().feed(
    { type: "connected", atMs: T0 - 500, presenter: true },
    {
      type: "program",
      atMs: T0 - 500,
      showings: [showing("a", T0, T0 + 2_000, change), showing("b", T0 + 2_000, T0 + 4_000)],
    },
    { type: "prepared", atMs: T0 - 300, key: "a" },
    { type: "tick", atMs: T0 - 150 },
    { type: "tick", atMs: T0 - 28 },
    { type: "presented", atMs: T0 - 5, key: "a" },
  );
}

/** Feeds the display's frames from `fromMs` on; in which of them each thing was first done. */
function frameOfEach(run: Run, fromMs: number, frames: number): Map<string, number> {
  const seen = new Map<string, number>();
  for (let frame = 0; frame < frames; frame += 1) {
    const before = run.effects.length;
    run.feed({ type: "tick", atMs: fromMs + frame * DISPLAY_FRAME_MS });
    for (const name of run.names().slice(before)) if (!seen.has(name)) seen.set(name, frame);
  }
  return seen;
}

describe("the one move", () => {
  test("prepares hidden, arms before the seam, flips early, keeps the old one underneath until the new one is seen", () => {
    const run = playing().feed(
      { type: "prepared", atMs: T0 + 100, key: "b" },
      { type: "tick", atMs: T0 + 1_850 },
      { type: "tick", atMs: T0 + 1_972 },
    );
    expect(run.onGlass()).toBe("b");
    expect(run.state.items.find((item) => item.showing.key === "a")?.phase).toBe("covered");
    run.feed({ type: "presented", atMs: T0 + 2_005, key: "b" }, { type: "tick", atMs: T0 + 1_972 + COVER_MS });
    expect(run.names()).toEqual([
      "prepare a",
      "arm a",
      "start a",
      "show a",
      "prepare b",
      "report-shown a",
      "arm b",
      "start b",
      "show b",
      "report-removed a",
      "report-shown b",
      "release a",
    ]);
  });

  test("leaves the machine to a first picture that is late until it was seen, unless the next is due at once", () => {
    const joined = (lateMs: number) =>
      new Run().feed(
        {
          type: "program",
          atMs: T0 + lateMs - 200,
          showings: [showing("a", T0, T0 + 4_000), showing("b", T0 + 4_000, T0 + 8_000)],
        },
        { type: "prepared", atMs: T0 + lateMs, key: "a" },
      );
    const early = joined(1_500);
    expect(early.onGlass()).toBe("a");
    expect(early.names()).not.toContain("prepare b");
    early.feed({ type: "presented", atMs: T0 + 1_550, key: "a" });
    expect(early.names()).toContain("prepare b");
    expect(joined(3_200).names()).toContain("prepare b");
  });

  test("starts a video its learned latency before its start", () => {
    const run = new Run().feed({
      type: "program",
      atMs: T0 - 500,
      showings: [showing("v", T0, T0 + 5_000, { kind: "video" })],
    });
    for (let count = 0; count < 30; count += 1) run.feed({ type: "start-latency", atMs: T0 - 400, latencyMs: 90 });
    run.feed({ type: "prepared", atMs: T0 - 300, key: "v" }, { type: "tick", atMs: T0 - 110 });
    expect(run.names()).not.toContain("start v");
    run.feed({ type: "tick", atMs: T0 - 89 });
    expect(run.names()).toContain("start v");
    expect(run.names()).not.toContain("show v");
  });

  test("flips a video whole frames of the display after its clock was started, wherever the frames fall", () => {
    const startsAtMs = T0 + 2_000;
    for (let phaseMs = 0; phaseMs < DISPLAY_FRAME_MS; phaseMs += 0.5) {
      const run = playing().feed({
        type: "program",
        atMs: T0 + 100,
        showings: [showing("a", T0, startsAtMs), showing("v", startsAtMs, T0 + 4_000, { kind: "video" })],
      });
      // One that came a frame early, and one a frame late, say nothing of the next.
      for (const latencyMs of [48, 49, 32, 65, 48]) run.feed({ type: "start-latency", atMs: T0 + 200, latencyMs });
      run.feed({ type: "prepared", atMs: T0 + 300, key: "v" });
      const seen = frameOfEach(run, startsAtMs - 200 + phaseMs, 20);
      const frames = (seen.get("show v") ?? Number.NaN) - (seen.get("start v") ?? Number.NaN);
      expect(frames, `phase ${phaseMs}`).toBe(2);
      const flippedAtMs = startsAtMs - 200 + phaseMs + (seen.get("show v") ?? Number.NaN) * DISPLAY_FRAME_MS;
      expect(Math.abs(flippedAtMs - (startsAtMs - FLIP_LEAD_MS))).toBeLessThanOrEqual(DISPLAY_FRAME_MS / 2 + 1);
    }
  });

  test("begins nothing else while one picture gives way to another", () => {
    const run = playing().feed(
      {
        type: "program",
        atMs: T0 + 50,
        showings: [
          showing("a", T0, T0 + 2_000),
          showing("b", T0 + 2_000, T0 + 4_000),
          showing("c", T0 + 4_000, T0 + 6_000),
        ],
      },
      { type: "prepared", atMs: T0 + 100, key: "b" },
      { type: "tick", atMs: T0 + 1_850 },
      { type: "tick", atMs: T0 + 1_972 },
      { type: "presented", atMs: T0 + 2_005, key: "b" },
    );
    expect(run.onGlass()).toBe("b");
    expect(run.names()).not.toContain("prepare c");
    run.feed({ type: "tick", atMs: T0 + 1_972 + COVER_MS });
    expect(run.names().slice(-2)).toEqual(["release a", "prepare c"]);
  });

  test("starts a video after the flip where it begins at once: its beginning is seen from its start", () => {
    const run = new Run().feed({
      type: "program",
      atMs: T0 - 500,
      showings: [showing("v", T0, T0 + 5_000, { kind: "video" })],
    });
    for (let count = 0; count < 30; count += 1) run.feed({ type: "start-latency", atMs: T0 - 400, latencyMs: 0 });
    run.feed({ type: "prepared", atMs: T0 - 300, key: "v" }, { type: "tick", atMs: T0 - FLIP_LEAD_MS });
    expect(run.onGlass()).toBe("v");
    expect(run.names()).not.toContain("start v");
    run.feed({ type: "tick", atMs: T0 });
    expect(run.names()).toContain("start v");
  });
});

describe("an item that is not ready", () => {
  test("is never shown late over nothing: the picture before is held, then the slate", () => {
    const run = playing().feed({ type: "tick", atMs: T0 + 2_500 });
    expect(run.onGlass()).toBe("a");
    run.feed({ type: "tick", atMs: T0 + 2_000 + HOLD_MS });
    expect(run.onGlass()).toBeUndefined();
    expect(run.names()).not.toContain("show b");
  });

  test("is not waited for once it has failed", () => {
    const run = playing().feed(
      { type: "prepare-failed", atMs: T0 + 900, key: "b", reason: "image-not-decodable" },
      { type: "tick", atMs: T0 + 2_000 },
    );
    expect(run.onGlass()).toBeUndefined();
    expect(run.effects).toContainEqual({ type: "report-failed", key: "b", reason: "image-not-decodable" });
  });

  test("is reported as late only if it was asked for before its start", () => {
    const late = playing().feed({ type: "tick", atMs: T0 + 4_000 });
    expect(late.effects).toContainEqual({ type: "report-failed", key: "b", reason: "late" });
    const hurried = new Run().feed(
      { type: "connected", atMs: T0 + 1_900, presenter: true },
      { type: "program", atMs: T0 + 1_900, showings: [showing("a", T0, T0 + 2_000)] },
      { type: "tick", atMs: T0 + 2_000 },
    );
    expect(hurried.names()).toEqual(["prepare a", "release a"]);
  });

  test("does not cost the one before its planned end when the program moves on", () => {
    const run = playing().feed({ type: "program", atMs: T0 + 2_000, showings: [showing("b", T0 + 2_000, T0 + 4_000)] });
    expect(run.onGlass()).toBe("a");
    run.feed({ type: "prepared", atMs: T0 + 2_300, key: "b" }, { type: "presented", atMs: T0 + 2_330, key: "b" });
    expect(run.effects).toContainEqual({ type: "report-removed", key: "a", reason: "planned" });
  });

  test("is joined when it becomes ready inside its slot", () => {
    const run = playing().feed({ type: "tick", atMs: T0 + 2_500 }, { type: "prepared", atMs: T0 + 2_600, key: "b" });
    expect(run.onGlass()).toBe("b");
  });
});

describe("an item that becomes ready after the slate has come", () => {
  const b = showing("b", T0 + 2_000, T0 + 60_000);

  test("does not come late when it had its fair chance, and is told as late", () => {
    const fair = new Run().feed(
      { type: "connected", atMs: T0 - 30_000, presenter: true },
      { type: "program", atMs: T0 - 3_900, showings: [showing("b", T0 + 2_000, T0 + 8_000)] },
      { type: "tick", atMs: T0 + 2_000 + HOLD_MS },
      { type: "prepared", atMs: T0 + 4_500, key: "b" },
    );
    expect(fair.onGlass()).toBeUndefined();
    expect(fair.effects).toContainEqual({ type: "report-failed", key: "b", reason: "late" });
  });

  test("is joined in its middle when it was asked for too late to be ready", () => {
    const run = new Run().feed(
      { type: "connected", atMs: T0 + 1_500, presenter: true },
      { type: "program", atMs: T0 + 1_500, showings: [b] },
      { type: "tick", atMs: T0 + 2_000 + HOLD_MS },
      { type: "prepared", atMs: T0 + 4_500, key: "b" },
    );
    expect(run.onGlass()).toBe("b");
  });
});

describe("what must come down", () => {
  test("a picture past its validity is not held for the next one", () => {
    const run = playing({ validUntilMs: T0 + 1_500 }).feed({ type: "tick", atMs: T0 + 1_500 });
    expect(run.onGlass()).toBeUndefined();
    expect(run.names()).toContain("report-removed a");
  });

  test("a picture that the program drops with nothing in its place goes at once", () => {
    const run = playing().feed({ type: "program", atMs: T0 + 700, showings: [] });
    expect(run.onGlass()).toBeUndefined();
    expect(run.effects).toContainEqual({ type: "report-removed", key: "a", reason: "replaced" });
  });

  test("a picture that the program replaces stays only until the new one is there", () => {
    const run = playing().feed({ type: "program", atMs: T0 + 700, showings: [showing("c", T0 + 700, T0 + 2_000)] });
    expect(run.onGlass()).toBe("a");
    run.feed({ type: "prepared", atMs: T0 + 800, key: "c" }, { type: "presented", atMs: T0 + 820, key: "c" });
    expect(run.onGlass()).toBe("c");
    expect(run.effects).toContainEqual({ type: "report-removed", key: "a", reason: "replaced" });
  });
});

describe("the agent away", () => {
  test("the picture stays to its end, then the slate; nothing new starts without a witness", () => {
    const run = playing().feed(
      { type: "prepared", atMs: T0 + 100, key: "b" },
      { type: "disconnected", atMs: T0 + 500 },
      { type: "tick", atMs: T0 + 1_990 },
    );
    expect(run.onGlass()).toBe("a");
    run.feed({ type: "tick", atMs: T0 + 2_000 });
    expect(run.onGlass()).toBeUndefined();
    expect(run.names()).not.toContain("show b");
  });

  test("a new connection is told what is on the glass, under the key it now has", () => {
    const run = playing().feed({ type: "disconnected", atMs: T0 + 500 });
    const before = run.effects.length;
    run.feed(
      { type: "connected", atMs: T0 + 600, presenter: true },
      { type: "program", atMs: T0 + 600, showings: [showing("a2", T0, T0 + 2_000, { airingSha256: "a" })] },
    );
    expect(run.effects.slice(before)).toEqual([
      { type: "rename", key: "a", newKey: "a2" },
      { type: "report-shown", key: "a2" },
    ]);
    expect(run.onGlass()).toBe("a2");
  });

  test("a viewer shows the same and tells nothing", () => {
    const run = new Run().feed(
      { type: "connected", atMs: T0 - 500, presenter: false },
      { type: "program", atMs: T0 - 500, showings: [showing("a", T0, T0 + 2_000)] },
      { type: "prepared", atMs: T0 - 300, key: "a" },
      { type: "tick", atMs: T0 - 28 },
      { type: "presented", atMs: T0, key: "a" },
      { type: "tick", atMs: T0 + 2_000 },
    );
    expect(run.names()).toContain("show a");
    expect(run.names().filter((name) => name.startsWith("report"))).toEqual([]);
  });
});

describe("a page out of sight", () => {
  test("ends the showing and sends no shown until a frame is proven again under a new key", () => {
    const run = playing().feed({ type: "visibility", atMs: T0 + 500, visible: false });
    expect(run.effects).toContainEqual({ type: "report-removed", key: "a", reason: "stalled" });
    const before = run.effects.length;
    run.feed(
      { type: "presented", atMs: T0 + 600, key: "a" },
      { type: "program", atMs: T0 + 700, showings: [showing("a2", T0, T0 + 2_000, { airingSha256: "a" })] },
    );
    expect(run.names().slice(before)).toContain("rename a");
    expect(run.names().slice(before)).not.toContain("report-shown a2");
    run.feed({ type: "visibility", atMs: T0 + 800, visible: true }, { type: "presented", atMs: T0 + 830, key: "a2" });
    expect(run.names().slice(before)).toContain("report-shown a2");
  });
});
