import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../schemas/manifest.ts";
import { makeAiring } from "../../../tests/support/trust.ts";
import { FIRST_PLAYBACK, stepPlayback } from "./playback.ts";
import type { PlaybackEffect, PlaybackEvent, PlaybackState } from "./playback-events.ts";
import type { Showable } from "./program.ts";

const DAY_MS = 86_400_000;
const T0 = 20_000 * DAY_MS;
const AIRINGS = ["a".repeat(64), "b".repeat(64)];

const MANIFEST: Manifest = {
  type: "manifest",
  screenId: "01930000-0000-7000-8000-0000000000a1",
  siteId: "01930000-0000-7000-8000-0000000000b1",
  place: { name: "Cửa khẩu thử", languages: ["vi", "en"] },
  revision: 3,
  timeZone: "Asia/Ho_Chi_Minh",
  days: [[T0, T0 + DAY_MS, "0".repeat(16)]],
  weekly: Array.from({ length: 7 }, () => "0".repeat(16)),
  dayPlans: { ["0".repeat(16)]: [[0, DAY_MS, "1".repeat(16), 0]] },
  loops: {
    ["1".repeat(16)]: {
      use: [
        [0, 0],
        [1, 0],
      ],
      s: "0 1",
    },
  },
  items: AIRINGS.map((airingSha256) => ({
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
  fallback: "1".repeat(16),
};

const BOTH: Showable = new Map(AIRINGS.map((sha256) => [sha256, { document: makeAiring(), urls: {} }]));

type Bare = PlaybackEvent extends infer E
  ? E extends unknown
    ? Omit<E, "monoMs" | "wallMs" | "agentMs" | "clock">
    : never
  : never;

/** A presenter's life told as events at milliseconds after T0. */
function tell(story: readonly [number, Bare][]): { state: PlaybackState; effects: PlaybackEffect[] } {
  let state = FIRST_PLAYBACK;
  const effects: PlaybackEffect[] = [];
  for (const [atMs, event] of story) {
    const stamped = { ...event, monoMs: atMs, wallMs: T0 + atMs, agentMs: T0 + atMs, clock: "anchored" };
    const step = stepPlayback(state, stamped as PlaybackEvent);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const BEGIN: readonly [number, Bare][] = [
  [0, { type: "manifest", manifest: MANIFEST }],
  [0, { type: "showable", showable: BOTH }],
  [0, { type: "presenter", stageLife: "1.1" }],
];
const key = (startMs: number, index: number) => `${T0 + startMs}-${index}-${AIRINGS[index]?.slice(0, 8)}-1.1`;
const shown = (startMs: number, index: number): Bare => ({
  type: "stage",
  message: { type: "shown", key: key(startMs, index), frames: 1 },
});
const removed = (startMs: number, index: number): Bare => ({
  type: "stage",
  message: { type: "removed", key: key(startMs, index), frames: 9, reason: "planned" },
});
const beat = (startMs: number, index: number, frames: number): Bare => ({
  type: "stage",
  message: { type: "heartbeat", key: key(startMs, index), frames },
});
const beats = (from: number, to: number, startMs: number, index: number): [number, Bare][] => {
  const story: [number, Bare][] = [];
  for (let at = from; at <= to; at += 1_000) story.push([at, beat(startMs, index, at)]);
  return story;
};

const logged = (effects: readonly PlaybackEffect[]) => effects.flatMap((e) => (e.type === "log" ? [e.event] : []));
const programs = (effects: readonly PlaybackEffect[]) =>
  effects.flatMap((e) => (e.type === "program" ? [e.slots] : []));

describe("playback", () => {
  it("hands the stage the item on the glass and three more, each with a key of its own", () => {
    const slots = programs(tell(BEGIN).effects).at(-1) ?? [];
    expect(slots.map(({ startsAtMs }) => startsAtMs - T0)).toEqual([0, 10_000, 20_000, 30_000]);
    expect(new Set(slots.map((slot) => slot.key)).size).toBe(4);
  });

  it("leaves out what may not be shown and puts nothing in its place", () => {
    const onlyFirst: Showable = new Map([...BOTH].slice(0, 1));
    const { effects } = tell([...BEGIN, [100, { type: "showable", showable: onlyFirst }]]);
    const slots = programs(effects).at(-1) ?? [];
    expect(slots.map(({ airingSha256 }) => airingSha256)).toEqual(slots.map(() => AIRINGS[0]));
    expect(slots.map(({ startsAtMs }) => startsAtMs - T0)).toEqual([0, 20_000, 40_000, 60_000]);
  });

  it("logs a whole showing once: qualified, progress, completed by the monotonic clock", () => {
    const story = [...BEGIN, [10, shown(0, 0)], ...beats(1_000, 9_000, 0, 0), [10_000, removed(0, 0)]] as [
      number,
      Bare,
    ][];
    const events = logged(tell(story).effects);
    expect(events.map(({ type }) => type)).toEqual(["qualified", "progress", "closed"]);
    expect(events.at(-1)).toMatchObject({
      outcome: "completed",
      shownMs: 9_990,
      draft: { plannedMs: 10_000, joinedLate: false },
    });
  });

  it("leaves no trace of a showing under two seconds", () => {
    expect(logged(tell([...BEGIN, [10, shown(0, 0)], [2_009, removed(0, 0)]]).effects)).toEqual([]);
    expect(logged(tell([...BEGIN, [10, shown(0, 0)], [2_010, removed(0, 0)]]).effects).at(-1)).toMatchObject({
      type: "closed",
      outcome: "cut",
      shownMs: 2_000,
    });
  });

  it("believes nothing about a slot it never handed out, and nothing without a presenter", () => {
    const unknown: Bare = { type: "stage", message: { type: "shown", key: "1-1-ffffffff-1.1", frames: 1 } };
    expect(logged(tell([...BEGIN, [10, unknown], ...beats(1_000, 4_000, 0, 0)]).effects)).toEqual([]);
    const nobody = tell([...BEGIN.slice(0, 2), [10, shown(0, 0)], [3_000, { type: "tick" }]]);
    expect(nobody.state.open.size).toBe(0);
  });

  it("ends an item when the next covers it, so no millisecond counts twice", () => {
    const story = [
      ...BEGIN,
      [0, shown(0, 0)],
      ...beats(1_000, 9_000, 0, 0),
      [9_990, shown(10_000, 1)],
      [10_120, removed(0, 0)],
    ] as [number, Bare][];
    expect(logged(tell(story).effects).at(-1)).toMatchObject({ type: "closed", shownMs: 9_990 });
  });

  it("numbers showings in the order they began: a removal that is told late, or never, changes nothing", () => {
    const story = (removals: [number, Bare][]) => {
      const told: [number, Bare][] = [
        ...BEGIN,
        [0, shown(0, 0)],
        ...beats(1_000, 9_000, 0, 0),
        [9_990, shown(10_000, 1)],
        ...beats(11_000, 19_000, 10_000, 1),
        [19_980, shown(20_000, 0)],
        ...beats(21_000, 24_000, 20_000, 0),
        ...removals,
      ];
      return told.sort(([one], [other]) => one - other);
    };
    const closedIn = (removals: [number, Bare][]) =>
      logged(tell(story(removals)).effects).flatMap((event) =>
        event.type === "closed" ? [[event.showing, event.shownMs, event.outcome]] : [],
      );
    const expected = [
      [key(0, 0), 9_990, "completed"],
      [key(10_000, 1), 9_990, "completed"],
    ];
    expect(closedIn([])).toEqual(expected);
    expect(closedIn([[10_100, removed(0, 0)]])).toEqual(expected);
    expect(closedIn([[18_000, removed(0, 0)]])).toEqual(expected);
    expect(
      closedIn([
        [23_000, removed(0, 0)],
        [23_500, removed(10_000, 1)],
      ]),
    ).toEqual(expected);
    const events = logged(tell(story([])).effects);
    expect(events.map(({ type }) => type)).toEqual([
      ...["qualified", "progress", "closed"],
      ...["qualified", "progress", "closed"],
      "qualified",
    ]);
  });

  it("closes as interrupted what a presenter left on the glass when it went, at its last sign of life", () => {
    const story = [...BEGIN, [0, shown(0, 0)], ...beats(1_000, 4_000, 0, 0)] as [number, Bare][];
    const gone = tell([...story, [4_800, { type: "presenter", stageLife: null }]]);
    expect(logged(gone.effects).at(-1)).toMatchObject({ type: "closed", outcome: "interrupted", shownMs: 4_000 });
    const hung = tell([...story, [9_100, { type: "tick" }]]);
    expect(hung.effects).toContainEqual({ type: "stage-silent" });
    expect(logged(hung.effects).at(-1)).toMatchObject({ outcome: "interrupted", shownMs: 4_000 });
  });

  it("gives up a page that talks on but presents no frames, and counts nothing after its last one", () => {
    const story = [...BEGIN, [0, shown(0, 0)], ...beats(1_000, 4_000, 0, 0)] as [number, Bare][];
    for (let at = 5_000; at <= 9_000; at += 1_000) story.push([at, beat(0, 0, 4_000)]);
    const { effects } = tell(story);
    expect(effects.filter(({ type }) => type === "stage-silent")).toHaveLength(1);
    expect(logged(effects).filter(({ type }) => type === "closed")).toMatchObject([
      { outcome: "interrupted", shownMs: expect.any(Number) },
    ]);
    const onSlate: [number, Bare][] = [1, 2, 3, 4, 5, 6, 7].map((second) => [
      second * 1_000,
      { type: "stage", message: { type: "heartbeat", key: null, frames: 7 } },
    ]);
    expect(tell([...BEGIN, ...onSlate]).effects.some(({ type }) => type === "stage-silent")).toBe(false);
  });

  it("closes as cut on a planned stop, and says when a showing began inside its slot", () => {
    const late: readonly [number, Bare][] = BEGIN.map(([, event]) => [3_000, event]);
    const story = [...late, [3_100, shown(0, 0)], ...beats(4_000, 6_000, 0, 0), [6_600, { type: "stop" }]] as [
      number,
      Bare,
    ][];
    expect(logged(tell(story).effects).at(-1)).toMatchObject({
      type: "closed",
      outcome: "cut",
      shownMs: 3_500,
      draft: { joinedLate: true, plannedMs: 10_000, manifestRevision: 3 },
    });
  });

  it("lets an item keep its turns when the box was too busy to have it ready in time", () => {
    const late = (startMs: number): Bare => ({
      type: "stage",
      message: { type: "failed", key: key(startMs, 0), reason: "late" },
    });
    const { effects } = tell([...BEGIN, [100, late(0)], [200, late(20_000)], [1_000, { type: "tick" }]]);
    expect(effects.filter((effect) => effect.type === "item-failed")).toHaveLength(2);
    expect(
      programs(effects)
        .at(-1)
        ?.some(({ airingSha256 }) => airingSha256 === AIRINGS[0]),
    ).toBe(true);
  });

  it("keeps an item away that failed twice, until the content changes", () => {
    const failed = (startMs: number): Bare => ({
      type: "stage",
      message: { type: "failed", key: key(startMs, 0), reason: "decode" },
    });
    const twice = tell([...BEGIN, [100, failed(0)], [200, failed(20_000)], [1_000, { type: "tick" }]]);
    expect(
      programs(twice.effects)
        .at(-1)
        ?.some(({ airingSha256 }) => airingSha256 === AIRINGS[0]),
    ).toBe(false);
    const changed = stepPlayback(twice.state, {
      type: "manifest",
      manifest: { ...MANIFEST, revision: 4 },
      monoMs: 1_100,
      wallMs: T0 + 1_100,
      agentMs: T0 + 1_100,
      clock: "anchored",
    });
    expect(
      programs(changed.effects)
        .at(-1)
        ?.some(({ airingSha256 }) => airingSha256 === AIRINGS[0]),
    ).toBe(true);
  });
});
