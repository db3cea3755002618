import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { step } from "./core.ts";
import {
  COVER_MS,
  FLIP_LEAD_MS,
  HOLD_MS,
  INITIAL_STATE,
  type PlannedShowing,
  type SequencerEffect,
  type SequencerEvent,
  type SequencerState,
  STEP_SLACK_MS,
} from "./state.ts";

const T0 = 1_000_000;

function showing(
  key: string,
  startsAtMs: number,
  endsAtMs: number,
  change: Partial<PlannedShowing> = {},
): PlannedShowing {
  return {
    key,
    airingSha256: key,
    kind: "image",
    startsAtMs,
    endsAtMs,
    validUntilMs: Number.MAX_SAFE_INTEGER,
    ...change,
  };
}

/** Feeds events one after another and keeps what came of them. */
class Run {
  state: SequencerState = INITIAL_STATE;
  readonly effects: SequencerEffect[] = [];

  feed(...events: SequencerEvent[]): this {
    for (const event of events) {
      const next = step(this.state, event);
      this.state = next.state;
      this.effects.push(...next.effects);
    }
    return this;
  }

  names(): string[] {
    return this.effects.map((effect) => `${effect.type} ${"key" in effect ? effect.key : effect.showing.key}`);
  }

  onGlass(): string | undefined {
    return this.state.items.find((item) => item.phase === "shown")?.showing.key;
  }
}

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

  test("starts a video its learned latency before the flip", () => {
    const run = new Run().feed({
      type: "program",
      atMs: T0 - 500,
      showings: [showing("v", T0, T0 + 5_000, { kind: "video" })],
    });
    for (let count = 0; count < 30; count += 1) run.feed({ type: "start-latency", atMs: T0 - 400, latencyMs: 90 });
    run.feed({ type: "prepared", atMs: T0 - 300, key: "v" }, { type: "tick", atMs: T0 - FLIP_LEAD_MS - 110 });
    expect(run.names()).not.toContain("start v");
    run.feed({ type: "tick", atMs: T0 - FLIP_LEAD_MS - 89 });
    expect(run.names()).toContain("start v");
    expect(run.names()).not.toContain("show v");
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

  test("is joined when it becomes ready inside its slot", () => {
    const run = playing().feed({ type: "tick", atMs: T0 + 2_500 }, { type: "prepared", atMs: T0 + 2_600, key: "b" });
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

const anyEvent = fc.oneof(
  { weight: 8, arbitrary: fc.record({ name: fc.constant("tick"), afterMs: fc.integer({ min: 0, max: 600 }) }) },
  { weight: 4, arbitrary: fc.record({ name: fc.constant("settle"), afterMs: fc.integer({ min: 0, max: 200 }) }) },
  { weight: 4, arbitrary: fc.record({ name: fc.constant("present"), afterMs: fc.integer({ min: 0, max: 50 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constantFrom("fail", "break", "program", "drop", "lose", "join", "hide", "see"),
      afterMs: fc.integer({ min: 0, max: 300 }),
    }),
  },
);

const anyPlan = fc.array(
  fc.record({
    lengthMs: fc.integer({ min: 200, max: 3_000 }),
    gapMs: fc.constantFrom(0, 0, 0, 400),
    kind: fc.constantFrom("image" as const, "video" as const, "slide" as const),
    validForMs: fc.constantFrom(Number.MAX_SAFE_INTEGER - 2 * T0, 900),
  }),
  { minLength: 1, maxLength: 12 },
);

function layPlan(
  plan: readonly { lengthMs: number; gapMs: number; kind: PlannedShowing["kind"]; validForMs: number }[],
) {
  let atMs = T0;
  return plan.map(({ lengthMs, gapMs, kind, validForMs }, index) => {
    const startsAtMs = atMs + gapMs;
    atMs = startsAtMs + lengthMs;
    return showing(`k${index}`, startsAtMs, atMs, { kind, validUntilMs: startsAtMs + validForMs });
  });
}

function eventFor(name: string, run: Run, atMs: number, plan: readonly PlannedShowing[]): SequencerEvent {
  const inPhase = (phase: string) => run.state.items.find((item) => item.phase === phase)?.showing.key ?? "none";
  switch (name) {
    case "settle":
      return { type: "prepared", atMs, key: inPhase("preparing") };
    case "present":
      return { type: "presented", atMs, key: inPhase("shown") };
    case "fail":
      return { type: "prepare-failed", atMs, key: inPhase("preparing"), reason: "bad" };
    case "break":
      return { type: "broke", atMs, key: inPhase("shown"), reason: "bad" };
    case "program":
      return { type: "program", atMs, showings: plan.filter((one) => one.endsAtMs > atMs).slice(0, 3) };
    case "drop":
      return { type: "program", atMs, showings: plan.filter((one) => one.startsAtMs > atMs).slice(0, 2) };
    case "lose":
      return { type: "disconnected", atMs };
    case "join":
      return { type: "connected", atMs, presenter: true };
    case "hide":
      return { type: "visibility", atMs, visible: false };
    case "see":
      return { type: "visibility", atMs, visible: true };
    default:
      return { type: "tick", atMs };
  }
}

function checkState(state: SequencerState, atMs: number): void {
  const held = state.items
    .filter((item) => item.surface !== null)
    .map((item) => `${item.showing.kind} ${item.surface}`);
  expect(new Set(held).size).toBe(held.length);
  expect(state.items.filter((item) => item.phase === "shown").length).toBeLessThanOrEqual(1);
  for (const item of state.items) {
    const needsSurface = !["absent", "failed", "released"].includes(item.phase);
    expect(item.surface !== null).toBe(needsSurface);
    if (item.phase !== "shown") continue;
    expect(item.showing.startsAtMs - FLIP_LEAD_MS - STEP_SLACK_MS).toBeLessThanOrEqual(atMs);
    expect(item.showing.validUntilMs).toBeGreaterThan(atMs);
    expect(item.showing.endsAtMs + HOLD_MS).toBeGreaterThan(atMs);
  }
}

test("whatever happens in whatever order, surfaces are never shared, nothing is shown outside its time, and evidence is told in pairs", () => {
  fc.assert(
    fc.property(anyPlan, fc.array(anyEvent, { maxLength: 120 }), (rawPlan, happenings) => {
      const plan = layPlan(rawPlan);
      const run = new Run();
      let atMs = T0 - 1_000;
      run.feed({ type: "connected", atMs, presenter: true }, { type: "program", atMs, showings: plan.slice(0, 3) });
      for (const { name, afterMs } of happenings) {
        atMs += afterMs;
        run.feed(eventFor(name, run, atMs, plan));
        checkState(run.state, atMs);
        const again = step(run.state, { type: "tick", atMs });
        expect(again.effects).toEqual([]);
      }
      const wasLost = happenings.some(({ name }) => name === "lose");
      checkEvidence(run.effects, wasLost);
      run.feed({ type: "tick", atMs: atMs + 60_000 }, { type: "tick", atMs: atMs + 120_000 });
      expect(run.state.items.filter((item) => item.surface !== null)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

function checkEvidence(effects: readonly SequencerEffect[], wasLost: boolean): void {
  const open = new Set<string>();
  const told = new Set<string>();
  for (const effect of effects) {
    if (effect.type === "report-shown") {
      if (!wasLost) expect(told.has(effect.key)).toBe(false);
      told.add(effect.key);
      open.add(effect.key);
    }
    if (effect.type === "report-removed") {
      expect(open.has(effect.key)).toBe(true);
      open.delete(effect.key);
    }
    if (effect.type === "release") expect(wasLost || !open.has(effect.key)).toBe(true);
  }
}
