import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../schemas/manifest.ts";
import { makeAiring } from "../../../tests/support/trust.ts";
import { NO_BLAME, noteGlass, notePageLost, planLadder, plannable } from "./ladder.ts";
import type { Showable } from "./program.ts";

const DAY_MS = 86_400_000;
const T0 = 20_000 * DAY_MS;
const A = "a".repeat(64);
const B = "b".repeat(64);
const C = "c".repeat(64);
const PLAN = "0".repeat(16);
const LOOP = "1".repeat(16);
const FALLBACK = "2".repeat(16);

/** Plays `airings`, ten seconds each, from `fromMs` of the day on; `fallback` is its built-in loop. */
function manifestOf(airings: readonly string[], options: { fallback?: string; untilMs?: number } = {}): Manifest {
  const names = [...airings, ...(options.fallback === undefined ? [] : [options.fallback])];
  return {
    type: "manifest",
    screenId: "01930000-0000-7000-8000-0000000000a1",
    siteId: "01930000-0000-7000-8000-0000000000b1",
    place: { name: "Cửa khẩu thử", languages: ["vi", "en"] },
    revision: 3,
    timeZone: "Asia/Ho_Chi_Minh",
    days: [[T0, T0 + DAY_MS, PLAN]],
    weekly: Array.from({ length: 7 }, () => PLAN),
    dayPlans: { [PLAN]: [[0, options.untilMs ?? DAY_MS, LOOP, 0]] },
    loops: {
      [LOOP]: { use: airings.map((_, index) => [index, 0]), s: airings.map((_, index) => index).join(" ") },
      [FALLBACK]: options.fallback === undefined ? { use: [], s: "" } : { use: [[airings.length, 0]], s: "0" },
    },
    items: names.map((airingSha256) => ({
      kind: "image",
      airingSha256,
      editionVersionId: "01930000-0000-7000-8000-000000000002",
      language: "vi",
      renditions: [],
      durationMs: 10_000,
      notBeforeMs: null,
      notAfterMs: null,
    })),
    entries: ["01930000-0000-7000-8000-0000000000c1"],
    assets: {},
    fallback: FALLBACK,
  };
}

function showableOf(airings: readonly string[], kind: "image" | "video" = "image"): Showable {
  return new Map(airings.map((sha256) => [sha256, { document: { ...makeAiring(), kind }, urls: {} }]));
}

function told(
  manifests: { held: Manifest | null; lastGood?: Manifest },
  showable: Showable,
): [string, number, number][] {
  const slots = planLadder({ lastGood: null, ...manifests }, showable, T0 + 1_000, "1.1");
  return slots.map(({ stageSlot }) => [
    stageSlot.airingSha256.slice(0, 1),
    (stageSlot.startsAtMs - T0) / 1_000,
    (stageSlot.endsAtMs - T0) / 1_000,
  ]);
}

describe("the ladder", () => {
  it("goes to the next item when one cannot be shown, and puts nothing in its place", () => {
    expect(told({ held: manifestOf([A, B]), lastGood: manifestOf([C]) }, showableOf([B, C]))).toEqual([
      ["b", 10, 20],
      ["b", 30, 40],
      ["b", 50, 60],
      ["b", 70, 80],
    ]);
  });

  it("goes back to the last good manifest when nothing of the new one can be shown", () => {
    const held = manifestOf([A], { fallback: B });
    expect(told({ held, lastGood: manifestOf([C]) }, showableOf([B, C]))).toEqual([
      ["c", 0, 10],
      ["c", 10, 20],
      ["c", 20, 30],
      ["c", 30, 40],
    ]);
  });

  it("plays its fallback loop when there is no good manifest to go back to either", () => {
    const held = manifestOf([A], { fallback: B });
    const fallback = [
      ["b", 0, 10],
      ["b", 10, 20],
      ["b", 20, 30],
      ["b", 30, 40],
    ];
    expect(told({ held, lastGood: manifestOf([C]) }, showableOf([B]))).toEqual(fallback);
    expect(told({ held }, showableOf([B]))).toEqual(fallback);
  });

  it("comes to the slate, which needs nothing, only when none of all these can be shown", () => {
    expect(told({ held: manifestOf([A], { fallback: B }), lastGood: manifestOf([C]) }, new Map())).toEqual([]);
    expect(told({ held: null, lastGood: manifestOf([C]) }, showableOf([C]))).toEqual([]);
  });

  it("fills a long hole up to the instant at which the plan goes on, and no further", () => {
    const held = manifestOf([A, A, A, B]);
    expect(told({ held, lastGood: manifestOf([C]) }, showableOf([B, C]))).toEqual([
      ["c", 0, 10],
      ["c", 10, 20],
      ["c", 20, 30],
      ["b", 30, 40],
    ]);
  });

  it("takes no slate away that the plan wants, as outside operating hours", () => {
    const closed = manifestOf([A], { untilMs: 500 });
    expect(told({ held: closed, lastGood: manifestOf([C]) }, showableOf([C]))).toEqual([]);
    const closing = manifestOf([A], { untilMs: 25_000 });
    const slots = told({ held: closing, lastGood: manifestOf([C]) }, showableOf([C]));
    expect(Math.max(...slots.map(([, , endsAt]) => endsAt))).toBe(25);
  });
});

describe("an item that takes its page down", () => {
  const all = showableOf([A, B, C]);
  const left = (blame: typeof NO_BLAME, monoMs: number) => [...plannable(all, "all", blame, monoMs).keys()];

  it("is kept away after the second time, and tried again after ten minutes", () => {
    const once = notePageLost(noteGlass(NO_BLAME, A), null, 1_000);
    expect(left(once, 1_000)).toEqual([A, B, C]);
    const twice = notePageLost(noteGlass(once, A), null, 2_000);
    expect(left(twice, 2_000)).toEqual([B, C]);
    expect(left(twice, 601_999)).toEqual([B, C]);
    expect(left(twice, 602_000)).toEqual([A, B, C]);
  });

  it("is found also when it does so while it is made ready under another one", () => {
    const once = notePageLost(noteGlass(NO_BLAME, A), B, 1_000);
    expect(left(notePageLost(noteGlass(once, A), B, 2_000), 2_000)).toEqual([C]);
  });

  it("is not suspected any more once it was followed by another one", () => {
    let blame = notePageLost(noteGlass(NO_BLAME, A), B, 1_000);
    for (const airing of [A, B, C]) blame = noteGlass(blame, airing);
    blame = notePageLost(noteGlass(blame, A), B, 90_000);
    expect(left(blame, 90_000)).toEqual([A, B, C]);
  });

  it("does not cost the others their turn: a page lost under the slate blames nobody", () => {
    expect(left(notePageLost(NO_BLAME, null, 1_000), 1_000)).toEqual([A, B, C]);
  });
});

describe("the mode", () => {
  it("leaves images alone, then nothing", () => {
    const mixed = new Map([...showableOf([A]), ...showableOf([B], "video")]);
    expect([...plannable(mixed, "all", NO_BLAME, 0).keys()]).toEqual([A, B]);
    expect([...plannable(mixed, "images", NO_BLAME, 0).keys()]).toEqual([A]);
    expect([...plannable(mixed, "slate", NO_BLAME, 0).keys()]).toEqual([]);
  });
});
