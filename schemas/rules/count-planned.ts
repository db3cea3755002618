import type { Manifest } from "../manifest.ts";
import { QUALIFYING_MS } from "../play-record.ts";
import { type LaidLoop, layLoop, loopOf, slotIndexAt } from "./loop-slots.ts";
import { slotAt } from "./slot-at.ts";

/** Planned showings by position in `manifest.items`. */
export type PlannedCounts = Map<number, number>;

/** Planned showings of one item for one entry. */
export interface PlannedSlots {
  readonly itemIndex: number;
  readonly entryId: string;
  readonly plays: number;
}

/** By item and entry. */
type Counts = Map<string, { readonly itemIndex: number; readonly entryId: string; plays: number }>;

/** Counts as `countPlannedSlots`, all entries of an item together. */
export function countPlanned(manifest: Manifest, fromMs: number, toMs: number): PlannedCounts {
  const counts: PlannedCounts = new Map();
  for (const { itemIndex, plays } of countPlannedSlots(manifest, fromMs, toMs)) {
    counts.set(itemIndex, (counts.get(itemIndex) ?? 0) + plays);
  }
  return counts;
}

/**
 * Counts the showings that begin in `[fromMs, toMs)` according to `slotAt`; one planned for less than the qualifying
 * time does not count, as it could not be recorded either. Worked out by whole loops, so that a month costs no more than
 * its segments; equal to following `slotAt` from answer to answer.
 */
export function countPlannedSlots(manifest: Manifest, fromMs: number, toMs: number): PlannedSlots[] {
  const counts: Counts = new Map();
  let doneMs = fromMs;
  for (const [dayStartMs, dayEndMs, planId] of manifest.days) {
    if (dayEndMs <= doneMs || dayStartMs >= toMs) continue;
    for (const [startMs, endMs, loopId, phaseMs] of manifest.dayPlans[planId] ?? []) {
      const span = { startMs: dayStartMs + startMs, endMs: Math.min(dayStartMs + endMs, dayEndMs) };
      const window = { fromMs: Math.max(fromMs, span.startMs), toMs: Math.min(toMs, span.endMs) };
      if (window.fromMs >= window.toMs) continue;
      walk(manifest, doneMs, window.fromMs, counts);
      const isEmpty = layLoop(loopOf(manifest, loopId), manifest.items).lengthMs === 0;
      countSegment(manifest, isEmpty ? manifest.fallback : loopId, phaseMs, span, window, counts);
      doneMs = window.toMs;
    }
  }
  walk(manifest, doneMs, toMs, counts);
  return [...counts.values()];
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Whole showings by their number; what lies across an end of the window is followed, as it may go on beyond it. */
function countSegment(
  manifest: Manifest,
  loopId: string,
  phaseMs: number,
  span: Span,
  window: { fromMs: number; toMs: number },
  counts: Counts,
): void {
  const laid = layLoop(loopOf(manifest, loopId), manifest.items);
  if (laid.lengthMs === 0) return;
  const limited = laid.slots.some(({ itemIndex }) => {
    const item = manifest.items[itemIndex];
    return (item?.notBeforeMs ?? 0) > span.startMs || (item?.notAfterMs ?? Number.MAX_SAFE_INTEGER) < span.endMs;
  });
  const cycleStartMs = span.startMs - (phaseMs % laid.lengthMs);
  const firstMs = window.fromMs + untilSlotEnd(laid, window.fromMs - cycleStartMs);
  const lastMs = window.toMs - sinceSlotStart(laid, window.toMs - cycleStartMs);
  if (limited || firstMs >= lastMs) {
    walk(manifest, window.fromMs, window.toMs, counts);
    return;
  }
  walk(manifest, window.fromMs, firstMs, counts);
  for (const slot of laid.slots) {
    if (slot.endMs - slot.startMs < QUALIFYING_MS) continue;
    const startMs = cycleStartMs + slot.startMs;
    const plays = startsUpTo(startMs, laid.lengthMs, lastMs - 1) - startsUpTo(startMs, laid.lengthMs, firstMs - 1);
    add(counts, slot.itemIndex, manifest.entries[slot.entryIndex] ?? "", plays);
  }
  walk(manifest, lastMs, window.toMs, counts);
}

/** 0 on a slot's start. */
function untilSlotEnd(laid: LaidLoop, runMs: number): number {
  const inLoopMs = runMs % laid.lengthMs;
  const slot = laid.slots[slotIndexAt(laid, inLoopMs)];
  return slot === undefined || slot.startMs === inLoopMs ? 0 : slot.endMs - inLoopMs;
}

function sinceSlotStart(laid: LaidLoop, runMs: number): number {
  const inLoopMs = runMs % laid.lengthMs;
  return inLoopMs - (laid.slots[slotIndexAt(laid, inLoopMs)]?.startMs ?? inLoopMs);
}

/** How many of `firstMs`, `firstMs + everyMs`, … are at or before `atMs`. */
function startsUpTo(firstMs: number, everyMs: number, atMs: number): number {
  return atMs < firstMs ? 0 : Math.floor((atMs - firstMs) / everyMs) + 1;
}

function walk(manifest: Manifest, fromMs: number, toMs: number, counts: Counts): void {
  for (let atMs = fromMs; atMs < toMs; ) {
    const answer = slotAt(manifest, atMs);
    const begins = answer.startedAtMs >= fromMs && answer.startedAtMs < toMs;
    if (answer.kind === "item" && begins && answer.endsAtMs - answer.startedAtMs >= QUALIFYING_MS)
      add(counts, answer.itemIndex, answer.entryId, 1);
    atMs = answer.endsAtMs;
  }
}

function add(counts: Counts, itemIndex: number, entryId: string, plays: number): void {
  if (plays <= 0) return;
  const name = `${itemIndex} ${entryId}`;
  const known = counts.get(name);
  if (known === undefined) counts.set(name, { itemIndex, entryId, plays });
  else known.plays += plays;
}
