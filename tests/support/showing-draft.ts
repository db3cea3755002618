import type { ShowingDraft } from "../../player/agent/core/outbox-line.ts";

/** A showing of ten planned seconds. */
export function makeDraft(change: Partial<ShowingDraft> = {}): ShowingDraft {
  return {
    zone: "main",
    kind: "image",
    airingSha256: "a".repeat(64),
    editionVersionId: "01930000-0000-7000-8000-000000000002",
    language: "vi",
    entryId: "01930000-0000-7000-8000-000000000003",
    manifestRevision: 1,
    loopId: "0".repeat(16),
    slotIndex: 0,
    plannedMs: 10_000,
    startedMonoMs: 0,
    startedWallMs: 0,
    clock: "anchored",
    joinedLate: false,
    panel: "unknown",
    ...change,
  };
}
