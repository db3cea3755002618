import type { z } from "zod";
import type { LedgerMark } from "../../../schemas/play-record.ts";
import {
  BATCH_DEADLINE_MS,
  HEARTBEAT_MS,
  HELLO_DEADLINE_MS,
  type ServerMessage,
} from "../../../schemas/player-socket.ts";
import { backoffDelayMs } from "./backoff.ts";
import type { SessionEffect, SessionEvent, SessionState, SessionStep } from "./session-events.ts";

const QUICK_HEARTBEAT_MS = 10_000;
const QUICK_FOR_MS = 120_000;
/** A socket that has said nothing for a heartbeat and this is dead, whatever TCP believes. */
const SILENCE_MS = HEARTBEAT_MS + HELLO_DEADLINE_MS;
/** A refusal is answered with the longest backoff: asking again soon will not change it. */
const REFUSED_ATTEMPT = 9;

export const FIRST_SESSION: SessionState = {
  phase: "idle",
  generation: 0,
  attempt: 0,
  mark: null,
  batch: "none",
  moreWaiting: false,
  stuck: false,
  refusedAfter: null,
  quickUntilMonoMs: 0,
};

/**
 * Moves the connection on by one event. No batch is ever sent before the welcome of the same connection, at most one is
 * in flight, and each begins at the mark the server told in this connection: a server restored from a backup gets again
 * what it lost.
 */
export function stepSession(state: SessionState, event: SessionEvent): SessionStep {
  if (state.phase === "stopped") return { state, effects: [] };
  if ("generation" in event && event.generation !== state.generation) return { state, effects: [] };
  switch (event.type) {
    case "start":
      return state.phase === "idle" ? connect(state) : { state, effects: [] };
    case "stop":
      return {
        state: { ...state, phase: "stopped" },
        effects: [{ type: "disconnect", generation: state.generation }],
      };
    case "closed":
      return isConnected(state) ? retire(state, event, "closed") : { state, effects: [] };
    case "malformed":
      return isConnected(state) ? retire(state, event, "malformed") : { state, effects: [] };
    case "timer":
      return onTimer(state, event);
    case "message":
      return onMessage(state, event, event.message);
    case "hello-ready":
      return state.phase === "greeting"
        ? { state, effects: [{ type: "send-hello", generation: state.generation, hello: event.hello }] }
        : { state, effects: [] };
    case "batch-ready":
      return onBatchReady(state, event);
    case "state-changed":
      return state.phase === "live" ? { state, effects: beat(state, event.monoMs) } : { state, effects: [] };
    case "records-waiting":
      return state.batch === "none" ? prepareBatch(state) : { state: { ...state, moreWaiting: true }, effects: [] };
  }
}

function isConnected(state: SessionState): boolean {
  return state.phase === "connecting" || state.phase === "greeting" || state.phase === "live";
}

function connect(state: SessionState): SessionStep {
  const generation = state.generation + 1;
  return {
    state: { ...state, phase: "connecting", generation, mark: null, batch: "none", moreWaiting: false, stuck: false },
    effects: [
      { type: "connect", generation },
      { type: "set-timer", generation, name: "hello-deadline", delayMs: HELLO_DEADLINE_MS },
    ],
  };
}

/** Gives the connection up and plans the next try. */
function retire(state: SessionState, event: SessionEvent, reason: string): SessionStep {
  const { generation } = state;
  const delayMs = backoffDelayMs(state.attempt, event.random);
  return {
    state: { ...state, phase: "waiting", attempt: state.attempt + 1, mark: null, batch: "none", moreWaiting: false },
    effects: [
      { type: "disconnect", generation },
      { type: "cancel-timer", name: "hello-deadline" },
      { type: "cancel-timer", name: "heartbeat" },
      { type: "cancel-timer", name: "silence" },
      { type: "cancel-timer", name: "batch-deadline" },
      { type: "offline", reason },
      { type: "set-timer", generation, name: "reconnect", delayMs },
    ],
  };
}

function onTimer(state: SessionState, event: SessionEvent & { type: "timer" }): SessionStep {
  switch (event.name) {
    case "reconnect":
      return state.phase === "waiting" ? connect(state) : { state, effects: [] };
    case "hello-deadline":
      return state.phase === "connecting" || state.phase === "greeting"
        ? retire(state, event, "no welcome in time")
        : { state, effects: [] };
    case "silence":
      return state.phase === "live" ? retire(state, event, "silent") : { state, effects: [] };
    case "batch-deadline":
      return state.batch === "in-flight" ? retire(state, event, "no acknowledgement in time") : { state, effects: [] };
    case "heartbeat":
      return state.phase === "live" ? { state, effects: beat(state, event.monoMs) } : { state, effects: [] };
  }
}

function beat(state: SessionState, monoMs: number): SessionEffect[] {
  const { generation } = state;
  const delayMs = monoMs < state.quickUntilMonoMs ? QUICK_HEARTBEAT_MS : HEARTBEAT_MS;
  return [
    { type: "send-heartbeat", generation },
    { type: "set-timer", generation, name: "heartbeat", delayMs },
  ];
}

function quickBeat(generation: number): SessionEffect {
  return { type: "set-timer", generation, name: "heartbeat", delayMs: QUICK_HEARTBEAT_MS };
}

function onMessage(state: SessionState, event: SessionEvent, message: z.infer<typeof ServerMessage>): SessionStep {
  const { generation } = state;
  if (message.type === "refusal" && isConnected(state)) {
    // A log that cannot go on must not keep this player from hearing of a withdrawal: it connects again, and sends nothing.
    const isOfBatch = message.reason === "chain-broken" && state.mark !== null;
    const refused = isOfBatch ? { ...state, refusedAfter: state.mark } : { ...state, attempt: REFUSED_ATTEMPT };
    const step = retire(refused, event, `refused: ${message.reason}`);
    return { ...step, effects: [...step.effects, { type: "refused", reason: message.reason }] };
  }
  if (message.type === "challenge") {
    if (state.phase !== "connecting") return outOfTurn(state, event, message.type);
    const { nonce, serverName } = message;
    return {
      state: { ...state, phase: "greeting" },
      effects: [{ type: "make-hello", generation, nonce, serverName }],
    };
  }
  if (message.type === "welcome") {
    return state.phase === "greeting" ? welcome(state, event, message) : outOfTurn(state, event, message.type);
  }
  if (state.phase !== "live") return outOfTurn(state, event, message.type);
  const heard: SessionEffect = { type: "set-timer", generation, name: "silence", delayMs: SILENCE_MS };
  const step = onLiveMessage(state, event, message);
  return step.state.phase === "live" ? { ...step, effects: [heard, ...step.effects] } : step;
}

function outOfTurn(state: SessionState, event: SessionEvent, what: string): SessionStep {
  return isConnected(state) ? retire(state, event, `${what} out of turn`) : { state, effects: [] };
}

function welcome(
  state: SessionState,
  event: SessionEvent,
  message: z.infer<typeof ServerMessage> & { type: "welcome" },
): SessionStep {
  const { generation } = state;
  const { sessionToken, highestBoot, mark } = message;
  const stuck = state.refusedAfter !== null && isSameMark(state.refusedAfter, mark);
  const live: SessionState = {
    ...state,
    phase: "live",
    mark,
    stuck,
    refusedAfter: stuck ? state.refusedAfter : null,
    quickUntilMonoMs: event.monoMs + QUICK_FOR_MS,
  };
  const sending = prepareBatch(live);
  return {
    state: sending.state,
    effects: [
      { type: "cancel-timer", name: "hello-deadline" },
      { type: "set-timer", generation, name: "silence", delayMs: SILENCE_MS },
      { type: "welcomed", sessionToken, highestBoot, mark },
      { type: "status", status: message.status },
      ...beat(live, event.monoMs),
      ...sending.effects,
    ],
  };
}

function onLiveMessage(state: SessionState, event: SessionEvent, message: z.infer<typeof ServerMessage>): SessionStep {
  switch (message.type) {
    case "heartbeat-answer":
      return {
        state: { ...state, attempt: 0 },
        effects: [
          {
            type: "round-trip",
            sentMonoMs: message.echoedMonoMs,
            receivedMonoMs: event.monoMs,
            serverReceivedAtMs: message.receivedAtMs,
            serverSentAtMs: message.sentAtMs,
          },
          { type: "status", status: message.status },
        ],
      };
    case "status":
      return {
        state: { ...state, quickUntilMonoMs: event.monoMs + QUICK_FOR_MS },
        effects: [
          { type: "status", status: message.status },
          // Only when not quick already: pushes in a row must not put the heartbeat off for ever.
          ...(event.monoMs < state.quickUntilMonoMs ? [] : [quickBeat(state.generation)]),
        ],
      };
    case "acknowledge":
      return onAcknowledge(state, message.stored, message.mark);
    default:
      return { state, effects: [] };
  }
}

function onAcknowledge(state: SessionState, stored: boolean, mark: LedgerMark): SessionStep {
  if (state.batch !== "in-flight") return { state, effects: [] };
  // Not stored although we began where the server says it stands: what follows the mark is no longer held here.
  const stuck = !stored && state.mark !== null && isSameMark(state.mark, mark);
  const freed: SessionState = { ...state, mark, batch: "none", moreWaiting: false, stuck };
  const next = prepareBatch(freed);
  return {
    state: next.state,
    effects: [{ type: "cancel-timer", name: "batch-deadline" }, { type: "mark-moved", mark }, ...next.effects],
  };
}

function isSameMark(one: LedgerMark, other: LedgerMark): boolean {
  return one.boot === other.boot && one.seq === other.seq;
}

function prepareBatch(state: SessionState): SessionStep {
  if (state.phase !== "live" || state.mark === null || state.batch !== "none" || state.stuck) {
    return { state, effects: [] };
  }
  return {
    state: { ...state, batch: "preparing", moreWaiting: false },
    effects: [{ type: "prepare-batch", generation: state.generation, after: state.mark }],
  };
}

function onBatchReady(state: SessionState, event: SessionEvent & { type: "batch-ready" }): SessionStep {
  if (state.phase !== "live" || state.batch !== "preparing") return { state, effects: [] };
  const { generation } = state;
  if (event.batch === null) {
    const idle: SessionState = { ...state, batch: "none" };
    return state.moreWaiting ? prepareBatch(idle) : { state: idle, effects: [] };
  }
  return {
    state: { ...state, batch: "in-flight" },
    effects: [
      { type: "send-batch", generation, batch: event.batch },
      { type: "set-timer", generation, name: "batch-deadline", delayMs: BATCH_DEADLINE_MS },
    ],
  };
}
