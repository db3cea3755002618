import type { ClockAnchor, PlayRecord } from "../../../schemas/play-record.ts";

const LATEST_MS = 8_640_000_000_000_000;

/**
 * UTC start of a showing: laid between the two server contacts of its boot that enclose it, or measured from the nearest
 * one; the wall clock where the boot never met the server. Never before 1970.
 */
export function startedAt(record: PlayRecord, anchors: readonly ClockAnchor[]): number {
  const own = anchors.filter((anchor) => anchor.boot === record.boot).sort((one, other) => one.monoMs - other.monoMs);
  const before = own.findLast((anchor) => anchor.monoMs <= record.startedMonoMs);
  const after = own.find((anchor) => anchor.monoMs > record.startedMonoMs);
  return Math.min(Math.max(0, Math.round(estimate(record, before, after))), LATEST_MS);
}

function estimate(record: PlayRecord, before: ClockAnchor | undefined, after: ClockAnchor | undefined): number {
  if (before !== undefined && after !== undefined) {
    const part = (record.startedMonoMs - before.monoMs) / (after.monoMs - before.monoMs);
    return before.utcMs + (after.utcMs - before.utcMs) * part;
  }
  const anchor = before ?? after;
  return anchor === undefined ? record.startedWallMs : anchor.utcMs + (record.startedMonoMs - anchor.monoMs);
}
