import type { z } from "zod";
import type { HeardBatch } from "../../schemas/play-record-scanner.ts";
import {
  HEARTBEAT_MS,
  HELLO_DEADLINE_MS,
  type Heartbeat,
  type Hello,
  MAX_FRAME_BEFORE_HELLO_BYTES,
  type Refusal,
} from "../../schemas/player-socket.ts";
import type { HeardMessage } from "./read-message.ts";

/** Two missed heartbeats and a half: nothing said for so long means that nobody is there. */
export const SILENCE_MS = 2.5 * HEARTBEAT_MS;
/** A heartbeat that is this late is asked after. */
const PING_AFTER_MS = HEARTBEAT_MS + 5_000;
/** Messages a player may send at once; batches are bounded by one being in flight. */
const BUCKET_SIZE = 30;
const BUCKET_REFILL_MS = 1_000;

export type RefusalReason = z.infer<typeof Refusal>["reason"];

/** One connection of one player. */
export type GatewayState =
  | { readonly phase: "awaiting-hello"; readonly openedAtMs: number; readonly silenceMs: number }
  | {
      readonly phase: "checking";
      readonly openedAtMs: number;
      readonly silenceMs: number;
      readonly statusChanged: boolean;
    }
  | {
      readonly phase: "open";
      readonly silenceMs: number;
      readonly heardAtMs: number;
      readonly pingedAtMs: number;
      readonly tokens: number;
      readonly refilledAtMs: number;
      readonly batchInFlight: boolean;
    }
  | { readonly phase: "closed" };

export type GatewayEvent =
  /** `silenceMs`: how long this kind of line may be silent; that of a socket when left out. */
  | { readonly type: "opened"; readonly atMs: number; readonly silenceMs?: number }
  /** `message` is undefined when the frame held nothing that a player says. */
  | {
      readonly type: "frame";
      readonly atMs: number;
      readonly sizeBytes: number;
      readonly message: HeardMessage | undefined;
    }
  | { readonly type: "pong"; readonly atMs: number }
  | { readonly type: "tick"; readonly atMs: number }
  | { readonly type: "admitted"; readonly atMs: number }
  | { readonly type: "turned-away"; readonly reason: RefusalReason }
  | { readonly type: "batch-stored" }
  | { readonly type: "batch-refused"; readonly reason: "bad-signature" | "chain-broken" }
  | { readonly type: "batch-failed" }
  | { readonly type: "status-changed" }
  | { readonly type: "revoked" }
  /** Another connection of the same player was admitted: the newer wins. */
  | { readonly type: "superseded" }
  | { readonly type: "gone" };

export type GatewayEffect =
  | { readonly type: "send-challenge" }
  | { readonly type: "check-hello"; readonly hello: z.infer<typeof Hello> }
  /** Welcome the player and let its bearer token count. */
  | { readonly type: "welcome" }
  | { readonly type: "take-heartbeat"; readonly heartbeat: z.infer<typeof Heartbeat>; readonly receivedAtMs: number }
  | { readonly type: "ingest"; readonly batch: HeardBatch }
  | { readonly type: "acknowledge" }
  | { readonly type: "push-status" }
  | { readonly type: "ping" }
  | { readonly type: "refuse"; readonly reason: RefusalReason }
  /** Cut the connection; what was sent before still goes out. */
  | { readonly type: "close"; readonly why: string };

export interface GatewayStep {
  readonly state: GatewayState;
  readonly effects: readonly GatewayEffect[];
}

export const FIRST_STATE: GatewayState = { phase: "closed" };

/**
 * Moves one connection on by one event. Nothing of a player is believed before its hello is checked; after it one batch
 * may be in flight; whoever is silent, too loud or speaks out of turn is cut. Never throws.
 */
export function stepGateway(state: GatewayState, event: GatewayEvent): GatewayStep {
  if (event.type === "opened") {
    const { atMs: openedAtMs, silenceMs = SILENCE_MS } = event;
    return { state: { phase: "awaiting-hello", openedAtMs, silenceMs }, effects: [{ type: "send-challenge" }] };
  }
  if (state.phase === "closed" || event.type === "gone") return { state: { phase: "closed" }, effects: [] };
  if (event.type === "revoked") return refuse("revoked");
  if (event.type === "superseded") return close("superseded");
  if (event.type === "turned-away") return refuse(event.reason);
  return state.phase === "open" ? stepOpen(state, event) : stepBefore(state, event);
}

type Open = Extract<GatewayState, { phase: "open" }>;
type Before = Extract<GatewayState, { phase: "awaiting-hello" | "checking" }>;

function stepBefore(state: Before, event: GatewayEvent): GatewayStep {
  switch (event.type) {
    case "frame": {
      if (event.message?.type !== "hello" || state.phase !== "awaiting-hello") return refuse("malformed");
      if (event.sizeBytes > MAX_FRAME_BEFORE_HELLO_BYTES) return refuse("malformed");
      return {
        state: { ...state, phase: "checking", statusChanged: false },
        effects: [{ type: "check-hello", hello: event.message }],
      };
    }
    case "tick":
      return event.atMs - state.openedAtMs >= HELLO_DEADLINE_MS ? refuse("deadline") : stay(state);
    case "status-changed":
      return stay(state.phase === "checking" ? { ...state, statusChanged: true } : state);
    case "admitted":
      return state.phase === "checking" ? admit(state, event.atMs) : close("admitted out of turn");
    default:
      return stay(state);
  }
}

function admit({ silenceMs, statusChanged }: Before & { phase: "checking" }, atMs: number): GatewayStep {
  return {
    state: {
      phase: "open",
      silenceMs,
      heardAtMs: atMs,
      pingedAtMs: atMs,
      tokens: BUCKET_SIZE,
      refilledAtMs: atMs,
      batchInFlight: false,
    },
    effects: [{ type: "welcome" }, ...(statusChanged ? [{ type: "push-status" as const }] : [])],
  };
}

function stepOpen(state: Open, event: GatewayEvent): GatewayStep {
  switch (event.type) {
    case "frame":
      return onFrame(state, event);
    case "pong":
      return stay({ ...state, heardAtMs: event.atMs });
    case "tick":
      if (event.atMs - state.heardAtMs >= state.silenceMs) return close("silent");
      // Who speaks in time need not be asked whether it is there.
      return event.atMs - Math.max(state.pingedAtMs, state.heardAtMs) < PING_AFTER_MS
        ? stay(state)
        : { state: { ...state, pingedAtMs: event.atMs }, effects: [{ type: "ping" }] };
    case "batch-stored":
      return { state: { ...state, batchInFlight: false }, effects: [{ type: "acknowledge" }] };
    case "batch-refused":
      return refuse(event.reason);
    case "batch-failed":
      return close("batch not stored");
    case "status-changed":
      return { state, effects: [{ type: "push-status" }] };
    default:
      return stay(state);
  }
}

function onFrame(state: Open, event: Extract<GatewayEvent, { type: "frame" }>): GatewayStep {
  const { atMs, message } = event;
  if (message === undefined || message.type === "hello") return refuse("malformed");
  const heard: Open = { ...state, heardAtMs: atMs };
  if (message.type === "batch") {
    if (state.batchInFlight) return refuse("malformed");
    return { state: { ...heard, batchInFlight: true }, effects: [{ type: "ingest", batch: message.batch }] };
  }
  const filled = Math.min(BUCKET_SIZE, state.tokens + Math.floor((atMs - state.refilledAtMs) / BUCKET_REFILL_MS));
  if (filled < 1) return close("too many messages");
  const refilledAtMs = filled > state.tokens || filled === BUCKET_SIZE ? atMs : state.refilledAtMs;
  return {
    state: { ...heard, tokens: filled - 1, refilledAtMs },
    effects: [{ type: "take-heartbeat", heartbeat: message, receivedAtMs: atMs }],
  };
}

function stay(state: GatewayState): GatewayStep {
  return { state, effects: [] };
}

function refuse(reason: RefusalReason): GatewayStep {
  return {
    state: { phase: "closed" },
    effects: [
      { type: "refuse", reason },
      { type: "close", why: reason },
    ],
  };
}

function close(why: string): GatewayStep {
  return { state: { phase: "closed" }, effects: [{ type: "close", why }] };
}
