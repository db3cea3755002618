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
  /** What it must have in common with its neighbours to be one run with them; `null`: it plays by itself. */
  readonly rail: string | null;
}

/** `absent → preparing → ready → armed → shown → covered → released`; from anywhere to `failed`. */
export type Phase = "absent" | "preparing" | "ready" | "armed" | "shown" | "covered" | "released" | "failed";

export interface Item {
  readonly showing: PlannedShowing;
  readonly phase: Phase;
  readonly phaseSinceMs: number;
  /** Which of the two surfaces of its kind it holds, 0 for the rail; `null` while it holds none. */
  readonly surface: 0 | 1 | null;
  /** It holds a seat on the rail, together with the others of its run. */
  readonly onRail: boolean;
  /** It comes behind another on the rail: it is neither armed, started nor revealed. */
  readonly joined: boolean;
  /** Since when the media clock runs. */
  readonly startedAtMs: number | null;
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
  /** The newest times from `play()` to the instant at which the media's own zero was on the glass, oldest first. */
  readonly startLatenciesMs: readonly number[];
  /** The clip after which the rail was last told that its run ends. */
  readonly runEndsWith: string | null;
}

export const INITIAL_STATE: SequencerState = {
  items: [],
  presenter: false,
  mustAnnounce: false,
  visible: true,
  startLatenciesMs: [48],
  runEndsWith: null,
};

export type SequencerEvent =
  | { readonly type: "program"; readonly atMs: number; readonly showings: readonly PlannedShowing[] }
  | { readonly type: "prepared"; readonly atMs: number; readonly key: string }
  | { readonly type: "prepare-failed"; readonly atMs: number; readonly key: string; readonly reason: string }
  | { readonly type: "presented"; readonly atMs: number; readonly key: string }
  /** The picture on the glass died: decoder error, no progress. */
  | { readonly type: "broke"; readonly atMs: number; readonly key: string; readonly reason: string }
  /** What is now known of the rail for these keys. */
  | { readonly type: "rails"; readonly atMs: number; readonly rails: ReadonlyMap<string, string | null> }
  /** The rail does not take this clip after all: it plays by itself if it is at fault, else it is prepared anew. */
  | { readonly type: "left-rail"; readonly atMs: number; readonly key: string; readonly isAtFault: boolean }
  | { readonly type: "start-latency"; readonly atMs: number; readonly latencyMs: number }
  | { readonly type: "connected"; readonly atMs: number; readonly presenter: boolean }
  | { readonly type: "disconnected"; readonly atMs: number }
  | { readonly type: "visibility"; readonly atMs: number; readonly visible: boolean }
  | { readonly type: "tick"; readonly atMs: number };

export type RemovedReason = "planned" | "replaced" | "stalled";

export type SequencerEffect =
  | { readonly type: "prepare"; readonly showing: PlannedShowing; readonly surface: 0 | 1; readonly onRail: boolean }
  /** Appended behind the last clip of the run that is on the rail. */
  | { readonly type: "join"; readonly showing: PlannedShowing }
  /** The run has reached this clip: nothing moves, only the evidence changes hands. */
  | { readonly type: "cross"; readonly key: string }
  /** Nothing follows this clip on the rail. */
  | { readonly type: "end-run"; readonly key: string }
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
/** How early a clip is appended behind the one before it on the rail. */
export const RAIL_AHEAD_MS = 10_000;
/** Asked for this long before its start, or half its own length before, an item had a fair chance to be ready. */
export const FAIR_CHANCE_MS = 8_000;
/** A preparation that takes longer has failed. */
export const PREPARE_BUDGET_MS = 8_000;
/** How long before the seam the next item lies unseen on top. */
export const ARM_AHEAD_MS = 150;
/** A style flip reaches the glass this much later than a video frame does. */
export const FLIP_LEAD_MS = 28;
/** A flip is on the glass with the display's next frame. */
export const DISPLAY_FRAME_MS = 1_000 / 60;
/** The old picture stays underneath this long, so that a late first frame shows it and never black. */
export const COVER_MS = 120;
/** How long a picture is held past its end while the next one is still being prepared; then the slate. */
export const HOLD_MS = 2_000;
/** The same after a program that no longer names the picture. */
export const REPLACE_HOLD_MS = 1_000;
/** A shown item without a frame for this long has failed. */
export const FIRST_FRAME_BUDGET_MS = 3_000;
/** A picture that came later than this, as the first of a start does, has the machine to itself until it was seen … */
export const CAME_LATE_MS = 400;
/** … if the next one starts no sooner than this. */
export const ALONE_UNTIL_MS = 1_000;
/** A step within this of its instant is on time: one half of a 60 Hz frame. */
export const STEP_SLACK_MS = 8;
