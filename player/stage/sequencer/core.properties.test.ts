import fc from "fast-check";
import { expect, test } from "vitest";
import { step } from "./core.ts";
import { Run, showing, T0 } from "./sequencer-run.ts";
import {
  FLIP_LEAD_MS,
  HOLD_MS,
  type PlannedShowing,
  type SequencerEffect,
  type SequencerEvent,
  type SequencerState,
  STEP_SLACK_MS,
} from "./state.ts";

const anyEvent = fc.oneof(
  { weight: 8, arbitrary: fc.record({ name: fc.constant("tick"), afterMs: fc.integer({ min: 0, max: 600 }) }) },
  { weight: 4, arbitrary: fc.record({ name: fc.constant("settle"), afterMs: fc.integer({ min: 0, max: 200 }) }) },
  { weight: 4, arbitrary: fc.record({ name: fc.constant("present"), afterMs: fc.integer({ min: 0, max: 50 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constantFrom("fail", "break", "refuse", "program", "drop", "lose", "join", "hide", "see"),
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
    rail: fc.constantFrom("picture", "picture", "picture", "picture+sound", null),
  }),
  { minLength: 1, maxLength: 12 },
);

function layPlan(
  plan: readonly (Pick<PlannedShowing, "kind" | "rail"> & { lengthMs: number; gapMs: number; validForMs: number })[],
) {
  let atMs = T0;
  return plan.map(({ lengthMs, gapMs, kind, rail, validForMs }, index) => {
    const startsAtMs = atMs + gapMs;
    atMs = startsAtMs + lengthMs;
    const change = { kind, rail: kind === "video" ? rail : null, validUntilMs: startsAtMs + validForMs };
    return showing(`k${index}`, startsAtMs, atMs, change);
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
    case "refuse": {
      const key = run.state.items.find((item) => item.onRail)?.showing.key ?? "none";
      return { type: "left-rail", atMs, key, isAtFault: atMs % 2 === 0 };
    }
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
    .filter((item) => item.surface !== null && !item.onRail)
    .map((item) => `${item.showing.kind} ${item.surface}`);
  expect(new Set(held).size).toBe(held.length);
  expect(state.items.filter((item) => item.phase === "shown").length).toBeLessThanOrEqual(1);
  checkRun(state);
  for (const item of state.items) {
    const needsSurface = !["absent", "failed", "released"].includes(item.phase);
    expect(item.surface !== null).toBe(needsSurface);
    if (item.phase !== "shown") continue;
    // A video is flipped so long after its clock was started: each of the two falls on the display's nearest frame.
    const slackMs = item.showing.kind === "video" ? 2 * STEP_SLACK_MS : STEP_SLACK_MS;
    expect(item.showing.startsAtMs - FLIP_LEAD_MS - slackMs).toBeLessThanOrEqual(atMs);
    expect(item.showing.validUntilMs).toBeGreaterThan(atMs);
    expect(item.showing.endsAtMs + HOLD_MS).toBeGreaterThan(atMs);
  }
}

/** Those on the rail follow each other, and only the first of them came by itself. */
function checkRun(state: SequencerState): void {
  const seats = state.items.filter((item) => item.onRail && item.surface !== null);
  for (const [index, item] of seats.entries()) {
    if (item.phase === "armed") expect(item.joined).toBe(false);
    if (!item.joined || !["preparing", "ready"].includes(item.phase)) continue;
    expect(seats[index - 1]?.showing.endsAtMs).toBe(item.showing.startsAtMs);
    expect(seats[index - 1]?.phase).not.toBe("covered");
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
