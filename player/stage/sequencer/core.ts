import { adoptProgram } from "./adopt-program.ts";
import { advance } from "./advance.ts";
import type { SequencerEffect, SequencerEvent, SequencerState } from "./state.ts";
import {
  closeEvidence,
  findItem,
  giveBack,
  isWaiting,
  openEvidence,
  reportFailed,
  setItem,
  type Work,
} from "./work.ts";

/** Of so many measured starts the middle one counts. */
const LATENCIES_KEPT = 5;
const LONGEST_LATENCY_MS = 140;

export interface SequencerStep {
  readonly state: SequencerState;
  readonly effects: readonly SequencerEffect[];
}

/**
 * Decides what lies on the glass: same state and event, same answer; no clock, no DOM.
 * At most one item is shown; a shown item leaves only for one that lies above it, at its end, when the program or its
 * validity drops it, or when it breaks; then the slate beneath is seen. Each key is reported `shown` and `removed` at
 * most once per connection, in that order, and only while the page is visible and this stage is the presenter.
 */
export function step(state: SequencerState, event: SequencerEvent): SequencerStep {
  const work: Work = { state, effects: [] };
  apply(work, event);
  advance(work, event.atMs);
  return { state: work.state, effects: work.effects };
}

function apply(work: Work, event: SequencerEvent): void {
  switch (event.type) {
    case "program":
      adoptProgram(work, event.showings, event.atMs);
      return;
    case "prepared":
      if (findItem(work, event.key)?.phase === "preparing") {
        setItem(work, event.key, { phase: "ready", phaseSinceMs: event.atMs });
      }
      return;
    case "prepare-failed":
      if (findItem(work, event.key)?.phase === "preparing") fail(work, event.key, event.reason, event.atMs);
      return;
    case "presented":
      notePresented(work, event.key);
      return;
    case "broke":
      noteBroken(work, event.key, event.reason, event.atMs);
      return;
    case "rails":
      noteRails(work, event.rails);
      return;
    case "left-rail":
      noteLeftRail(work, event.key, event.isAtFault, event.atMs);
      return;
    case "start-latency":
      work.state = { ...work.state, startLatenciesMs: learnLatency(work.state.startLatenciesMs, event.latencyMs) };
      return;
    case "connected":
      work.state = { ...work.state, presenter: event.presenter, mustAnnounce: true };
      return;
    case "disconnected":
      noteDisconnected(work, event.atMs);
      return;
    case "visibility":
      noteVisibility(work, event.visible, event.atMs);
      return;
    case "tick":
      return;
  }
}

function fail(work: Work, key: string, reason: string, atMs: number): void {
  setItem(work, key, { phase: "failed", phaseSinceMs: atMs, surface: null, presented: false });
  work.effects.push({ type: "release", key });
  reportFailed(work, key, reason);
}

function notePresented(work: Work, key: string): void {
  const item = findItem(work, key);
  if (item?.phase !== "shown" || item.presented || !work.state.visible) return;
  for (const other of work.state.items) {
    if (other.phase === "covered") closeEvidence(work, other, other.droppedAtMs === null ? "planned" : "replaced");
  }
  setItem(work, key, { presented: true });
  openEvidence(work, key);
}

function noteBroken(work: Work, key: string, reason: string, atMs: number): void {
  const item = findItem(work, key);
  if (item === undefined || (item.phase !== "shown" && item.phase !== "armed")) return;
  closeEvidence(work, item, "stalled");
  fail(work, key, reason, atMs);
}

function noteRails(work: Work, rails: ReadonlyMap<string, string | null>): void {
  for (const { showing } of work.state.items) {
    const rail = rails.get(showing.key);
    if (rail !== undefined) setItem(work, showing.key, { showing: { ...showing, rail } });
  }
}

function noteLeftRail(work: Work, key: string, isAtFault: boolean, atMs: number): void {
  const item = findItem(work, key);
  if (item === undefined) return;
  if (isAtFault) setItem(work, key, { showing: { ...item.showing, rail: null } });
  if (item.onRail && isWaiting(item)) giveBack(work, key, atMs);
}

/** Keeps the newest measurements, a wild one within its bounds. */
function learnLatency(knownMs: readonly number[], measuredMs: number): readonly number[] {
  return [...knownMs, Math.min(Math.max(measuredMs, 0), LONGEST_LATENCY_MS)].slice(-LATENCIES_KEPT);
}

/** Without a witness nothing new starts: the picture stays to its end, then the slate. */
function noteDisconnected(work: Work, atMs: number): void {
  work.state = { ...work.state, presenter: false, mustAnnounce: false };
  adoptProgram(
    work,
    work.state.items.filter((item) => item.phase === "shown").map((item) => item.showing),
    atMs,
  );
  work.state = {
    ...work.state,
    items: work.state.items.map((item) => ({ ...item, evidence: "none" as const })),
  };
}

/** A page out of sight shows nothing to anybody: the showing ends there, and proof is asked for anew on return. */
function noteVisibility(work: Work, visible: boolean, atMs: number): void {
  if (visible === work.state.visible) return;
  for (const item of work.state.items) {
    if (item.phase !== "shown" && item.phase !== "covered") continue;
    closeEvidence(work, item, "stalled");
    setItem(work, item.showing.key, { presented: false, phaseSinceMs: atMs });
    if (visible && item.phase === "shown") work.effects.push({ type: "confirm", key: item.showing.key });
  }
  work.state = { ...work.state, visible };
}
