import type { Loop, Manifest, ManifestItem } from "../manifest.ts";

/** One position of a loop, laid out in time. */
export interface LoopSlot {
  readonly itemIndex: number;
  readonly entryIndex: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** A loop with its running sums; `lengthMs` is 0 for the empty loop, which is the built-in slate. */
export interface LaidLoop {
  readonly slots: readonly LoopSlot[];
  readonly lengthMs: number;
}

const laidByLoop = new WeakMap<Loop, LaidLoop>();

/** Lays a loop out once and remembers it as long as the loop itself lives. Positions that point nowhere are dropped. */
export function layLoop(loop: Loop, items: readonly ManifestItem[]): LaidLoop {
  const known = laidByLoop.get(loop);
  if (known !== undefined) return known;
  const slots: LoopSlot[] = [];
  let startMs = 0;
  for (const position of loop.s === "" ? [] : loop.s.split(" ")) {
    const pair = loop.use[Number(position)];
    const item = pair === undefined ? undefined : items[pair[0]];
    if (pair === undefined || item === undefined) continue;
    const endMs = startMs + item.durationMs;
    slots.push({ itemIndex: pair[0], entryIndex: pair[1], startMs, endMs });
    startMs = endMs;
  }
  const laid = { slots, lengthMs: startMs };
  laidByLoop.set(loop, laid);
  return laid;
}

/** Position of the slot that covers `atMs` in `[0, lengthMs)`; found by halving. */
export function slotIndexAt(laid: LaidLoop, atMs: number): number {
  let low = 0;
  let high = laid.slots.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((laid.slots[middle] as LoopSlot).startMs <= atMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The loop by id; the built-in slate when the manifest does not hold it. */
export function loopOf(manifest: Manifest, loopId: string): Loop {
  return manifest.loops[loopId] ?? SLATE_LOOP;
}

const SLATE_LOOP: Loop = { use: [], s: "" };
