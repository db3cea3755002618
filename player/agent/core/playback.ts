import { QUALIFYING_MS } from "../../../schemas/play-record.ts";
import { planLadder } from "./ladder.ts";
import type { PlannedFor, PlaybackEffect, PlaybackEvent, PlaybackState, PlaybackStep } from "./playback-events.ts";
import type { PlannedSlot } from "./program.ts";
import { draftOf, type OpenShowing, outcomeOf, qualifies, shownUntil } from "./showing.ts";

const SILENT_AFTER_MS = 5_000;
/** A presenter that has named another item for this long has forgotten to say that this one is gone. */
const UNNAMED_AFTER_MS = 4_000;
const PROGRESS_EVERY_MS = 5_000;
const FAILURES_ALLOWED = 2;
const KEPT_AWAY_MS = 600_000;
/** How long after its slot a showing may still be reported. */
const HANDED_KEPT_MS = 60_000;
const LONGEST_SLEEP_MS = 1_000;
const EMPTY_AFTER_MS = 1_000;

export const FIRST_PLAYBACK: PlaybackState = {
  manifest: null,
  lastGood: null,
  showable: new Map(),
  stageLife: null,
  lifeSeenMonoMs: 0,
  lifeFrames: null,
  silent: false,
  handed: new Map(),
  program: [],
  plannedFor: null,
  open: new Map(),
  onGlass: null,
  emptySinceMonoMs: null,
  failures: new Map(),
};

/**
 * Moves playback on by one event. The stage is only ever given what is in `showable`; a showing is opened and closed by
 * the presenter's evidence alone, qualifies after 2 s, and every one that qualified is closed exactly once.
 */
export function stepPlayback(state: PlaybackState, event: PlaybackEvent): PlaybackStep {
  const applied = apply(state, event);
  if (event.type === "stop") return applied;
  const checked = chain(applied, (next) => checkPresenter(next, event));
  const logged = chain(checked, (next) => logProgress(next, event));
  const planned = chain(logged, (next) => plan(next, event));
  const told = chain(planned, (next) => tellGlass(next, event));
  return { state: told.state, effects: [...told.effects, wake(told.state, event)] };
}

function chain(step: PlaybackStep, then: (state: PlaybackState) => PlaybackStep): PlaybackStep {
  const next = then(step.state);
  return { state: next.state, effects: [...step.effects, ...next.effects] };
}

function apply(state: PlaybackState, event: PlaybackEvent): PlaybackStep {
  switch (event.type) {
    case "tick":
      return { state, effects: [] };
    case "manifest":
      return {
        state: { ...state, manifest: event.manifest, lastGood: event.lastGood ?? null, failures: new Map() },
        effects: [],
      };
    case "showable":
      return { state: { ...state, showable: event.showable }, effects: [] };
    case "presenter": {
      const closed = closeAll(state, state.lifeSeenMonoMs, "interrupted");
      const life = { stageLife: event.stageLife, lifeSeenMonoMs: event.monoMs, lifeFrames: null, silent: false };
      return { state: { ...closed.state, ...life, handed: new Map(), program: [] }, effects: closed.effects };
    }
    case "stop":
      return closeAll(state, event.monoMs, "cut");
    case "stage":
      return state.stageLife === null ? { state, effects: [] } : onStage(state, event);
  }
}

function onStage(state: PlaybackState, event: PlaybackEvent & { type: "stage" }): PlaybackStep {
  const { message } = event;
  // A page that still talks but presents no frames is as good as silent: nobody can see what it claims to show.
  const isFrozen = message.type === "heartbeat" && message.key !== null && message.frames === state.lifeFrames;
  if (isFrozen) return { state, effects: [] };
  const lifeFrames = message.type === "heartbeat" ? message.frames : state.lifeFrames;
  const alive: PlaybackState = { ...state, lifeSeenMonoMs: event.monoMs, lifeFrames, silent: false };
  switch (message.type) {
    case "shown":
      return open(alive, event, message.key);
    case "removed":
      return closeOne(alive, message.key, event.monoMs, "cut");
    case "failed":
      return fail(alive, event, message.key, message.reason);
    case "heartbeat": {
      const named = message.key === null ? undefined : alive.open.get(message.key);
      if (message.key === null || named === undefined) return { state: alive, effects: [] };
      return { state: withOpen(alive, message.key, { ...named, seenMonoMs: event.monoMs }), effects: [] };
    }
  }
}

function open(state: PlaybackState, event: PlaybackEvent, key: string): PlaybackStep {
  const slot = state.handed.get(key);
  if (slot === undefined || state.open.has(key)) return { state, effects: [] };
  const showings = new Map<string, OpenShowing>();
  for (const [otherKey, other] of state.open) {
    showings.set(otherKey, { ...other, coveredMonoMs: other.coveredMonoMs ?? event.monoMs });
  }
  showings.set(key, {
    slot,
    startedMonoMs: event.monoMs,
    startedWallMs: event.wallMs,
    clock: event.clock,
    coveredMonoMs: null,
    seenMonoMs: event.monoMs,
    loggedMs: null,
  });
  return { state: { ...state, open: showings }, effects: [] };
}

/** Closes a showing as of `monoMs`; one that never reached the qualifying time leaves no trace. */
function closeOne(state: PlaybackState, key: string, monoMs: number, otherwise: "cut" | "interrupted"): PlaybackStep {
  const showing = state.open.get(key);
  if (showing === undefined) return { state, effects: [] };
  const rest = new Map(state.open);
  rest.delete(key);
  const shownMs = Math.max(shownUntil(showing, monoMs), showing.loggedMs ?? 0);
  const effects: PlaybackEffect[] = [];
  if (qualifies(shownMs)) {
    const draft = draftOf(showing);
    const outcome = outcomeOf(shownMs, draft.plannedMs, otherwise);
    effects.push({ type: "log", event: { type: "closed", showing: key, draft, shownMs, outcome } });
  }
  return { state: { ...state, open: rest }, effects };
}

function closeAll(state: PlaybackState, monoMs: number, otherwise: "cut" | "interrupted"): PlaybackStep {
  let step: PlaybackStep = { state, effects: [] };
  for (const key of [...state.open.keys()]) step = chain(step, (next) => closeOne(next, key, monoMs, otherwise));
  return step;
}

function fail(state: PlaybackState, event: PlaybackEvent, key: string, reason: string): PlaybackStep {
  const closed = closeOne(state, key, event.monoMs, "cut");
  const airingSha256 = state.handed.get(key)?.item.airingSha256;
  if (airingSha256 === undefined) return closed;
  // A box that was too busy for a moment says nothing about the item: it is told, and has its next turn as planned.
  const count = (state.failures.get(airingSha256)?.count ?? 0) + (reason === "late" ? 0 : 1);
  const untilMonoMs = count >= FAILURES_ALLOWED ? event.monoMs + KEPT_AWAY_MS : 0;
  const failures = new Map(state.failures).set(airingSha256, { count, reason, untilMonoMs });
  return {
    state: { ...closed.state, failures },
    effects: [...closed.effects, { type: "item-failed", airingSha256, reason }],
  };
}

/** Finds what sends no event: a hung page, and an item whose removal was never told. */
function checkPresenter(state: PlaybackState, event: PlaybackEvent): PlaybackStep {
  if (state.stageLife === null) return { state, effects: [] };
  if (event.monoMs - state.lifeSeenMonoMs >= SILENT_AFTER_MS) {
    if (state.silent) return { state, effects: [] };
    const closed = closeAll(state, state.lifeSeenMonoMs, "interrupted");
    return { state: { ...closed.state, silent: true }, effects: [...closed.effects, { type: "stage-silent" }] };
  }
  let step: PlaybackStep = { state, effects: [] };
  for (const [key, showing] of state.open) {
    if (state.lifeSeenMonoMs - showing.seenMonoMs >= UNNAMED_AFTER_MS) {
      step = chain(step, (next) => closeOne(next, key, showing.seenMonoMs, "cut"));
    }
  }
  return step;
}

/**
 * Journals what qualifies now, and how far the rest has come. What lies under a showing that qualifies is closed before
 * it, as long as it was seen: so records are numbered in the order of their starts, however late a removal is told.
 */
function logProgress(state: PlaybackState, event: PlaybackEvent): PlaybackStep {
  let step: PlaybackStep = { state, effects: [] };
  for (const key of state.open.keys()) step = chain(step, (next) => logOne(next, event, key));
  return step;
}

function logOne(state: PlaybackState, event: PlaybackEvent, key: string): PlaybackStep {
  const showing = state.open.get(key);
  const shownMs = showing === undefined ? 0 : shownUntil(showing, event.monoMs);
  if (showing === undefined || !qualifies(shownMs)) return { state, effects: [] };
  const logged = withOpen(state, key, { ...showing, loggedMs: shownMs });
  if (showing.loggedMs === null) {
    const closed = closeCovered(logged, key, event.monoMs);
    const qualified: PlaybackEffect = {
      type: "log",
      event: { type: "qualified", showing: key, draft: draftOf(showing), shownMs },
    };
    return { state: closed.state, effects: [...closed.effects, qualified] };
  }
  if (shownMs - showing.loggedMs < PROGRESS_EVERY_MS) return { state, effects: [] };
  return { state: logged, effects: [{ type: "log", event: { type: "progress", showing: key, shownMs } }] };
}

function closeCovered(state: PlaybackState, byKey: string, monoMs: number): PlaybackStep {
  let step: PlaybackStep = { state, effects: [] };
  for (const [key, showing] of state.open) {
    if (key === byKey) break;
    if (showing.coveredMonoMs !== null) step = chain(step, (next) => closeOne(next, key, monoMs, "cut"));
  }
  return step;
}

function plan(state: PlaybackState, event: PlaybackEvent): PlaybackStep {
  const { agentMs, monoMs } = event;
  if (isStillPlanned(state, agentMs)) return { state, effects: [] };
  const kept = new Map([...state.handed].filter(([, slot]) => slot.stageSlot.endsAtMs + HANDED_KEPT_MS > agentMs));
  const mayTry = new Map(
    [...state.showable].filter(([sha256]) => (state.failures.get(sha256)?.untilMonoMs ?? 0) <= monoMs),
  );
  const manifests = { held: state.manifest, lastGood: state.lastGood };
  const found = planLadder(manifests, mayTry, agentMs, state.stageLife ?? "0");
  // A slot keeps what was said of it when it was first handed out: when it was to end, and whether it was late then.
  const program = found.map((slot) => firstWord(kept.get(slot.stageSlot.key), slot));
  for (const slot of program) kept.set(slot.stageSlot.key, slot);
  const isSame = sameProgram(state.program, program);
  const slots = program.map((slot) => slot.stageSlot);
  return {
    state: { ...state, handed: kept, program, plannedFor: { ...inputsOf(state), fromMs: agentMs } },
    effects: isSame ? [] : [{ type: "program", slots }],
  };
}

/** Each second is asked, and within a slot the answer stays: then what it followed from is as it was. */
function isStillPlanned({ plannedFor, program, failures, ...state }: PlaybackState, agentMs: number): boolean {
  const first = program[0]?.stageSlot;
  if (plannedFor === null || first === undefined || failures.size > 0) return false;
  const isWithin = first.startsAtMs <= plannedFor.fromMs && plannedFor.fromMs <= agentMs && agentMs < first.endsAtMs;
  return (
    isWithin &&
    plannedFor.manifest === state.manifest &&
    plannedFor.lastGood === state.lastGood &&
    plannedFor.showable === state.showable &&
    plannedFor.stageLife === state.stageLife
  );
}

function inputsOf({ manifest, lastGood, showable, stageLife }: PlaybackState): Omit<PlannedFor, "fromMs"> {
  return { manifest, lastGood, showable, stageLife };
}

function firstWord(before: PlannedSlot | undefined, now: PlannedSlot): PlannedSlot {
  return before === undefined
    ? now
    : { ...now, joinsLate: before.joinsLate, manifestRevision: before.manifestRevision };
}

function sameProgram(before: readonly PlannedSlot[], now: readonly PlannedSlot[]): boolean {
  return (
    before.length === now.length &&
    before.every((slot, index) => {
      const other = now[index]?.stageSlot;
      return other?.key === slot.stageSlot.key && other.endsAtMs === slot.stageSlot.endsAtMs;
    })
  );
}

/** Says what is on the glass when it changes; between two items there is nothing for a moment, which is no news. */
function tellGlass(state: PlaybackState, event: PlaybackEvent): PlaybackStep {
  const now = [...state.open.values()].findLast((showing) => showing.coveredMonoMs === null)?.slot ?? null;
  if (now !== null) {
    const isNews = now.stageSlot.key !== state.onGlass?.stageSlot.key;
    const next = { ...state, onGlass: now, emptySinceMonoMs: null };
    return { state: next, effects: isNews ? [{ type: "on-glass", slot: now }] : [] };
  }
  if (state.onGlass === null) return { state, effects: [] };
  const sinceMonoMs = state.emptySinceMonoMs ?? event.monoMs;
  if (event.monoMs - sinceMonoMs < EMPTY_AFTER_MS) {
    return { state: { ...state, emptySinceMonoMs: sinceMonoMs }, effects: [] };
  }
  const next = { ...state, onGlass: null, emptySinceMonoMs: null };
  return { state: next, effects: [{ type: "on-glass", slot: null }] };
}

/** Next look: at the end of what is on, when something will have qualified, and at least once a second. */
function wake(state: PlaybackState, event: PlaybackEvent): PlaybackEffect {
  const current = state.program[0]?.stageSlot;
  const boundaries =
    current === undefined ? [] : [current.startsAtMs - event.agentMs, current.endsAtMs - event.agentMs];
  const qualifying = [...state.open.values()]
    .filter((showing) => showing.loggedMs === null)
    .map((showing) => showing.startedMonoMs + QUALIFYING_MS - event.monoMs);
  const soonest = Math.min(LONGEST_SLEEP_MS, ...[...boundaries, ...qualifying].filter((delayMs) => delayMs > 0));
  return { type: "wake", delayMs: Math.max(1, Math.ceil(soonest)) };
}

function withOpen(state: PlaybackState, key: string, showing: OpenShowing): PlaybackState {
  return { ...state, open: new Map(state.open).set(key, showing) };
}
