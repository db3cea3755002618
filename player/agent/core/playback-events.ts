import type { z } from "zod";
import type { Manifest } from "../../../schemas/manifest.ts";
import type { ClockState } from "../../../schemas/play-record.ts";
import type { StageSlot, StageToAgent } from "../../../schemas/stage-channel.ts";
import type { OutboxEvent } from "./outbox.ts";
import type { PlannedSlot, Showable } from "./program.ts";
import type { OpenShowing } from "./showing.ts";

/** Why an item is kept from the stage for a while, and until when by the monotonic clock. */
export interface Failure {
  readonly count: number;
  readonly reason: string;
  readonly untilMonoMs: number;
}

/** Everything but the time that a program follows from. */
export interface PlannedFor {
  readonly manifest: Manifest | null;
  readonly lastGood: Manifest | null;
  readonly showable: Showable;
  readonly stageLife: string | null;
  readonly fromMs: number;
}

/** What is planned, what was handed to the stage, and what the presenter says is on the glass. */
export interface PlaybackState {
  readonly manifest: Manifest | null;
  /** The manifest before it, for when nothing of it can be shown. */
  readonly lastGood: Manifest | null;
  readonly showable: Showable;
  /** Names the presenter's current life; `null` while there is none. */
  readonly stageLife: string | null;
  readonly lifeSeenMonoMs: number;
  /** Frame counter of its last heartbeat. */
  readonly lifeFrames: number | null;
  /** The presenter was reported silent and has not spoken since. */
  readonly silent: boolean;
  /** Slots the stage was given, by key; only these can be reported as shown. */
  readonly handed: ReadonlyMap<string, PlannedSlot>;
  readonly program: readonly PlannedSlot[];
  /** What the program followed from, and since when it holds; `null` before the first. */
  readonly plannedFor: PlannedFor | null;
  readonly open: ReadonlyMap<string, OpenShowing>;
  /** What was last said to be on the glass, and since when nothing is. */
  readonly onGlass: PlannedSlot | null;
  readonly emptySinceMonoMs: number | null;
  readonly failures: ReadonlyMap<string, Failure>;
}

export type PlaybackEvent = {
  readonly monoMs: number;
  readonly wallMs: number;
  /** UTC as well as the agent knows it: what `slotAt` is asked. */
  readonly agentMs: number;
  readonly clock: ClockState;
} & (
  | { readonly type: "tick" }
  | { readonly type: "manifest"; readonly manifest: Manifest | null; readonly lastGood?: Manifest | null }
  | { readonly type: "showable"; readonly showable: Showable }
  | { readonly type: "presenter"; readonly stageLife: string | null }
  | { readonly type: "stage"; readonly message: z.infer<typeof StageToAgent> }
  | { readonly type: "stop" }
);

export type PlaybackEffect =
  | { readonly type: "program"; readonly slots: readonly StageSlot[] }
  | { readonly type: "log"; readonly event: OutboxEvent }
  | { readonly type: "on-glass"; readonly slot: PlannedSlot | null }
  | { readonly type: "item-failed"; readonly airingSha256: string; readonly reason: string }
  | { readonly type: "stage-silent" }
  | { readonly type: "wake"; readonly delayMs: number };

export interface PlaybackStep {
  readonly state: PlaybackState;
  readonly effects: readonly PlaybackEffect[];
}
