import type { ScreenPlan } from "../preview/screen-feed.ts";
import { upcomingSlots } from "../preview/upcoming.ts";
import type { ReadEntry } from "./reach.ts";

/** An entry that reaches the screen and is not on the glass now. */
export interface Losing {
  readonly entry: ReadEntry;
  /** When it is back; null: not within the hour that was looked at. */
  readonly nextAtMs: number | null;
}

const LOOK_AHEAD_MS = 3_600_000;
const MOST_SLOTS = 800;

/** Who is on the glass, and when each of the others is back: found by walking the very slots the player will show. */
export function explainSlot(
  plan: ScreenPlan,
  atMs: number,
  reaching: readonly ReadEntry[],
): { winner: ReadEntry | null; losing: Losing[] } {
  const slots = upcomingSlots(plan, atMs, MOST_SLOTS).filter((slot) => slot.startedAtMs < atMs + LOOK_AHEAD_MS);
  const winnerId = slots[0]?.entryId ?? null;
  const nextOf = new Map<string, number>();
  for (const slot of slots.slice(1)) {
    if (slot.entryId !== null && !nextOf.has(slot.entryId)) nextOf.set(slot.entryId, slot.startedAtMs);
  }
  return {
    winner: reaching.find((entry) => entry.id === winnerId) ?? null,
    losing: reaching
      .filter((entry) => entry.id !== winnerId)
      .map((entry) => ({ entry, nextAtMs: nextOf.get(entry.id) ?? null })),
  };
}
