import { describe, expect, test } from "vitest";
import { nextWakeAt } from "./next-wake.ts";
import { Run, showing, T0 } from "./sequencer-run.ts";
import { COVER_MS, FLIP_LEAD_MS, type PlannedShowing, RAIL_AHEAD_MS } from "./state.ts";

const CLIP_MS = 5_000;

/** Clips `a`, `b`, … one after another, each for the rail unless `rails` says otherwise. */
function clips(names: string, rails: Readonly<Record<string, string | null>> = {}): PlannedShowing[] {
  return [...names].map((name, index) =>
    showing(name, T0 + index * CLIP_MS, T0 + (index + 1) * CLIP_MS, {
      kind: "video",
      rail: name in rails ? (rails[name] ?? null) : "picture",
    }),
  );
}

/** A presenter with the first clip of the program on the glass. */
function playing(showings: readonly PlannedShowing[]): Run {
  return new Run().feed(
    { type: "connected", atMs: T0 - 500, presenter: true },
    { type: "program", atMs: T0 - 500, showings },
    { type: "prepared", atMs: T0 - 300, key: "a" },
    { type: "tick", atMs: T0 - 150 },
    { type: "tick", atMs: T0 - 60 },
    { type: "tick", atMs: T0 - 20 },
    { type: "presented", atMs: T0 + 5, key: "a" },
  );
}

const item = (run: Run, key: string) => run.state.items.find((one) => one.showing.key === key);

describe("a run of clips", () => {
  test("is entered by the one move, crossed without any, and left by the one move; evidence changes hands at each border", () => {
    const run = playing([...clips("ab"), showing("p", T0 + 2 * CLIP_MS, T0 + 3 * CLIP_MS)]).feed(
      { type: "prepared", atMs: T0 + 100, key: "b" },
      { type: "tick", atMs: T0 + CLIP_MS },
      { type: "presented", atMs: T0 + CLIP_MS + 10, key: "b" },
      { type: "tick", atMs: T0 + CLIP_MS + COVER_MS },
      { type: "prepared", atMs: T0 + CLIP_MS + 300, key: "p" },
      { type: "tick", atMs: T0 + 2 * CLIP_MS - FLIP_LEAD_MS },
      { type: "presented", atMs: T0 + 2 * CLIP_MS, key: "p" },
      { type: "tick", atMs: T0 + 2 * CLIP_MS + COVER_MS },
    );
    expect(run.names()).toEqual([
      "prepare a",
      "join b",
      "end-run b",
      "arm a",
      "start a",
      "show a",
      "prepare p",
      "report-shown a",
      "cross b",
      "report-removed a",
      "report-shown b",
      "release a",
      "arm p",
      "start p",
      "show p",
      "report-removed b",
      "report-shown p",
      "release b",
    ]);
    expect(run.effects.filter((effect) => effect.type === "prepare").map(({ onRail }) => onRail)).toEqual([
      true,
      false,
    ]);
  });

  test("has a border behind it as soon as the next clip is proven: nothing is left to do until the next border", () => {
    const crossed = T0 + CLIP_MS;
    const run = playing(clips("abc")).feed(
      { type: "prepared", atMs: T0 + 100, key: "b" },
      { type: "prepared", atMs: T0 + 200, key: "c" },
      { type: "tick", atMs: crossed },
    );
    expect(item(run, "a")?.phase).toBe("covered");
    run.feed({ type: "presented", atMs: crossed + 10, key: "b" });
    expect(item(run, "a")).toBeUndefined();
    expect(run.names().at(-1)).toBe("release a");
    expect(nextWakeAt(run.state, crossed + 10)).toBe(crossed + CLIP_MS);
  });

  test("is as long as it goes on: clips are appended ten seconds ahead, without end", () => {
    const run = playing(clips("abcde"));
    expect(run.names().filter((name) => name.startsWith("join"))).toEqual(["join b", "join c"]);
    run.feed({ type: "tick", atMs: T0 + 3 * CLIP_MS - RAIL_AHEAD_MS });
    expect(run.names()).toContain("join d");
    expect(run.names()).not.toContain("join e");
    expect(run.names().some((name) => name.startsWith("end-run"))).toBe(false);
  });

  test("is not made of one clip, of clips of other tracks, or of clips with a moment between them", () => {
    for (const showings of [
      clips("ab", { b: null }),
      clips("ab", { b: "picture+sound" }),
      [...clips("a"), showing("b", T0 + CLIP_MS + 40, T0 + 2 * CLIP_MS, { kind: "video", rail: "picture" })],
    ]) {
      const run = playing(showings);
      expect(run.names()).not.toContain("join b");
      expect(item(run, "a")?.onRail).toBe(false);
    }
  });

  test("loses the clip that is at fault, and those behind it, which play by themselves; the clip on the glass stays", () => {
    const run = playing(clips("abc")).feed({ type: "left-rail", atMs: T0 + 900, key: "b", isAtFault: true });
    expect(run.onGlass()).toBe("a");
    expect(item(run, "a")?.onRail).toBe(true);
    expect(item(run, "b")).toMatchObject({ phase: "preparing", onRail: false });
    expect(item(run, "c")?.phase).toBe("absent");
    expect(run.names().filter((name) => name.startsWith("release"))).toEqual(["release b", "release c"]);
  });

  test("that breaks gives back every clip that was still to come", () => {
    const run = playing(clips("abc")).feed({ type: "broke", atMs: T0 + 900, key: "a", reason: "stalled" });
    expect(run.onGlass()).toBeUndefined();
    expect(run.effects).toContainEqual({ type: "report-removed", key: "a", reason: "stalled" });
    expect(item(run, "b")).toMatchObject({ phase: "preparing", onRail: true, joined: false });
    expect(item(run, "c")).toMatchObject({ joined: true });
  });

  test("goes on where a clip is dropped by the program, with what the program puts in its place", () => {
    const [a, b, c] = clips("abc");
    const run = playing([a, b, c].filter((one) => one !== undefined));
    const other = showing("x", T0 + CLIP_MS, T0 + 2 * CLIP_MS, { kind: "video", rail: "picture" });
    run.feed({ type: "program", atMs: T0 + 500, showings: [a, other].filter((one) => one !== undefined) });
    expect(run.names().filter((name) => name.startsWith("release"))).toEqual(["release b", "release c"]);
    expect(item(run, "x")).toMatchObject({ joined: true });
  });
});
