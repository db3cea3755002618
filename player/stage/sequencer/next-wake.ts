import { heldUntil } from "./held-until.ts";
import {
  ARM_AHEAD_MS,
  COVER_MS,
  FIRST_FRAME_BUDGET_MS,
  HOLD_MS,
  type Item,
  PREPARE_AHEAD_MS,
  PREPARE_BUDGET_MS,
  RAIL_AHEAD_MS,
  type SequencerState,
} from "./state.ts";
import { flipDueAt, lastInstant, startDueAt } from "./work.ts";

/** The next instant after `atMs` at which `advance` has something to do; `undefined` when only an event can change it. */
export function nextWakeAt(state: SequencerState, atMs: number): number | undefined {
  const instants = state.items.flatMap((item) => wakesOf(item, state)).filter((instant) => instant > atMs);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function wakesOf(item: Item, state: SequencerState): number[] {
  const { startsAtMs, validUntilMs } = item.showing;
  const startAtMs = item.startedAtMs !== null || item.joined ? [] : [startDueAt(item, state)];
  switch (item.phase) {
    case "absent":
      return [startsAtMs - PREPARE_AHEAD_MS, startsAtMs - RAIL_AHEAD_MS, lastInstant(item)];
    case "preparing":
      return [item.phaseSinceMs + PREPARE_BUDGET_MS, startsAtMs + HOLD_MS, lastInstant(item)];
    case "ready":
      return [item.joined ? startsAtMs : startsAtMs - ARM_AHEAD_MS, lastInstant(item)];
    case "armed":
      return [flipDueAt(item, state), ...startAtMs, lastInstant(item)];
    case "shown": {
      const provenByMs = item.presented ? [] : [item.phaseSinceMs + FIRST_FRAME_BUDGET_MS];
      return [...startAtMs, lastInstant(item), heldUntil(item), ...provenByMs];
    }
    case "covered":
      return [item.phaseSinceMs + COVER_MS, item.phaseSinceMs + FIRST_FRAME_BUDGET_MS, validUntilMs];
    default:
      return [];
  }
}
