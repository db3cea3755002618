import { type ClockState, COMPLETED_PPM, type Outcome, QUALIFYING_MS } from "../../../schemas/play-record.ts";
import type { ShowingDraft } from "./outbox-line.ts";
import type { PlannedSlot } from "./program.ts";

/** An item on the glass, by the presenter's word. */
export interface OpenShowing {
  readonly slot: PlannedSlot;
  readonly startedMonoMs: number;
  readonly startedWallMs: number;
  readonly clock: ClockState;
  /** The next item came onto the glass over this one. */
  readonly coveredMonoMs: number | null;
  /** Last instant at which the presenter said that this item is on the glass. */
  readonly seenMonoMs: number;
  /** Shown length last written to the log; `null` until the showing has qualified. */
  readonly loggedMs: number | null;
}

/** Completed when at least 95 % of the slot was shown; else what the end was. */
export function outcomeOf(shownMs: number, plannedMs: number, otherwise: "cut" | "interrupted"): Outcome {
  return shownMs * 1_000_000 >= plannedMs * COMPLETED_PPM ? "completed" : otherwise;
}

/** Whether a showing of this length counts at all. */
export function qualifies(shownMs: number): boolean {
  return shownMs >= QUALIFYING_MS;
}

/** Shown length up to `monoMs`, by the monotonic clock alone; what lies under another item is not shown. */
export function shownUntil(showing: OpenShowing, monoMs: number): number {
  const endMonoMs = Math.min(monoMs, showing.coveredMonoMs ?? monoMs);
  return Math.max(0, Math.floor(endMonoMs - showing.startedMonoMs));
}

/** What the log will say of this showing whatever its end. */
export function draftOf(showing: OpenShowing): ShowingDraft {
  const { slot } = showing;
  return {
    zone: "main",
    kind: slot.item.kind,
    airingSha256: slot.item.airingSha256,
    editionVersionId: slot.item.editionVersionId,
    language: slot.item.language,
    entryId: slot.entryId,
    manifestRevision: slot.manifestRevision,
    loopId: slot.loopId,
    slotIndex: slot.slotIndex,
    plannedMs: slot.stageSlot.endsAtMs - slot.stageSlot.startsAtMs,
    startedMonoMs: Math.floor(showing.startedMonoMs),
    startedWallMs: Math.floor(showing.startedWallMs),
    clock: showing.clock,
    joinedLate: slot.joinsLate,
    panel: "unknown",
  };
}
