import type { ClockAnchor, PlayRecord } from "../../schemas/play-record.ts";

const LATEST_MS = 8_640_000_000_000_000;

/** A player's anchors by boot, each by its monotonic clock. */
export type AnchorsByBoot = ReadonlyMap<number, readonly ClockAnchor[]>;

/** Sorts anchors for `isPossibleStart`. */
export function byBoot(anchors: readonly ClockAnchor[]): AnchorsByBoot {
  const boots = new Map<number, ClockAnchor[]>();
  for (const anchor of anchors) boots.set(anchor.boot, [...(boots.get(anchor.boot) ?? []), anchor]);
  for (const own of boots.values()) own.sort((one, other) => one.monoMs - other.monoMs);
  return boots;
}

/**
 * Whether a showing can have been dated so: between the two anchors around it, or from the newest one that was known when
 * the record arrived, or by its own wall clock while none was known. Anchors of a boot come in by its monotonic clock.
 */
export function isPossibleStart(record: PlayRecord, anchors: AnchorsByBoot, startedAtMs: number): boolean {
  const own = anchors.get(record.boot) ?? [];
  const { startedMonoMs, startedWallMs } = record;
  const next = firstAfter(own, startedMonoMs);
  const [before, after] = [own[next - 1], own[next]];
  const isIt = (ms: number) => startedAtMs === Math.min(Math.max(0, Math.round(ms)), LATEST_MS);
  const from = ({ utcMs, monoMs }: ClockAnchor) => utcMs + (startedMonoMs - monoMs);
  if (before !== undefined && after !== undefined) {
    const share = (startedMonoMs - before.monoMs) / (after.monoMs - before.monoMs);
    if (isIt(before.utcMs + (after.utcMs - before.utcMs) * share)) return true;
  }
  if (before === undefined && after !== undefined && isIt(from(after))) return true;
  if (isIt(startedWallMs)) return true;
  for (let at = next - 1; at >= 0; at -= 1) {
    const anchor = own[at];
    if (anchor !== undefined && isIt(from(anchor))) return true;
  }
  return false;
}

/** Index of the first anchor later than this; their number when there is none. */
function firstAfter(anchors: readonly ClockAnchor[], monoMs: number): number {
  let [low, high] = [0, anchors.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((anchors[middle]?.monoMs ?? 0) <= monoMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
