import type { ClockAnchor, PlayRecord } from "../../../schemas/play-record.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";
import type { Anomaly } from "./core.ts";

/** No showing is dated later. */
export const LATEST_MS = 8_640_000_000_000_000;

/** How far an anchored clock may be off before what it says is held against it. */
const CLOCK_ALLOWED_MS = 5 * 60_000;

/**
 * Showings that cannot have been when they say: not over when they arrived, or begun before their player served any
 * screen. Records whose clock was not tied to ours say so themselves and are not judged.
 */
export function mistimed(
  rows: readonly Pick<PlayRow, "boot" | "seq" | "clock" | "started_at_ms" | "shown_ms" | "received_at_ms">[],
  servesFromMs: number,
): Anomaly[] {
  const found: Anomaly[] = [];
  for (const row of rows) {
    if (row.clock !== "anchored" && row.clock !== "interpolated") continue;
    const note = (why: string) =>
      found.push({ kind: "implausible", at: { boot: row.boot, seq: row.seq }, detail: { why } });
    if (row.started_at_ms + row.shown_ms > row.received_at_ms + CLOCK_ALLOWED_MS) note("in-the-future");
    if (row.started_at_ms < servesFromMs - CLOCK_ALLOWED_MS) note("before-service");
  }
  return found;
}

/**
 * UTC start of a showing: laid between the two server contacts of its boot that enclose it, or measured from the nearest
 * one; the wall clock where the boot never met the server. Never before 1970.
 */
export function startedAt(record: PlayRecord, anchors: readonly ClockAnchor[]): number {
  return startedAtAmong(record, anchorsInOrder(anchors, record.boot));
}

/** The anchors of one boot by their instant on its clock. */
export function anchorsInOrder(anchors: readonly ClockAnchor[], boot: number): ClockAnchor[] {
  return anchors.filter((anchor) => anchor.boot === boot).sort((one, other) => one.monoMs - other.monoMs);
}

/** The same for anchors that are in order and of the record's boot: that is seen to once for many records. */
export function startedAtAmong(record: PlayRecord, inOrder: readonly ClockAnchor[]): number {
  const next = inOrder.findIndex((anchor) => anchor.monoMs > record.startedMonoMs);
  const after = next === -1 ? undefined : inOrder[next];
  const before = next === -1 ? inOrder.at(-1) : inOrder[next - 1];
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
