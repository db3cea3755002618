import type { LoopSlotPlan } from "./loop-contract.ts";
import type { Frame } from "./loop-frame.ts";
import type { LanePlan } from "./loop-lanes.ts";
import type { LaneRow } from "./loop-row.ts";

/**
 * Puts items on a row of lanes: those of a lane take turns in their order, so that the n-th showing of a lane with k
 * items is item n mod k. Where that would repeat the item before, which another entry shows too, the next in turn goes
 * first.
 */
export function dealItems(plan: LanePlan, frame: Frame, row: LaneRow): LoopSlotPlan[] {
  const pools = frame.lanes.map((index) => [...(plan.lanes[index]?.items ?? [])]);
  const slots: LoopSlotPlan[] = [];
  let before = "";
  for (const lane of row) {
    const pool = pools[lane] ?? [];
    const turn = Math.max(
      0,
      pool.findIndex((item) => item.key !== before),
    );
    const [item] = pool.splice(turn, 1);
    if (item === undefined) continue;
    pool.push(item);
    before = item.key;
    const entryId = plan.entries[frame.entryOf[lane] ?? 0]?.entryId ?? "";
    slots.push({ entryId, key: item.key, durationMs: item.durationMs });
  }
  return slots;
}
