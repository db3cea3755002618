import type { ItemKind } from "../../../schemas/airing-document.ts";

/** One showing as the sequencer sees it; instants are the agent's. */
export interface PlannedShowing {
  readonly key: string;
  /** Hash of the airing document: two showings with the same one are the same picture. */
  readonly airingSha256: string;
  readonly kind: ItemKind;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** First instant at which the picture may no longer be on the glass, not even held. */
  readonly validUntilMs: number;
}

/** `absent → preparing → ready → armed → shown → covered → released`; from anywhere to `failed`. */
export type Phase = "absent" | "preparing" | "ready" | "armed" | "shown" | "covered" | "released" | "failed";

export interface Item {
  readonly showing: PlannedShowing;
  readonly phase: Phase;
  readonly phaseSinceMs: number;
  /** Which of the two surfaces of its kind it holds; `null` while it holds none. */
  readonly surface: 0 | 1 | null;
  /** The media clock runs. */
  readonly started: boolean;
  /** A frame of it was seen on the glass since it was shown, or since the page became visible again. */
  readonly presented: boolean;
  /** What the agent has been told about this key. */
  readonly evidence: "none" | "open" | "closed";
  /** When the program stopped naming it while it was on the glass. */
  readonly droppedAtMs: number | null;
}

export interface SequencerState {
  /** In order of start. */
  readonly items: readonly Item[];
  readonly presenter: boolean;
  /** A fresh connection has not yet been told what is on the glass. */
  readonly mustAnnounce: boolean;
  readonly visible: boolean;
  /** Learned time from `play()` to the first frame. */
  readonly startLatencyMs: number;
}

export const INITIAL_STATE: SequencerState = {
  items: [],
  presenter: false,
  mustAnnounce: false,
  visible: true,
  startLatencyMs: 50,
};

export type SequencerEvent =
  | { readonly type: "program"; readonly atMs: number; readonly showings: readonly PlannedShowing[] }
  | { readonly type: "prepared"; readonly atMs: number; readonly key: string }
  | { readonly type: "prepare-failed"; readonly atMs: number; readonly key: string; readonly reason: string }
  | { readonly type: "presented"; readonly atMs: number; readonly key: string }
  /** The picture on the glass died: decoder error, no progress. */
  | { readonly type: "broke"; readonly atMs: number; readonly key: string; readonly reason: string }
  | { readonly type: "start-latency"; readonly atMs: number; readonly latencyMs: number }
  | { readonly type: "connected"; readonly atMs: number; readonly presenter: boolean }
  | { readonly type: "disconnected"; readonly atMs: number }
  | { readonly type: "visibility"; readonly atMs: number; readonly visible: boolean }
  | { readonly type: "tick"; readonly atMs: number };

export type RemovedReason = "planned" | "replaced" | "stalled";

export type SequencerEffect =
  | { readonly type: "prepare"; readonly showing: PlannedShowing; readonly surface: 0 | 1 }
  /** On top at an opacity nobody sees, so that the compositor draws it before it is needed. */
  | { readonly type: "arm"; readonly key: string }
  | { readonly type: "start"; readonly key: string }
  | { readonly type: "show"; readonly key: string }
  /** Ask again for proof of a presented frame: the page was out of sight. */
  | { readonly type: "confirm"; readonly key: string }
  | { readonly type: "rename"; readonly key: string; readonly newKey: string }
  | { readonly type: "release"; readonly key: string }
  | { readonly type: "report-shown"; readonly key: string }
  | { readonly type: "report-removed"; readonly key: string; readonly reason: RemovedReason }
  | { readonly type: "report-failed"; readonly key: string; readonly reason: string };

/** How early an item may be prepared. */
export const PREPARE_AHEAD_MS = 20_000;
/** A preparation that takes longer has failed. */
export const PREPARE_BUDGET_MS = 8_000;
/** How long before the seam the next item lies unseen on top. */
export const ARM_AHEAD_MS = 150;
/** A style flip reaches the glass this much later than a video frame does. */
export const FLIP_LEAD_MS = 28;
/** The old picture stays underneath this long, so that a late first frame shows it and never black. */
export const COVER_MS = 120;
/** How long a picture is held past its end while the next one is still being prepared; then the slate. */
export const HOLD_MS = 2_000;
/** The same after a program that no longer names the picture. */
export const REPLACE_HOLD_MS = 1_000;
/** A shown item without a frame for this long has failed. */
export const FIRST_FRAME_BUDGET_MS = 3_000;
/** A step within this of its instant is on time: one half of a 60 Hz frame. */
export const STEP_SLACK_MS = 8;
