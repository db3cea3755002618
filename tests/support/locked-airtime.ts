import { slotAt } from "../../schemas/rules/slot-at.ts";
import type { PlannedPiece, ScreenPlan } from "../../server/services/manifests/screen-plan.ts";

const HOUR_MS = 3_600_000;
/** Certificates speak in whole millionths: of an hour, 3.6 ms each. */
const ROUNDING_MS = 8;

/** A share that no operator of a gate may lower. */
export interface LockedShare {
  readonly entryId: string;
  readonly sharePpm: number;
  isOpen(atMs: number): boolean;
}

/**
 * What a plan owes a locked share and does not give, in words; empty when it keeps its word: in each clock hour of
 * `[fromMs, toMs)` in which the entry is open throughout, its airtime by `slotAt` is its share within what the loops'
 * certificates allow, and each loop it belongs to gives it its share within one longest item.
 */
export function brokenPromises(
  plan: ScreenPlan,
  locked: readonly LockedShare[],
  fromMs: number,
  toMs: number,
): string[] {
  const broken: string[] = [];
  for (const share of locked) {
    const loops = new Set<string>();
    for (let hourMs = fromMs; hourMs < toMs; hourMs += HOUR_MS) {
      if (!isOpenThroughout(share, hourMs)) continue;
      const pieces = plan.piecesBetween(hourMs, hourMs + HOUR_MS).filter(({ layer }) => layer !== "override");
      const owedMs = pieces.reduce((sum, piece) => sum + owed(piece, share, hourMs), 0);
      const heldMs = airtime(plan, share.entryId, hourMs);
      if (heldMs < owedMs) {
        broken.push(
          `${share.entryId} has ${heldMs} ms of ${Math.ceil(owedMs)} ms from ${new Date(hourMs).toISOString()}`,
        );
      }
      for (const piece of pieces) {
        if (loops.has(piece.loop.id)) continue;
        loops.add(piece.loop.id);
        broken.push(...brokenLoop(piece, share));
      }
    }
  }
  return broken;
}

/**
 * The first minute of `[fromMs, toMs)` in which an override is open and another entry has the glass, in words; empty when
 * there is none.
 */
export function brokenOverrides(
  plan: ScreenPlan,
  overrides: readonly Omit<LockedShare, "sharePpm">[],
  fromMs: number,
  toMs: number,
): string[] {
  for (let atMs = fromMs; atMs < toMs; atMs += HOUR_MS / 60) {
    const open = overrides.filter(({ isOpen }) => isOpen(atMs));
    const answer = slotAt(plan.manifest, atMs);
    const shown = answer.kind === "item" ? answer.entryId : "nothing";
    if (open.length === 0 || open.some(({ entryId }) => entryId === shown)) continue;
    return [`${shown} has the glass of ${open.map(({ entryId }) => entryId)} at ${new Date(atMs).toISOString()}`];
  }
  return [];
}

function isOpenThroughout({ isOpen }: LockedShare, hourMs: number): boolean {
  for (let atMs = hourMs; atMs < hourMs + HOUR_MS; atMs += HOUR_MS / 60) if (!isOpen(atMs)) return false;
  return isOpen(hourMs + HOUR_MS - 1);
}

/** The share of the part of the hour that the piece fills, less what its loop's certificate says it may be off by. */
function owed(piece: PlannedPiece, { entryId, sharePpm }: LockedShare, hourMs: number): number {
  const lengthMs = Math.min(piece.endsAtMs, hourMs + HOUR_MS) - Math.max(piece.startsAtMs, hourMs);
  const { certificate } = piece.loop;
  const member = certificate.entries.find(({ name }) => name === entryId);
  const wantedMs = (lengthMs * sharePpm) / 1_000_000;
  if (member === undefined) return wantedMs;
  if (lengthMs === HOUR_MS) {
    const leastPpm = Math.min(sharePpm, member.nearestPpm) - member.worstHourPpm;
    return (HOUR_MS * leastPpm) / 1_000_000 - ROUNDING_MS;
  }
  const offPpm = Math.abs(member.heldPpm - member.wantedPpm);
  return wantedMs - member.range * certificate.longestItemMs - (lengthMs * offPpm) / 1_000_000 - ROUNDING_MS;
}

function airtime(plan: ScreenPlan, entryId: string, hourMs: number): number {
  let heldMs = 0;
  for (let atMs = hourMs; atMs < hourMs + HOUR_MS; ) {
    const answer = slotAt(plan.manifest, atMs);
    const endMs = Math.min(answer.endsAtMs, hourMs + HOUR_MS);
    if (answer.kind === "item" && answer.entryId === entryId) heldMs += endMs - atMs;
    atMs = endMs;
  }
  return heldMs;
}

function brokenLoop({ loop, startsAtMs }: PlannedPiece, { entryId, sharePpm }: LockedShare): string[] {
  const heldMs = loop.slots.filter((slot) => slot.entryId === entryId).reduce((sum, slot) => sum + slot.durationMs, 0);
  const owedMs = (loop.lengthMs * sharePpm) / 1_000_000 - loop.certificate.longestItemMs;
  if (heldMs >= owedMs - ROUNDING_MS) return [];
  const when = new Date(startsAtMs).toISOString();
  return [`${entryId} has ${heldMs} ms of ${Math.ceil(owedMs)} ms in the loop ${loop.id} of ${when}`];
}
