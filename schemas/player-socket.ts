import * as z from "zod";
import { CommandResult, MAX_COMMANDS_TOLD } from "./commands.ts";
import { Envelope } from "./envelope.ts";
import { ClockAnchor, ClockState, LedgerMark, PanelState, PlayBatch, PlayKey } from "./play-record.ts";
import { EpochMs, Sha256 } from "./primitives.ts";

/** Bytes of one frame: before the player has proven who it is, and after. */
export const MAX_FRAME_BEFORE_HELLO_BYTES = 4_096;
export const MAX_FRAME_BYTES = 320 * 1_024;

export const HEARTBEAT_MS = 30_000;
/** Between two polls, give or take `POLL_JITTER_MS`, where no WebSocket gets through. */
export const POLL_MS = 60_000;
export const POLL_JITTER_MS = 15_000;
/** A heartbeat's answer carries a status when something in it changed, and this long after the last one anyway. */
export const STATUS_AGAIN_MS = 10 * 60_000;
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

/** What stood between a player and its server before it reached it this time. */
export const LinkTrouble = z.enum(["captive-portal", "untrusted-server", "proxy-refused", "unreachable"]);
export type LinkTrouble = z.infer<typeof LinkTrouble>;

/** State a player tells in every hello; the server keeps the newest, brought up to date by every heartbeat. */
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
  /** What the watchdog had to do since the agent started, and what it still lets be shown. */
  watchdog: z
    .strictObject({
      reloads: z.int().min(0),
      kills: z.int().min(0),
      restarts: z.int().min(0),
      /** Renderers replaced as planned. */
      recycles: z.int().min(0),
      mode: z.enum(["all", "images", "slate"]),
    })
    .optional(),
  /** What became of the newest commands. */
  commandResults: z.array(CommandResult).max(MAX_COMMANDS_TOLD).optional(),
  /** Whether the panel is known to be lit; unknown when left out. */
  panel: PanelState.optional(),
  /** How it is connected now, and what kept it from it before. */
  link: z.strictObject({ transport: z.enum(["socket", "poll"]), trouble: LinkTrouble.nullable() }).optional(),
});
export type PlayerState = z.infer<typeof PlayerState>;

export const Hello = z.strictObject({
  type: z.literal("hello"),
  answer: Envelope,
  state: PlayerState,
});

/** Up to where a backup of the server that was read again holds the player's log; left out before the first. */
const BackedUp = PlayKey.optional();

/** Everything a player must know after any (re)connect; nothing depends on messages before it. */
export const Welcome = z.strictObject({
  type: z.literal("welcome"),
  status: Envelope,
  mark: LedgerMark,
  backedUp: BackedUp,
  /** The player's next boot must be above this. */
  highestBoot: z.int().min(0),
  serverTimeMs: EpochMs,
  /** Bearer token for manifest and media over HTTP; dies with the connection. */
  sessionToken: z.string().min(20).max(100),
});

/** The fields of a player's state that are not as it told them last on this connection. */
export const StateChanges = PlayerState.partial();
export type StateChanges = z.infer<typeof StateChanges>;

export const Heartbeat = z.strictObject({
  type: z.literal("heartbeat"),
  /** Also the state's `monoMs`. */
  sentMonoMs: z.int().min(0),
  state: StateChanges,
  /** Anchors learned since the last heartbeat; none when left out. */
  anchors: z.array(ClockAnchor).max(8).optional(),
});

/**
 * Answer to a heartbeat: the two server stamps for the clock offset, and a status unless the one this connection last
 * carried still says the same and is younger than `STATUS_AGAIN_MS`.
 */
export const HeartbeatAnswer = z.strictObject({
  type: z.literal("heartbeat-answer"),
  echoedMonoMs: z.int().min(0),
  receivedAtMs: EpochMs,
  sentAtMs: EpochMs,
  status: Envelope.optional(),
  /** With a status. */
  backedUp: BackedUp,
});

export const BatchMessage = z.strictObject({ type: z.literal("batch"), batch: PlayBatch });

/** Sent only after the commit; `stored` is false when the batch did not continue the mark. */
export const Acknowledge = z.strictObject({
  type: z.literal("acknowledge"),
  stored: z.boolean(),
  mark: LedgerMark,
});

/**
 * A hint that the status changed; safe to lose, safe to repeat. The list of withdrawals it names may come with it: what
 * must leave a thousand screens within seconds is not asked for by each of them.
 */
export const StatusPush = z.strictObject({
  type: z.literal("status"),
  status: Envelope,
  withdrawals: Envelope.optional(),
});

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

/** Most messages one answer to a poll carries. */
export const MAX_POLL_MESSAGES = 64;

/**
 * Answer to each POST of a polling player: what the server would have sent on a socket since the last one, in order.
 * The first POST has no body and opens a session; `session` is its bearer token from then on.
 */
export const PollAnswer = z.strictObject({
  session: z.string().min(20).max(100).optional(),
  messages: z.array(ServerMessage).max(MAX_POLL_MESSAGES),
});
export type PollAnswer = z.infer<typeof PollAnswer>;
