import type { Manifest, ManifestItem, Segment } from "../manifest.ts";
import { layLoop, loopOf, slotIndexAt } from "./loop-slots.ts";
import { addDays, civilAt, startOfDate } from "./zoned-time.ts";

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

interface PlannedDay {
  readonly startAtMs: number;
  readonly endAtMs: number;
  readonly segments: readonly Segment[];
}

/**
 * Returns what the screen should show at `atMs` and the instants between which that answer holds.
 * Total: answers with the fallback, at worst the built-in slate, when nothing valid is planned; never an item outside
 * its validity. `startedAtMs <= atMs < endsAtMs`. After the last day the weekly plan goes on for ever.
 */
export function slotAt(manifest: Manifest, atMs: number): SlotAnswer {
  const day = dayAt(manifest, atMs);
  if (day === undefined) return fallbackAt(manifest, atMs, firstDayStart(manifest, atMs) ?? atMs + 60_000, 0);
  const elapsedMs = atMs - day.startAtMs;
  const segment = day.segments.find(([fromMs, toMs]) => fromMs <= elapsedMs && elapsedMs < toMs);
  if (segment === undefined) {
    return fallbackAt(manifest, atMs, nextSegmentStart(day, elapsedMs), lastSegmentEnd(day, elapsedMs));
  }
  const [fromMs, toMs, loopId, phaseMs] = segment;
  const startAtMs = day.startAtMs + fromMs;
  const endAtMs = Math.min(day.startAtMs + toMs, day.endAtMs);
  return (
    loopAnswer(manifest, loopId, atMs, startAtMs, endAtMs, phaseMs) ?? fallbackAt(manifest, atMs, endAtMs, startAtMs)
  );
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

function weeklyDayAt(manifest: Manifest, atMs: number): PlannedDay {
  const civil = civilAt(atMs, manifest.timeZone);
  const planId = manifest.weekly[civil.weekday];
  return {
    startAtMs: startOfDate(civil.date, manifest.timeZone),
    endAtMs: startOfDate(addDays(civil.date, 1), manifest.timeZone),
    segments: (planId === undefined ? undefined : manifest.dayPlans[planId]) ?? [],
  };
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
  const answer = loopAnswer(manifest, manifest.fallback, atMs, startAtMs, untilMs, 0);
  return answer ?? { kind: "slate", startedAtMs: Math.min(startAtMs, atMs), endsAtMs: untilMs };
}

/** The loop's item at `atMs`, bounded by the segment and by the item's own validity; `undefined` when none may be shown. */
function loopAnswer(
  manifest: Manifest,
  loopId: string,
  atMs: number,
  startAtMs: number,
  endAtMs: number,
  phaseMs: number,
): ItemAnswer | SlateAnswer | undefined {
  const laid = layLoop(loopOf(manifest, loopId), manifest.items);
  if (laid.lengthMs === 0) return undefined;
  const inLoopMs = (atMs - startAtMs + phaseMs) % laid.lengthMs;
  const slotIndex = slotIndexAt(laid, inLoopMs);
  const slot = laid.slots[slotIndex];
  const item = slot === undefined ? undefined : manifest.items[slot.itemIndex];
  if (slot === undefined || item === undefined) return undefined;
  const startedAtMs = Math.max(startAtMs, atMs - (inLoopMs - slot.startMs));
  const endsAtMs = Math.min(endAtMs, atMs + (slot.endMs - inLoopMs));
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
    slotIndex,
    startedAtMs: Math.max(startedAtMs, validFromMs),
    endsAtMs: Math.min(endsAtMs, validUntilMs),
  };
}
