import type { LoopSlotPlan } from "./loop-contract.ts";
import type { Frame } from "./loop-frame.ts";
import type { LanePlan } from "./loop-lanes.ts";
import type { LaneRow } from "./loop-row.ts";

/**
 * Puts items on a row of lanes: those of a lane take turns in their order, so that the n-th showing of a lane with k
 * items is item n mod k. Where that would repeat the item before, which another entry shows too, the next in turn goes
 * first. Showings of one item are one object: thousands of loops are kept, of a thousand slots each.
 */
export function dealItems(plan: LanePlan, frame: Frame, row: LaneRow): LoopSlotPlan[] {
  const pools = frame.lanes.map((index) => {
    const lane = plan.lanes[index];
    const entryId = plan.entries[lane?.entry ?? 0]?.entryId ?? "";
    return (lane?.items ?? []).map(({ key, durationMs }): LoopSlotPlan => ({ entryId, key, durationMs }));
  });
  const slots: LoopSlotPlan[] = [];
  let before = "";
  for (const lane of row) {
    const pool = pools[lane] ?? [];
    const [first] = pool;
    if (first === undefined) continue;
    const turn =
      first.key === before
        ? Math.max(
            0,
            pool.findIndex(({ key }) => key !== before),
          )
        : 0;
    const slot = pool[turn] ?? first;
    if (pool.length > 1) {
      pool.copyWithin(turn, turn + 1);
      pool[pool.length - 1] = slot;
    }
    before = slot.key;
    slots.push(slot);
  }
  return slots;
}
