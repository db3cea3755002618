import {
  ARM_AHEAD_MS,
  COVER_MS,
  FIRST_FRAME_BUDGET_MS,
  FLIP_LEAD_MS,
  HOLD_MS,
  type Item,
  PREPARE_AHEAD_MS,
  PREPARE_BUDGET_MS,
  REPLACE_HOLD_MS,
  type SequencerState,
  STEP_SLACK_MS,
} from "./state.ts";
import { closeEvidence, findItem, isActive, reportFailed, setItem, shownItem, type Work } from "./work.ts";

/** Does everything that is due at `atMs`, in one pass: end what is over, bring on what is due, prepare what comes. */
export function advance(work: Work, atMs: number): void {
  expireWaiting(work, atMs);
  bringOn(work, atMs);
  endShown(work, atMs);
  releaseCovered(work, atMs);
  prepareNext(work, atMs);
  work.state = {
    ...work.state,
    items: work.state.items.filter(
      (item) => item.phase !== "released" && (isActive(item) || item.showing.endsAtMs > atMs),
    ),
  };
}

function expireWaiting(work: Work, atMs: number): void {
  for (const item of work.state.items) {
    if (!isWaiting(item)) continue;
    if (lastInstant(item) <= atMs) {
      // What was asked for only after its start had no fair chance: that is no fault of the item.
      const hadItsTime = item.phaseSinceMs <= item.showing.startsAtMs;
      remove(work, item, hadItsTime ? "late" : null, atMs);
    } else if (item.phase === "preparing" && atMs >= item.phaseSinceMs + PREPARE_BUDGET_MS) {
      remove(work, item, "prepare-timeout", atMs);
    }
  }
}

function bringOn(work: Work, atMs: number): void {
  for (const waiting of work.state.items) {
    const { key, startsAtMs, kind } = waiting.showing;
    const now = atMs + STEP_SLACK_MS;
    if (waiting.phase === "ready" && now >= startsAtMs - ARM_AHEAD_MS) {
      setItem(work, key, { phase: "armed", phaseSinceMs: atMs });
      work.effects.push({ type: "arm", key });
    }
    const item = findItem(work, key);
    if (item?.phase !== "armed") continue;
    const playLeadMs = kind === "video" ? work.state.startLatencyMs + FLIP_LEAD_MS : FLIP_LEAD_MS;
    if (!item.started && now >= startsAtMs - playLeadMs) {
      setItem(work, key, { started: true });
      work.effects.push({ type: "start", key });
    }
    if (now >= startsAtMs - FLIP_LEAD_MS) show(work, key, atMs);
  }
}

function show(work: Work, key: string, atMs: number): void {
  const old = shownItem(work.state);
  if (old !== undefined) setItem(work, old.showing.key, { phase: "covered", phaseSinceMs: atMs });
  setItem(work, key, { phase: "shown", phaseSinceMs: atMs, presented: false });
  work.effects.push({ type: "show", key });
}

function endShown(work: Work, atMs: number): void {
  const item = shownItem(work.state);
  if (item === undefined) return;
  const { key } = item.showing;
  if (!item.presented && work.state.visible && atMs >= item.phaseSinceMs + FIRST_FRAME_BUDGET_MS) {
    setItem(work, key, { phase: "failed", phaseSinceMs: atMs, surface: null });
    work.effects.push({ type: "release", key });
    closeEvidence(work, item, "stalled");
    if (item.evidence === "none") reportFailed(work, key, "no-first-frame");
    return;
  }
  const isOver = item.droppedAtMs !== null || atMs >= item.showing.endsAtMs || atMs >= item.showing.validUntilMs;
  if (!isOver || (isNextComing(work.state, atMs) && atMs < heldUntil(item))) return;
  closeEvidence(work, item, item.droppedAtMs === null ? "planned" : "replaced");
  setItem(work, key, { phase: "released", surface: null });
  work.effects.push({ type: "release", key });
}

/** Something due now is on its way and has not failed. */
function isNextComing(state: SequencerState, atMs: number): boolean {
  return state.items.some(
    (item) =>
      (item.phase === "absent" || isWaiting(item)) &&
      item.showing.startsAtMs <= atMs + ARM_AHEAD_MS &&
      lastInstant(item) > atMs,
  );
}

function heldUntil(item: Item): number {
  const holdMs = item.droppedAtMs === null ? item.showing.endsAtMs + HOLD_MS : item.droppedAtMs + REPLACE_HOLD_MS;
  return Math.min(holdMs, item.showing.validUntilMs);
}

function releaseCovered(work: Work, atMs: number): void {
  const above = shownItem(work.state);
  for (const item of work.state.items) {
    if (item.phase !== "covered") continue;
    const isSafe = above === undefined || above.presented || !work.state.visible;
    const isDue = atMs >= item.phaseSinceMs + (isSafe ? COVER_MS : FIRST_FRAME_BUDGET_MS);
    if (!isDue && atMs < item.showing.validUntilMs) continue;
    closeEvidence(work, item, item.droppedAtMs === null ? "planned" : "replaced");
    setItem(work, item.showing.key, { phase: "released", surface: null });
    work.effects.push({ type: "release", key: item.showing.key });
  }
}

function prepareNext(work: Work, atMs: number): void {
  const next = work.state.items.find((item) => item.phase === "absent" && lastInstant(item) > atMs);
  if (next === undefined || next.showing.startsAtMs - atMs > PREPARE_AHEAD_MS) return;
  const waiting = work.state.items.find(isWaiting);
  if (waiting !== undefined) {
    if (waiting.showing.startsAtMs <= next.showing.startsAtMs || waiting.phase === "armed") return;
    setItem(work, waiting.showing.key, { phase: "absent", phaseSinceMs: atMs, surface: null });
    work.effects.push({ type: "release", key: waiting.showing.key });
  }
  const surface = freeSurface(work.state, next);
  if (surface === undefined) return;
  setItem(work, next.showing.key, { phase: "preparing", phaseSinceMs: atMs, surface });
  work.effects.push({ type: "prepare", showing: next.showing, surface });
}

function freeSurface(state: SequencerState, next: Item): 0 | 1 | undefined {
  const held = state.items.filter((item) => item.showing.kind === next.showing.kind).map((item) => item.surface);
  if (!held.includes(0)) return 0;
  return held.includes(1) ? undefined : 1;
}

function isWaiting(item: Item): boolean {
  return item.phase === "preparing" || item.phase === "ready" || item.phase === "armed";
}

function lastInstant(item: Item): number {
  return Math.min(item.showing.endsAtMs, item.showing.validUntilMs);
}

/** Gives a waiting item up; without a reason nothing is told of it. */
function remove(work: Work, item: Item, reason: string | null, atMs: number): void {
  setItem(work, item.showing.key, { phase: "failed", phaseSinceMs: atMs, surface: null });
  work.effects.push({ type: "release", key: item.showing.key });
  if (reason !== null) reportFailed(work, item.showing.key, reason);
}

/** The next instant after `atMs` at which `advance` has something to do; `undefined` when only an event can change it. */
export function nextWakeAt(state: SequencerState, atMs: number): number | undefined {
  const instants = state.items.flatMap((item) => wakesOf(item, state)).filter((instant) => instant > atMs);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function wakesOf(item: Item, state: SequencerState): number[] {
  const { startsAtMs, validUntilMs } = item.showing;
  const playLeadMs = item.showing.kind === "video" ? state.startLatencyMs + FLIP_LEAD_MS : FLIP_LEAD_MS;
  switch (item.phase) {
    case "absent":
      return [startsAtMs - PREPARE_AHEAD_MS, lastInstant(item)];
    case "preparing":
      return [item.phaseSinceMs + PREPARE_BUDGET_MS, lastInstant(item)];
    case "ready":
      return [startsAtMs - ARM_AHEAD_MS, lastInstant(item)];
    case "armed":
      return [startsAtMs - (item.started ? FLIP_LEAD_MS : playLeadMs), lastInstant(item)];
    case "shown":
      return [lastInstant(item), heldUntil(item), item.phaseSinceMs + FIRST_FRAME_BUDGET_MS];
    case "covered":
      return [item.phaseSinceMs + COVER_MS, item.phaseSinceMs + FIRST_FRAME_BUDGET_MS, validUntilMs];
    default:
      return [];
  }
}
