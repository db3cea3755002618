import { heldUntil } from "./held-until.ts";
import { joinRun, joinsLater, releaseStranded, startsOnRail } from "./rail-run.ts";
import {
  ALONE_UNTIL_MS,
  ARM_AHEAD_MS,
  CAME_LATE_MS,
  COVER_MS,
  FAIR_CHANCE_MS,
  FIRST_FRAME_BUDGET_MS,
  HOLD_MS,
  type Item,
  PREPARE_AHEAD_MS,
  PREPARE_BUDGET_MS,
  type SequencerState,
  STEP_SLACK_MS,
} from "./state.ts";
import {
  closeEvidence,
  findItem,
  flipDueAt,
  giveBack,
  isActive,
  isWaiting,
  lastInstant,
  reportFailed,
  setItem,
  shownItem,
  startDueAt,
  type Work,
} from "./work.ts";

/** Does everything that is due at `atMs`, in one pass: end what is over, bring on what is due, prepare what comes. */
export function advance(work: Work, atMs: number): void {
  expireWaiting(work, atMs);
  bringOn(work, atMs);
  endShown(work, atMs);
  releaseCovered(work, atMs);
  releaseStranded(work, atMs);
  joinRun(work, atMs);
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
    } else if (isTooLate(item, atMs)) {
      remove(work, item, "late", atMs);
    } else if (item.phase === "preparing" && atMs >= item.phaseSinceMs + PREPARE_BUDGET_MS) {
      remove(work, item, "prepare-timeout", atMs);
    }
  }
}

/** Once the held picture has given way to the slate, what had its fair chance does not come late over it. */
function isTooLate({ phase, phaseSinceMs, showing }: Item, atMs: number): boolean {
  return phase === "preparing" && hadFairChance(phaseSinceMs, showing) && atMs >= showing.startsAtMs + HOLD_MS;
}

function hadFairChance(askedAtMs: number, { startsAtMs, endsAtMs }: Item["showing"]): boolean {
  return startsAtMs - askedAtMs >= Math.min((endsAtMs - startsAtMs) / 2, FAIR_CHANCE_MS);
}

function bringOn(work: Work, atMs: number): void {
  for (const waiting of work.state.items) {
    const { key, startsAtMs } = waiting.showing;
    const now = atMs + STEP_SLACK_MS;
    if (waiting.joined) {
      const isNext = waiting.phase === "ready" && shownItem(work.state)?.onRail === true;
      if (isNext && now >= startsAtMs) show(work, key, atMs);
      continue;
    }
    if (waiting.phase === "ready" && now >= startsAtMs - ARM_AHEAD_MS) {
      setItem(work, key, { phase: "armed", phaseSinceMs: atMs });
      work.effects.push({ type: "arm", key });
    }
    startWhenDue(work, key, atMs);
    const item = findItem(work, key);
    if (item?.phase === "armed" && now >= flipDueAt(item, work.state)) show(work, key, atMs);
  }
}

/** A video's clock runs from its learned latency before its start, which may be after the flip; a still has none. */
function startWhenDue(work: Work, key: string, atMs: number): void {
  const item = findItem(work, key);
  if (item === undefined || item.startedAtMs !== null || (item.phase !== "armed" && item.phase !== "shown")) return;
  if (atMs + STEP_SLACK_MS < startDueAt(item, work.state)) return;
  setItem(work, key, { startedAtMs: atMs });
  work.effects.push({ type: "start", key });
}

function show(work: Work, key: string, atMs: number): void {
  const old = shownItem(work.state);
  if (old !== undefined) setItem(work, old.showing.key, { phase: "covered", phaseSinceMs: atMs });
  const joined = findItem(work, key)?.joined === true;
  setItem(work, key, { phase: "shown", phaseSinceMs: atMs, presented: false });
  work.effects.push({ type: joined ? "cross" : "show", key });
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

function releaseCovered(work: Work, atMs: number): void {
  const above = shownItem(work.state);
  for (const item of work.state.items) {
    if (item.phase !== "covered") continue;
    const isSafe = above === undefined || above.presented || !work.state.visible;
    // Clips of one run share their element: nothing is under the next one.
    const isOneRun = above?.joined === true && above.presented && item.onRail;
    const isDue = isOneRun || atMs >= item.phaseSinceMs + (isSafe ? COVER_MS : FIRST_FRAME_BUDGET_MS);
    if (!isDue && atMs < item.showing.validUntilMs) continue;
    closeEvidence(work, item, item.droppedAtMs === null ? "planned" : "replaced");
    setItem(work, item.showing.key, { phase: "released", surface: null });
    work.effects.push({ type: "release", key: item.showing.key });
  }
}

function prepareNext(work: Work, atMs: number): void {
  const next = work.state.items.find((item) => item.phase === "absent" && lastInstant(item) > atMs);
  if (next === undefined || next.showing.startsAtMs - atMs > PREPARE_AHEAD_MS || joinsLater(work.state, next)) return;
  if (isAtSeam(work.state, atMs)) return;
  if (isAlone(work.state) && next.showing.startsAtMs - atMs > ALONE_UNTIL_MS) return;
  const waiting = work.state.items.find((item) => isWaiting(item) && !item.joined);
  if (waiting !== undefined) {
    if (waiting.showing.startsAtMs <= next.showing.startsAtMs || waiting.phase === "armed") return;
    giveBack(work, waiting.showing.key, atMs);
    releaseStranded(work, atMs);
  }
  const onRail = startsOnRail(work.state, next);
  const surface = onRail === "soon" ? undefined : onRail ? 0 : freeSurface(work.state, next);
  if (surface === undefined || onRail === "soon") return;
  setItem(work, next.showing.key, { phase: "preparing", phaseSinceMs: atMs, surface, onRail, joined: false });
  work.effects.push({ type: "prepare", showing: next.showing, surface, onRail });
  joinRun(work, atMs);
}

/** While one picture gives way to another nothing else is begun: its work would fall on the flip. */
function isAtSeam(state: SequencerState, atMs: number): boolean {
  return state.items.some(({ phase, phaseSinceMs }) => phase === "covered" && atMs < phaseSinceMs + COVER_MS);
}

/** Something was put on the glass after its time, and has not been seen there yet. */
function isAlone(state: SequencerState): boolean {
  const item = shownItem(state);
  if (item === undefined || item.presented || !state.visible) return false;
  return item.phaseSinceMs > item.showing.startsAtMs + CAME_LATE_MS;
}

function freeSurface(state: SequencerState, next: Item): 0 | 1 | undefined {
  const held = state.items
    .filter((item) => item.showing.kind === next.showing.kind && !item.onRail)
    .map((item) => item.surface);
  if (!held.includes(0)) return 0;
  return held.includes(1) ? undefined : 1;
}

/** Gives a waiting item up; without a reason nothing is told of it. */
function remove(work: Work, item: Item, reason: string | null, atMs: number): void {
  setItem(work, item.showing.key, { phase: "failed", phaseSinceMs: atMs, surface: null });
  work.effects.push({ type: "release", key: item.showing.key });
  if (reason !== null) reportFailed(work, item.showing.key, reason);
}
