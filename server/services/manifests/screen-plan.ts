import type { Manifest } from "../../../schemas/manifest.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import type { ShareLimit } from "../../../schemas/rules/share-airtime.ts";
import type { ScheduleLayer } from "../../../schemas/schedule.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { CompileScreen } from "./compile-input.ts";

/** How a piece of the plan ends on the glass. */
export type BoundKind =
  /** The item on the glass plays to its end, and the next piece starts then. */
  | "soft"
  /** To the millisecond; the item on the glass is cut. */
  | "exact";

/** An entry that is on the air in a piece, with what it asked for and what it has. */
export interface PlannedShare {
  readonly entryId: string;
  readonly layer: ScheduleLayer;
  /** Its own claim, a number of showings turned into airtime; null for base, takeover and override. */
  readonly claimedPpm: number | null;
  /** What it was given before the loop was built. */
  readonly wantedPpm: number;
  /** What it has in the finished loop. */
  readonly heldPpm: number;
  /** Least number of starts in any hour of the loop. */
  readonly leastStartsPerHour: number;
  /** Why it was given something other than its claim or its part. */
  readonly limit: ShareLimit | null;
  /** Its valid items in this piece, by airing. */
  readonly airingSha256s: readonly string[];
}

/** Why an entry that reaches the screen is not on the air. */
export type LossReason =
  /** `byEntryId` has the glass alone. */
  | { readonly kind: "covered"; readonly byEntryId: string; readonly byLayer: ScheduleLayer }
  /** Its dates lie elsewhere. */
  | { readonly kind: "not-begun"; readonly fromDate: string }
  | { readonly kind: "ended"; readonly untilDate: string }
  /** Within its dates, but its recurrence, hours or exceptions leave it shut. */
  | { readonly kind: "not-open" }
  /** A section: it waits for its next time, if it has one in this plan. */
  | { readonly kind: "waits"; readonly nextAtMs: number | null }
  /** Open, but it has no item that may be shown here now. */
  | { readonly kind: "nothing-valid" }
  /** Open, but all its items are too long beside a locked share, or its share leaves it no showing. */
  | { readonly kind: "does-not-fit" };

export interface PlannedLoser {
  readonly entryId: string;
  readonly layer: ScheduleLayer;
  readonly reason: LossReason;
}

/** A stretch in which one loop, or one section, plays. */
export interface PlannedPiece {
  /** As the schedule has it. */
  readonly fromMs: number;
  readonly toMs: number;
  /** As it is on the glass: later by the rest of an item where the bound is soft. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly startBound: BoundKind;
  readonly endBound: BoundKind;
  /** The layer that has the glass. */
  readonly layer: ScheduleLayer | "fallback" | "slate";
  /** The pinned section that plays, and when it was due; locked shares keep theirs within it. */
  readonly section: { readonly entryId: string; readonly dueAtMs: number } | null;
  /** On the air, by share; empty where the fallback plays. */
  readonly shares: readonly PlannedShare[];
  /** All other entries that reach the screen. */
  readonly losers: readonly PlannedLoser[];
  /** Its certificate is measured on the finished loop; of length 0 for the slate. */
  readonly loop: BuiltLoop;
  /** Where the loop stands at `startsAtMs`. */
  readonly phaseMs: number;
}

/** What one screen shows, why, and what stands against it: the compiler's own reasoning, for any instant of its days. */
export interface ScreenPlan {
  readonly screen: CompileScreen;
  /** Revision 1; what `compileManifest` gives for the same input. */
  readonly manifest: Manifest;
  readonly problems: readonly ScheduleProblem[];
  /** First and last instant (exclusive) for which pieces are known. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** The piece on the glass at an instant; `undefined` outside `[fromMs, untilMs)`. */
  pieceAt(atMs: number): PlannedPiece | undefined;
  /** The pieces on the glass in a span, in order, without gap. */
  piecesBetween(fromMs: number, toMs: number): PlannedPiece[];
}
