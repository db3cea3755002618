import * as z from "zod";
import { ItemKind } from "./airing-document.ts";
import { Envelope } from "./envelope.ts";
import { DurationMs, EpochMs, LanguageTag, NounId, Sha256 } from "./primitives.ts";

/** A showing counts from this length on. */
export const QUALIFYING_MS = 2_000;

/** A showing that reached this share of its slot is completed. */
export const COMPLETED_PPM = 950_000;

/** How one showing ended. `interrupted` is given by recovery after a crash or power cut. */
export const Outcome = z.enum(["completed", "cut", "interrupted"]);
export type Outcome = z.infer<typeof Outcome>;

/** Whether the panel was known to be lit while the item was on it. */
export const PanelState = z.enum(["on", "off", "unknown"]);
export type PanelState = z.infer<typeof PanelState>;

/** How well the wall clock was known: against a server contact, between two, by itself, or not at all. */
export const ClockState = z.enum(["anchored", "interpolated", "wall-only", "unknown"]);
export type ClockState = z.infer<typeof ClockState>;

/** Key of a play record within a player: gapless per boot, so order and completeness need no clock. */
export const PlayKey = z.strictObject({ boot: z.int().min(0), seq: z.int().min(0) });
export type PlayKey = z.infer<typeof PlayKey>;

/**
 * One closed showing as the player wrote it. Immutable; raw values are never rewritten by the server.
 * Durations come from the monotonic clock; `startedWallMs` is only what the wall clock said.
 */
export const PlayRecord = z.strictObject({
  player: z.int().min(1),
  boot: z.int().min(1),
  /** 1, 2, 3 … per boot, given when the showing is closed. */
  seq: z.int().min(1),
  zone: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  kind: ItemKind,
  airingSha256: Sha256,
  editionVersionId: NounId,
  language: LanguageTag,
  entryId: NounId,
  manifestRevision: z.int().min(1),
  loopId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Position of the slot in its loop. */
  slotIndex: z.int().min(0),
  /** Planned length of this slot, boundaries included. */
  plannedMs: DurationMs,
  shownMs: DurationMs,
  /** Monotonic milliseconds since this boot at the first presented frame. */
  startedMonoMs: DurationMs,
  startedWallMs: z.int(),
  clock: ClockState,
  outcome: Outcome,
  /** The showing began inside its slot, after a restart. */
  joinedLate: z.boolean(),
  panel: PanelState,
  /** SHA-256 of the canonical bytes of the record before; 64 zeros for the first of a player. */
  prevSha256: Sha256,
});
export type PlayRecord = z.infer<typeof PlayRecord>;

/** Why records of a player's log are gone for good. */
export const GapReason = z.enum(["log-refused-writes", "log-full", "log-damaged"]);
export type GapReason = z.infer<typeof GapReason>;

/**
 * Records that were closed and lost, so that the log is still without an unexplained hole: from key `from` to key `to`,
 * both included. The chain goes on over it: it follows `prevSha256`, and the record after it names `headSha256`.
 */
export const PlayGap = z.strictObject({
  from: PlayKey,
  to: PlayKey,
  /**
   * How many. Exact, unless the records on both sides of a restart are gone: then there were at least as many. 0: only
   * the player's own copy was lost, of records at or before the mark, and its log goes on from before them.
   */
  count: z.int().min(0),
  reason: GapReason,
  prevSha256: Sha256,
  headSha256: Sha256,
});
export type PlayGap = z.infer<typeof PlayGap>;

export const MAX_BATCH_GAPS = 20;

/** What the player signs for a batch: the chain's head names every record before it. */
export const PlayBatchHead = z.strictObject({
  type: z.literal("play-batch"),
  player: z.int().min(1),
  /** Key of the record just before the first of this batch; `{boot: 0, seq: 0}` before the first ever. */
  after: PlayKey,
  last: PlayKey,
  headSha256: Sha256,
  /** Holes before or between the records of this batch, in order; each is followed by a record of it. */
  gaps: z.array(PlayGap).max(MAX_BATCH_GAPS).optional(),
});
export type PlayBatchHead = z.infer<typeof PlayBatchHead>;

export const MAX_BATCH_RECORDS = 500;

export const PlayBatch = z.strictObject({
  head: Envelope,
  records: z.array(PlayRecord).min(1).max(MAX_BATCH_RECORDS),
});
export type PlayBatch = z.infer<typeof PlayBatch>;

/** Up to where the server holds the log without a hole: the last key and its record's hash. */
export const LedgerMark = z.strictObject({ boot: z.int().min(0), seq: z.int().min(0), headSha256: Sha256 });
export type LedgerMark = z.infer<typeof LedgerMark>;

/** Monotonic instant of a boot tied to UTC by one server contact. */
export const ClockAnchor = z.strictObject({
  boot: z.int().min(1),
  monoMs: DurationMs,
  utcMs: EpochMs,
  uncertaintyMs: z.int().min(0),
});
export type ClockAnchor = z.infer<typeof ClockAnchor>;
