import {
  DISPLAY_FRAME_MS,
  FLIP_LEAD_MS,
  type Item,
  type RemovedReason,
  type SequencerEffect,
  type SequencerState,
} from "./state.ts";

/** The answer of one step while it is being worked out. */
export interface Work {
  state: SequencerState;
  readonly effects: SequencerEffect[];
}

/** The item of `key`, or `undefined`. */
export function findItem(work: Work, key: string): Item | undefined {
  return work.state.items.find((item) => item.showing.key === key);
}

/** Replaces the named members of one item; an unknown key changes nothing. */
export function setItem(work: Work, key: string, change: Partial<Item>): void {
  work.state = {
    ...work.state,
    items: work.state.items.map((item) => (item.showing.key === key ? { ...item, ...change } : item)),
  };
}

/** The one item on the glass; `undefined` when the slate is seen. */
export function shownItem(state: SequencerState): Item | undefined {
  return state.items.find((item) => item.phase === "shown");
}

/** Whether the item holds a surface. */
export function isActive(item: Item): boolean {
  return item.surface !== null;
}

/** Whether the item is on its way to the glass. */
export function isWaiting(item: Item): boolean {
  return item.phase === "preparing" || item.phase === "ready" || item.phase === "armed";
}

/** First instant at which the item may not be on the glass by plan and validity. */
export function lastInstant(item: Item): number {
  return Math.min(item.showing.endsAtMs, item.showing.validUntilMs);
}

/** When an item's clock is to be set running: so early that its beginning comes onto the glass with the flip. */
export function startDueAt({ showing }: Item, state: SequencerState): number {
  return showing.startsAtMs - FLIP_LEAD_MS - (showing.kind === "video" ? runUpMs(state) : 0);
}

/**
 * When an armed item is to be flipped. One that runs is flipped so long after its clock was started, not by the plan
 * again: each of two decisions would fall on the display's frames for itself, and the first picture stand too long.
 */
export function flipDueAt({ showing, startedAtMs }: Item, state: SequencerState): number {
  if (showing.kind !== "video" || startedAtMs === null) return showing.startsAtMs - FLIP_LEAD_MS;
  return Math.min(startedAtMs + runUpMs(state), showing.startsAtMs);
}

/**
 * How long the clock of a video runs before the flip, in whole frames of the display; less than nothing: it is started
 * after it. In the middle of what was measured: one start in ten is a frame early, and says nothing of the next.
 */
function runUpMs({ startLatenciesMs }: SequencerState): number {
  const sorted = [...startLatenciesMs].sort((one, other) => one - other);
  const frames = Math.round((sorted[sorted.length >> 1] ?? 0) / DISPLAY_FRAME_MS);
  return (frames - 1) * DISPLAY_FRAME_MS;
}

/** Takes its surface from a waiting item; it may be prepared anew. */
export function giveBack(work: Work, key: string, atMs: number): void {
  setItem(work, key, {
    phase: "absent",
    phaseSinceMs: atMs,
    surface: null,
    onRail: false,
    joined: false,
    startedAtMs: null,
  });
  work.effects.push({ type: "release", key });
}

/** Tells the agent, once, that a presented item is on the glass. */
export function openEvidence(work: Work, key: string): void {
  const item = findItem(work, key);
  if (item === undefined || item.evidence !== "none" || !work.state.presenter) return;
  setItem(work, key, { evidence: "open" });
  work.effects.push({ type: "report-shown", key });
}

/** Tells the agent, once, that an item it was told of has left the glass. */
export function closeEvidence(work: Work, item: Item, reason: RemovedReason): void {
  const { key } = item.showing;
  if (findItem(work, key)?.evidence !== "open") return;
  setItem(work, key, { evidence: "closed" });
  work.effects.push({ type: "report-removed", key, reason });
}

/** Tells the agent that an item could not be shown. */
export function reportFailed(work: Work, key: string, reason: string): void {
  if (work.state.presenter) work.effects.push({ type: "report-failed", key, reason });
}
