import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";

/** A loop's slots in time. */
export interface LoopRow {
  /** Start of each slot, ascending; the first is 0. */
  readonly startsMs: Float64Array;
  readonly longestItemMs: number;
}

const rows = new WeakMap<BuiltLoop, LoopRow>();

/** Worked out once for each loop. */
export function rowOf(loop: BuiltLoop): LoopRow {
  const known = rows.get(loop);
  if (known !== undefined) return known;
  const startsMs = new Float64Array(loop.slots.length);
  let atMs = 0;
  let longestItemMs = 0;
  for (const [index, slot] of loop.slots.entries()) {
    startsMs[index] = atMs;
    atMs += slot.durationMs;
    longestItemMs = Math.max(longestItemMs, slot.durationMs);
  }
  const row = { startsMs, longestItemMs };
  rows.set(loop, row);
  return row;
}

/** Index of the slot that covers a position in `[0, lengthMs)`. */
export function slotIndexIn({ startsMs }: LoopRow, positionMs: number): number {
  let low = 0;
  let high = startsMs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((startsMs[middle] ?? 0) <= positionMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Start of the slot that covers a position. */
export function slotStartIn(loop: BuiltLoop, positionMs: number): number {
  const row = rowOf(loop);
  return row.startsMs[slotIndexIn(row, positionMs)] ?? 0;
}
