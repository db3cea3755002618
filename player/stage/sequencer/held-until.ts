import { HOLD_MS, type Item, REPLACE_HOLD_MS } from "./state.ts";

/** Until when a shown picture may stay past its end while the next one is on its way. */
export function heldUntil(item: Item): number {
  const holdMs = item.droppedAtMs === null ? item.showing.endsAtMs + HOLD_MS : item.droppedAtMs + REPLACE_HOLD_MS;
  return Math.min(holdMs, item.showing.validUntilMs);
}
