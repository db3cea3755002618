import type { Manifest, ManifestItem, Segment } from "../manifest.ts";
import { layLoop, loopOf, slotIndexAt } from "./loop-slots.ts";
import { type PlannedDay, weeklyDayAt } from "./weekly-day.ts";

/** The answer to "what does this screen show now?". */
export type SlotAnswer = ItemAnswer | SlateAnswer;

export interface ItemAnswer {
  readonly kind: "item";
  readonly item: ManifestItem;
  readonly itemIndex: number;
  readonly entryId: string;
  readonly loopId: string;
  /** Position of the slot in its loop. */
  readonly slotIndex: number;
  readonly startedAtMs: number;
  readonly endsAtMs: number;
}

export interface SlateAnswer {
  readonly kind: "slate";
  readonly startedAtMs: number;
  readonly endsAtMs: number;
}

/**
 * Returns what the screen should show at `atMs` and the instants between which that answer holds.
 * Total: answers with the fallback, at worst the built-in slate, when nothing valid is planned; never an item outside
 * its validity. `startedAtMs <= atMs < endsAtMs`. After the last day the weekly plan goes on for ever. An item that runs
 * on from one segment into the next, over midnight too, is one showing.
 */
export function slotAt(manifest: Manifest, atMs: number): SlotAnswer {
  const day = dayAt(manifest, atMs);
  if (day === undefined) return fallbackAt(manifest, atMs, firstDayStart(manifest, atMs) ?? atMs + 60_000, 0);
  const index = segmentIndexAt(day, atMs);
  if (index < 0) {
    const elapsedMs = atMs - day.startAtMs;
    return fallbackAt(manifest, atMs, nextSegmentStart(day, elapsedMs), lastSegmentEnd(day, elapsedMs));
  }
  const place = { day, index };
  return segmentAnswer(manifest, place, atMs, segmentOf(place)[2]) ?? bareAnswer(manifest, place, atMs);
}

/** One segment of one day. */
interface Place {
  readonly day: PlannedDay;
  readonly index: number;
}

const NO_SEGMENT: Segment = [0, 0, "", 0];

function segmentOf({ day, index }: Place): Segment {
  return day.segments[index] ?? NO_SEGMENT;
}

function startOf(place: Place): number {
  return place.day.startAtMs + segmentOf(place)[0];
}

function endOf(place: Place): number {
  return Math.min(place.day.startAtMs + segmentOf(place)[1], place.day.endAtMs);
}

/** A segment whose loop has nothing to show: the fallback in the segment's own phase, at worst the slate. */
function bareAnswer(manifest: Manifest, place: Place, atMs: number): SlotAnswer {
  const slate: SlateAnswer = { kind: "slate", startedAtMs: startOf(place), endsAtMs: endOf(place) };
  return segmentAnswer(manifest, place, atMs, manifest.fallback) ?? slate;
}

/** Index of the segment that covers an instant, found by halving; -1 in a gap. */
function segmentIndexAt({ startAtMs, endAtMs, segments }: PlannedDay, atMs: number): number {
  const elapsedMs = atMs - startAtMs;
  let low = 0;
  let high = segments.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle] ?? NO_SEGMENT;
    if (elapsedMs < segment[0]) high = middle - 1;
    else if (elapsedMs >= segment[1]) low = middle + 1;
    else return atMs < endAtMs ? middle : -1;
  }
  return -1;
}

function dayAt(manifest: Manifest, atMs: number): PlannedDay | undefined {
  const { days } = manifest;
  let low = 0;
  let high = days.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const day = days[middle];
    if (day === undefined) break;
    if (atMs < day[0]) high = middle - 1;
    else if (atMs >= day[1]) low = middle + 1;
    else return { startAtMs: day[0], endAtMs: day[1], segments: manifest.dayPlans[day[2]] ?? [] };
  }
  const lastDay = days[days.length - 1];
  return lastDay !== undefined && atMs >= lastDay[1] ? weeklyDayAt(manifest, atMs) : undefined;
}

function firstDayStart(manifest: Manifest, atMs: number): number | undefined {
  return manifest.days.find(([startAtMs]) => startAtMs > atMs)?.[0];
}

function nextSegmentStart(day: PlannedDay, elapsedMs: number): number {
  const next = day.segments.find(([fromMs]) => fromMs > elapsedMs);
  return next === undefined ? day.endAtMs : Math.min(day.startAtMs + next[0], day.endAtMs);
}

/** A hole begins where the segment before it ended, so that what plays in it does not reach back into that segment. */
function lastSegmentEnd(day: PlannedDay, elapsedMs: number): number {
  return day.segments.reduce(
    (latest, [, toMs]) => (toMs <= elapsedMs ? Math.max(latest, day.startAtMs + toMs) : latest),
    day.startAtMs,
  );
}

function fallbackAt(manifest: Manifest, atMs: number, endAtMs: number, startAtMs: number): SlotAnswer {
  const untilMs = Math.max(endAtMs, atMs + 1);
  const found = findSlot(manifest, manifest.fallback, atMs - startAtMs);
  if (found === undefined) return { kind: "slate", startedAtMs: Math.min(startAtMs, atMs), endsAtMs: untilMs };
  const bounds = { fromMs: Math.max(startAtMs, atMs - found.doneMs), toMs: Math.min(untilMs, atMs + found.leftMs) };
  return withinValidity(manifest, found, manifest.fallback, atMs, bounds);
}

function segmentAnswer(manifest: Manifest, place: Place, atMs: number, loopId: string): SlotAnswer | undefined {
  const startAtMs = startOf(place);
  const endAtMs = endOf(place);
  const found = findSlot(manifest, loopId, atMs - startAtMs + segmentOf(place)[3]);
  if (found === undefined) return undefined;
  let fromMs = atMs - found.doneMs;
  if (fromMs < startAtMs) fromMs = earliestStart(manifest, place, fromMs, found.lengthMs);
  let toMs = atMs + found.leftMs;
  if (toMs > endAtMs) toMs = latestEnd(manifest, place, toMs, found.lengthMs);
  return withinValidity(manifest, found, loopId, atMs, { fromMs, toMs });
}

interface FoundSlot {
  readonly slotIndex: number;
  readonly itemIndex: number;
  readonly entryIndex: number;
  readonly doneMs: number;
  readonly leftMs: number;
  /** Of the whole loop. */
  readonly lengthMs: number;
}

/** The loop's slot at a running time; `undefined` where the loop has none. */
function findSlot(manifest: Manifest, loopId: string, runMs: number): FoundSlot | undefined {
  const laid = layLoop(loopOf(manifest, loopId), manifest.items);
  if (laid.lengthMs === 0) return undefined;
  const inLoopMs = runMs % laid.lengthMs;
  const slotIndex = slotIndexAt(laid, inLoopMs);
  const slot = laid.slots[slotIndex];
  if (slot === undefined) return undefined;
  return {
    slotIndex,
    itemIndex: slot.itemIndex,
    entryIndex: slot.entryIndex,
    doneMs: inLoopMs - slot.startMs,
    leftMs: slot.endMs - inLoopMs,
    lengthMs: laid.lengthMs,
  };
}

/** How far back a showing that fills a segment's start reaches: into segments of the same loop that lead up to it. */
function earliestStart(manifest: Manifest, place: Place, wantedMs: number, lengthMs: number): number {
  let here = place;
  while (startOf(here) > wantedMs) {
    const before = placeAt(manifest, startOf(here) - 1);
    if (before === undefined || !goesOn(before, here, lengthMs)) return startOf(here);
    here = before;
  }
  return wantedMs;
}

/** How far on a showing that fills a segment's end reaches. */
function latestEnd(manifest: Manifest, place: Place, wantedMs: number, lengthMs: number): number {
  let here = place;
  while (endOf(here) < wantedMs) {
    const after = placeAt(manifest, endOf(here));
    if (after === undefined || !goesOn(here, after, lengthMs)) return endOf(here);
    here = after;
  }
  return wantedMs;
}

/** Whether the loop is in the same place at the end of one segment and at the start of the next. */
function goesOn(before: Place, after: Place, lengthMs: number): boolean {
  const [, , loopId, phaseMs] = segmentOf(before);
  const [, , nextId, nextPhaseMs] = segmentOf(after);
  const playedMs = endOf(before) - startOf(before);
  return (
    loopId === nextId &&
    playedMs > 0 &&
    endOf(before) === startOf(after) &&
    (phaseMs + playedMs - nextPhaseMs) % lengthMs === 0
  );
}

function placeAt(manifest: Manifest, atMs: number): Place | undefined {
  const day = dayAt(manifest, atMs);
  const index = day === undefined ? -1 : segmentIndexAt(day, atMs);
  return day === undefined || index < 0 ? undefined : { day, index };
}

/** The slot's item within its own validity; the slate before and after. */
function withinValidity(
  manifest: Manifest,
  slot: FoundSlot,
  loopId: string,
  atMs: number,
  bounds: { readonly fromMs: number; readonly toMs: number },
): SlotAnswer {
  const item = manifest.items[slot.itemIndex];
  const { fromMs: startedAtMs, toMs: endsAtMs } = bounds;
  if (item === undefined) return { kind: "slate", startedAtMs, endsAtMs };
  const validFromMs = item.notBeforeMs ?? 0;
  const validUntilMs = item.notAfterMs ?? Number.MAX_SAFE_INTEGER;
  if (atMs < validFromMs) return { kind: "slate", startedAtMs, endsAtMs: Math.min(endsAtMs, validFromMs) };
  if (atMs >= validUntilMs) return { kind: "slate", startedAtMs: Math.max(startedAtMs, validUntilMs), endsAtMs };
  return {
    kind: "item",
    item,
    itemIndex: slot.itemIndex,
    entryId: manifest.entries[slot.entryIndex] ?? "",
    loopId,
    slotIndex: slot.slotIndex,
    startedAtMs: Math.max(startedAtMs, validFromMs),
    endsAtMs: Math.min(endsAtMs, validUntilMs),
  };
}
