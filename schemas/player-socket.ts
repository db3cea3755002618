import { z } from "zod";
import { Envelope } from "./envelope.ts";
import { ClockAnchor, ClockState, LedgerMark, PlayBatch, PlayKey } from "./play-record.ts";
import { EpochMs, Sha256 } from "./primitives.ts";

/** Bytes of one frame: before the player has proven who it is, and after. */
export const MAX_FRAME_BEFORE_HELLO_BYTES = 4_096;
export const MAX_FRAME_BYTES = 320 * 1_024;

export const HEARTBEAT_MS = 30_000;
export const HELLO_DEADLINE_MS = 10_000;
export const BATCH_DEADLINE_MS = 30_000;

/** First word of the server. The nonce binds the player's signature to this connection. */
export const Challenge = z.strictObject({
  type: z.literal("challenge"),
  nonce: z.string().min(20).max(64),
  serverEpoch: z.string().min(1).max(64),
  serverName: z.string().max(100),
});

/** Canonical bytes of this, signed by the player's key, prove its identity for one connection. */
export const ChallengeAnswer = z.strictObject({
  type: z.literal("challenge-answer"),
  player: z.int().min(1),
  nonce: z.string().min(20).max(64),
  serverName: z.string().max(100),
});

/** State a player tells in every hello and heartbeat; the server keeps the newest. */
export const PlayerState = z.strictObject({
  boot: z.int().min(1),
  agentVersion: z.string().max(40),
  rootVersion: z.int().min(0),
  withdrawalsVersion: z.int().min(0),
  /** Revision on the glass, which may be older than the one held. */
  playingRevision: z.int().min(0),
  heldRevision: z.int().min(0),
  heldSha256: Sha256.nullable(),
  /** Last closed record. */
  ledgerHead: PlayKey,
  /** Airing document on the glass; `null` while the slate is shown. */
  playing: Sha256.nullable(),
  stageConnected: z.boolean(),
  clock: ClockState,
  wallMs: z.int(),
  monoMs: z.int().min(0),
  storeBytes: z.int().min(0),
  freeBytes: z.int().min(0),
  /** Items of the held manifest that cannot be shown, each with its reason, worst first. */
  troubles: z.array(z.strictObject({ airingSha256: Sha256, reason: z.string().max(60) })).max(20),
});
export type PlayerState = z.infer<typeof PlayerState>;

export const Hello = z.strictObject({
  type: z.literal("hello"),
  answer: Envelope,
  state: PlayerState,
});

/** Everything a player must know after any (re)connect; nothing depends on messages before it. */
export const Welcome = z.strictObject({
  type: z.literal("welcome"),
  status: Envelope,
  mark: LedgerMark,
  /** The player's next boot must be above this. */
  highestBoot: z.int().min(0),
  serverTimeMs: EpochMs,
  /** Bearer token for manifest and media over HTTP; dies with the connection. */
  sessionToken: z.string().min(20).max(100),
});

export const Heartbeat = z.strictObject({
  type: z.literal("heartbeat"),
  sentMonoMs: z.int().min(0),
  state: PlayerState,
  /** Anchors learned since the last heartbeat. */
  anchors: z.array(ClockAnchor).max(8),
});

/** Answer to a heartbeat: fresh status and the two server stamps for the clock offset. */
export const HeartbeatAnswer = z.strictObject({
  type: z.literal("heartbeat-answer"),
  echoedMonoMs: z.int().min(0),
  receivedAtMs: EpochMs,
  sentAtMs: EpochMs,
  status: Envelope,
});

export const BatchMessage = z.strictObject({ type: z.literal("batch"), batch: PlayBatch });

/** Sent only after the commit; `stored` is false when the batch did not continue the mark. */
export const Acknowledge = z.strictObject({
  type: z.literal("acknowledge"),
  stored: z.boolean(),
  mark: LedgerMark,
});

/** A hint that the status changed; safe to lose, safe to repeat. */
export const StatusPush = z.strictObject({ type: z.literal("status"), status: Envelope });

/** The server will not go on with this player; the reason is a code for its log. */
export const Refusal = z.strictObject({
  type: z.literal("refusal"),
  reason: z.enum(["unknown-player", "bad-signature", "revoked", "deadline", "malformed", "chain-broken"]),
});

export const PlayerMessage = z.discriminatedUnion("type", [Hello, Heartbeat, BatchMessage]);
export type PlayerMessage = z.infer<typeof PlayerMessage>;

export const ServerMessage = z.discriminatedUnion("type", [
  Challenge,
  Welcome,
  HeartbeatAnswer,
  Acknowledge,
  StatusPush,
  Refusal,
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
