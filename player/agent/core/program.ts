import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { Manifest, ManifestItem } from "../../../schemas/manifest.ts";
import { type ItemAnswer, slotAt } from "../../../schemas/rules/slot-at.ts";
import type { StageSlot } from "../../../schemas/stage-channel.ts";

/** An item that passed every check, ready for the stage. */
export interface ShowableItem {
  readonly document: AiringDocument;
  readonly urls: Readonly<Record<string, string>>;
}

/** What may be shown right now, by airing document. Whatever is not in it never reaches the stage. */
export type Showable = ReadonlyMap<string, ShowableItem>;

/** A slot as it was handed to the stage, with what the log must say about it. */
export interface PlannedSlot {
  readonly stageSlot: StageSlot;
  readonly item: ManifestItem;
  readonly entryId: string;
  readonly loopId: string;
  readonly slotIndex: number;
  readonly manifestRevision: number;
  /** The slot had already begun when it was first handed out. */
  readonly joinsLate: boolean;
}

/** The one on the glass and three to come: a stage always knows two ahead, even while one cannot be shown. */
export const SLOTS_AHEAD = 4;
/** Answers looked at: holes and slates in between are stepped over, but not for ever. */
const MAX_LOOKUPS = 48;
const LATE_MS = 500;

/**
 * The next slots the stage should show from `atMs` on, in order of time. A slot whose item may not be shown is left out:
 * nothing is put in its place that the plan does not name. `stageLife` keeps the keys of one presenter's life apart from
 * another's.
 */
export function planProgram(manifest: Manifest, showable: Showable, atMs: number, stageLife: string): PlannedSlot[] {
  const planned: PlannedSlot[] = [];
  let lookAtMs = atMs;
  for (let lookups = 0; lookups < MAX_LOOKUPS && planned.length < SLOTS_AHEAD; lookups += 1) {
    const answer = slotAt(manifest, lookAtMs);
    const slot = answer.kind === "item" ? planSlot(manifest, showable, answer, stageLife, atMs) : undefined;
    if (slot !== undefined) planned.push(slot);
    lookAtMs = answer.endsAtMs;
  }
  return planned;
}

function planSlot(
  manifest: Manifest,
  showable: Showable,
  answer: ItemAnswer,
  stageLife: string,
  atMs: number,
): PlannedSlot | undefined {
  const found = showable.get(answer.item.airingSha256);
  // Without a schedule entry a showing could not be logged, and what cannot be logged is not shown.
  if (found === undefined || answer.entryId === "") return undefined;
  const { notBeforeMs, notAfterMs } = found.document;
  const endsAtMs = Math.min(answer.endsAtMs, notAfterMs ?? answer.endsAtMs);
  if (answer.startedAtMs < (notBeforeMs ?? 0) || endsAtMs <= Math.max(atMs, answer.startedAtMs)) return undefined;
  return {
    stageSlot: {
      key: slotKey(answer, stageLife),
      airingSha256: answer.item.airingSha256,
      airing: found.document,
      urls: found.urls,
      startsAtMs: answer.startedAtMs,
      endsAtMs,
    },
    item: answer.item,
    entryId: answer.entryId,
    loopId: answer.loopId,
    slotIndex: answer.slotIndex,
    manifestRevision: manifest.revision,
    joinsLate: atMs - answer.startedAtMs > LATE_MS,
  };
}

/** Two manifests may put different items on one slot, so the item is part of the name. */
function slotKey(answer: ItemAnswer, stageLife: string): string {
  return `${answer.startedAtMs}-${answer.slotIndex}-${answer.item.airingSha256.slice(0, 8)}-${stageLife}`;
}
