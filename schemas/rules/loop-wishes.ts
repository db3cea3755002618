import type { Frame } from "./loop-frame.ts";
import type { LaneRow } from "./loop-row.ts";

/** 1 when one lane's only item is also the other's: side by side it would follow itself. */
export function repeats(frame: Frame, one: number, other: number): number {
  const key = frame.keyOf[one] as number;
  return key >= 0 && key === frame.keyOf[other] ? 1 : 0;
}

/** How many slots follow their own item, the seam included. */
export function countNeighbours(frame: Frame, row: LaneRow): number {
  let count = 0;
  let before = row[row.length - 1] as number;
  for (let slot = 0; slot < row.length; slot += 1) {
    const lane = row[slot] as number;
    count += repeats(frame, before, lane);
    before = lane;
  }
  return count;
}

/** How many slots must follow their own item, by the lanes' counts: more than half of the slots cannot be parted. */
export function unavoidableRepeats(frame: Frame): number {
  const counts = new Map<number, number>();
  for (let lane = 0; lane < frame.laneCount; lane += 1) {
    const key = frame.keyOf[lane] as number;
    if (key >= 0) counts.set(key, (counts.get(key) ?? 0) + (frame.counts[lane] as number));
  }
  return Math.max(0, 2 * Math.max(0, ...counts.values()) - frame.slotCount);
}

/**
 * How far the showing in `slot` comes too early after the same item, as a part of the spacing asked for; 0 where none is
 * asked or kept. The seam is no border.
 */
export function shortfallAt(frame: Frame, row: LaneRow, slot: number): number {
  const lane = row[slot] as number;
  const spacing = frame.spacings[lane] as number;
  if (spacing === 0) return 0;
  let turnsLeft = frame.turns[lane] as number;
  let gap = 0;
  for (let back = 1; back <= row.length && gap < spacing; back += 1) {
    const before = row[slot >= back ? slot - back : slot - back + row.length] as number;
    if (before === lane) turnsLeft -= 1;
    if (turnsLeft === 0) return (spacing - gap) / spacing;
    gap += frame.lengths[before] as number;
  }
  return 0;
}

/**
 * Puts the places of listed entries back in their order: the n-th showing of an entry with k places takes place n mod
 * k, in the language that the slot had where that place still has a showing in it.
 */
export function restorePlaces(frame: Frame, row: LaneRow): void {
  const next = new Int32Array(frame.placeCounts.length);
  const left = Int32Array.from(frame.counts);
  for (let slot = 0; slot < row.length; slot += 1) {
    const lane = row[slot] as number;
    const entry = frame.entryOf[lane] as number;
    const places = frame.placeCounts[entry] as number;
    if (places === 0) continue;
    const place = next[entry] as number;
    next[entry] = (place + 1) % places;
    let chosen = -1;
    for (let other = 0; other < frame.laneCount; other += 1) {
      if (frame.entryOf[other] !== entry || frame.placeOf[other] !== place || (left[other] as number) === 0) continue;
      if (chosen < 0 || frame.languageOf[other] === frame.languageOf[lane]) chosen = other;
    }
    if (chosen < 0) continue;
    left[chosen] = (left[chosen] as number) - 1;
    row[slot] = chosen;
  }
}
