import type { Manifest } from "../../../schemas/manifest.ts";
import { type LaidLoop, layLoop, loopOf, slotIndexAt } from "../../../schemas/rules/loop-slots.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { loopSums, type PlacedSegment, segmentAt, steadyLoop, walk } from "./planned-airtime.ts";

/** When a showing of an entry begins. */
export interface PlannedStart {
  readonly atMs: number;
  readonly entryId: string;
}

/** The starts of these entries' showings in `[fromMs, toMs)`, in order of time; a showing cut in two starts once. */
export function startsBetween(
  manifest: Manifest,
  entryIds: ReadonlySet<string>,
  fromMs: number,
  toMs: number,
): PlannedStart[] {
  const starts: PlannedStart[] = [];
  for (let atMs = fromMs; atMs < toMs; ) {
    const segment = segmentAt(manifest, atMs);
    const untilMs = Math.min(segment?.endAtMs ?? slotAt(manifest, atMs).endsAtMs, toMs);
    const laid = segment === undefined ? undefined : steadyLoop(manifest, segment);
    if (segment === undefined || laid === undefined) {
      walk(manifest, atMs, untilMs, (answer) => {
        const isNew = answer.startedAtMs >= atMs && answer.kind === "item" && entryIds.has(answer.entryId);
        if (isNew) starts.push({ atMs: answer.startedAtMs, entryId: answer.entryId });
      });
    } else if (hasAny(loopSums(manifest, segment.loopId).entries, entryIds)) {
      collectStarts(manifest, laid, segment, { fromMs: atMs, toMs: untilMs }, entryIds, starts);
    }
    atMs = untilMs;
  }
  return starts;
}

function hasAny(sums: ReadonlyMap<string, number>, entryIds: ReadonlySet<string>): boolean {
  return [...entryIds].some((entryId) => sums.has(entryId));
}

function collectStarts(
  manifest: Manifest,
  laid: LaidLoop,
  segment: PlacedSegment,
  window: { fromMs: number; toMs: number },
  entryIds: ReadonlySet<string>,
  starts: PlannedStart[],
): void {
  const inLoopMs = (window.fromMs - segment.startAtMs + segment.phaseMs) % laid.lengthMs;
  let index = slotIndexAt(laid, inLoopMs);
  let startMs = window.fromMs - inLoopMs + (laid.slots[index]?.startMs ?? 0);
  while (startMs < window.toMs) {
    const slot = laid.slots[index];
    if (slot === undefined) return;
    const entryId = manifest.entries[slot.entryIndex] ?? "";
    // A slot that the segment begins in starts with the segment.
    const atMs = Math.max(startMs, segment.startAtMs);
    if (atMs >= window.fromMs && entryIds.has(entryId)) starts.push({ atMs, entryId });
    startMs += slot.endMs - slot.startMs;
    index = (index + 1) % laid.slots.length;
  }
}

/**
 * How far each entry of the loop on air is from its share of that loop when the slot of `atMs` begins: negative is
 * short. Counted from the loop's own beginning, so it holds what the order is made to keep small. Empty on the slate.
 */
export function deviationsAt(manifest: Manifest, atMs: number): Map<string, number> {
  const deviations = new Map<string, number>();
  const segment = segmentAt(manifest, atMs);
  if (segment === undefined) return deviations;
  const laid = layLoop(loopOf(manifest, segment.loopId), manifest.items);
  if (laid.lengthMs === 0) return deviations;
  const { entries } = loopSums(manifest, segment.loopId);
  const inLoopMs = (atMs - segment.startAtMs + segment.phaseMs) % laid.lengthMs;
  const index = slotIndexAt(laid, inLoopMs);
  const elapsedMs = laid.slots[index]?.startMs ?? 0;
  for (const [entryId, ms] of entries) deviations.set(entryId, -(ms / laid.lengthMs) * elapsedMs);
  for (const slot of laid.slots.slice(0, index)) {
    const entryId = manifest.entries[slot.entryIndex] ?? "";
    deviations.set(entryId, (deviations.get(entryId) ?? 0) + slot.endMs - slot.startMs);
  }
  return deviations;
}
