import type { AiringDocument } from "../../../schemas/airing-document.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import type { ScreenPlan } from "./screen-feed.ts";

/** One slot as people read it. */
export interface UpcomingSlot {
  readonly startedAtMs: number;
  readonly endsAtMs: number;
  /** Null: the slate. */
  readonly airing: AiringDocument | null;
  readonly airingSha256: string | null;
  readonly entryId: string | null;
}

/** What a screen shows at an instant and after it, by the same function the player obeys. */
export function upcomingSlots(plan: ScreenPlan, atMs: number, count: number): UpcomingSlot[] {
  const slots: UpcomingSlot[] = [];
  let nextMs = atMs;
  for (let index = 0; index < count; index += 1) {
    const answer = slotAt(plan.manifest, nextMs);
    const isItem = answer.kind === "item";
    slots.push({
      startedAtMs: answer.startedAtMs,
      endsAtMs: answer.endsAtMs,
      airing: isItem ? (plan.airings[answer.item.airingSha256] ?? null) : null,
      airingSha256: isItem ? answer.item.airingSha256 : null,
      entryId: isItem ? answer.entryId : null,
    });
    nextMs = answer.endsAtMs;
  }
  return slots;
}
