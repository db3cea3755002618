import type { z } from "zod";
import { HELLO_DEADLINE_MS, type ServerMessage, STATUS_AGAIN_MS } from "../../../schemas/player-socket.ts";
import { backoffDelayMs } from "./backoff.ts";
import { isSameMark, onAcknowledge, onBatchReady, prepareBatch } from "./session-batch.ts";
import type { SessionEffect, SessionEvent, SessionState, SessionStep, TimerName } from "./session-events.ts";
import { beat, probeLater, probeSoon, quickBeat, silenceTimer } from "./session-timers.ts";
import { nextTransport, SOCKET_TRIES } from "./transport.ts";

const QUICK_FOR_MS = 120_000;
/** Each step towards the welcome is a request of its own. */
const POLL_HELLO_DEADLINE_MS = 3 * HELLO_DEADLINE_MS;
/** A connection on which no status comes for so long is not one to be trusted with freshness. */
const STATUS_OVERDUE_MS = 1.5 * STATUS_AGAIN_MS;
const CONNECTION_TIMERS: readonly TimerName[] = ["hello-deadline", "heartbeat", "silence", "batch-deadline", "probe"];
/** A refusal is answered with the longest backoff: asking again soon will not change it. */
const REFUSED_ATTEMPT = 9;

export const FIRST_SESSION: SessionState = {
  phase: "idle",
  generation: 0,
  attempt: 0,
  mark: null,
  backedUp: null,
  batch: "none",
  moreWaiting: false,
  stuck: false,
  refusedAfter: null,
  quickUntilMonoMs: 0,
  transport: "socket",
  isProven: false,
  socketFailures: 0,
  pollWorks: false,
  statusMonoMs: 0,
  trouble: null,
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
      return isConnected(state) ? retire(state, event, event.trouble ?? "closed") : { state, effects: [] };
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
      return state.phase === "live" ? { state, effects: beat(state, event) } : { state, effects: [] };
    case "records-waiting": {
      // By polls, records go with the next one: a request for each showing would be a request every few seconds.
      const waits = state.batch !== "none" || state.transport === "poll";
      return waits ? { state: { ...state, moreWaiting: true }, effects: [] } : prepareBatch(state);
    }
    case "socket-answers":
      return moveToSocket(state, event);
  }
}

function isConnected(state: SessionState): boolean {
  return state.phase === "connecting" || state.phase === "greeting" || state.phase === "live";
}

function connect(state: SessionState): SessionStep {
  const generation = state.generation + 1;
  const transport = nextTransport(state);
  const fresh = { mark: null, batch: "none", moreWaiting: false, stuck: false, isProven: false } as const;
  const delayMs = transport === "poll" ? POLL_HELLO_DEADLINE_MS : HELLO_DEADLINE_MS;
  return {
    state: { ...state, ...fresh, phase: "connecting", generation, transport },
    effects: [
      { type: "connect", generation, transport },
      { type: "set-timer", generation, name: "hello-deadline", delayMs },
    ],
  };
}

/** Gives the connection up and plans the next try. */
function retire(state: SessionState, event: SessionEvent, reason: string): SessionStep {
  const { generation, isProven, transport } = state;
  const delayMs = backoffDelayMs(state.attempt, event.random);
  const said = event.type === "closed" ? event.trouble : undefined;
  const met = said ?? (isProven ? null : "unreachable");
  // A line that is merely cut says less than what was met on it before: that is still what a person should look for.
  const trouble = met === "unreachable" ? (state.trouble ?? met) : met;
  const failed = isProven ? 0 : 1;
  const socketFailures = transport === "socket" ? state.socketFailures + failed : state.socketFailures;
  const pollWorks = transport === "poll" ? isProven : state.pollWorks;
  const kept: SessionState = { ...state, socketFailures, pollWorks, trouble, attempt: state.attempt + 1 };
  return {
    state: { ...kept, phase: "waiting", mark: null, batch: "none", moreWaiting: false },
    effects: [
      { type: "disconnect", generation },
      ...CONNECTION_TIMERS.map((name) => ({ type: "cancel-timer", name }) as const),
      { type: "offline", reason, trouble },
      { type: "set-timer", generation, name: "reconnect", delayMs },
    ],
  };
}

/** Leaves the polls for a socket that answers. A batch under way is sent again after the mark that its welcome tells. */
function moveToSocket(state: SessionState, event: SessionEvent): SessionStep {
  if (state.phase !== "live" || state.transport !== "poll") return { state, effects: [] };
  const left = retire(state, event, "a socket gets through");
  const next = connect({ ...left.state, attempt: 0, socketFailures: SOCKET_TRIES - 1 });
  const isReconnect = (effect: SessionEffect) => effect.type === "set-timer" && effect.name === "reconnect";
  return {
    state: next.state,
    effects: [...left.effects.filter((effect) => !isReconnect(effect)), ...next.effects],
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
    case "heartbeat": {
      if (state.phase !== "live") return { state, effects: [] };
      const sending = state.moreWaiting ? prepareBatch(state) : { state, effects: [] };
      return { state: sending.state, effects: [...beat(state, event), ...sending.effects] };
    }
    case "probe": {
      if (state.phase !== "live" || state.transport !== "poll") return { state, effects: [] };
      const { generation } = state;
      return { state, effects: [{ type: "probe-socket", generation }, probeLater(generation, event.random)] };
    }
  }
}

function onMessage(state: SessionState, event: SessionEvent, message: z.infer<typeof ServerMessage>): SessionStep {
  const { generation } = state;
  if (message.type === "refusal" && isConnected(state)) {
    // A log that cannot go on must not keep this player from hearing of a withdrawal: it connects again, and sends nothing.
    const isOfBatch = message.reason === "chain-broken" && state.mark !== null;
    // A "no" came all the way: the transport is not what is wrong.
    const heard: SessionState = { ...state, isProven: true };
    const refused = isOfBatch ? { ...heard, refusedAfter: state.mark } : { ...heard, attempt: REFUSED_ATTEMPT };
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
  const step = onLiveMessage(state, event, message);
  if (step.state.phase !== "live" || step.state.generation !== generation) return step;
  // A heartbeat behind a batch on a slow line is answered after it.
  const heard = state.batch === "in-flight" && step.state.batch === "in-flight" ? [] : [silenceTimer(state)];
  return { ...step, effects: [...heard, ...step.effects] };
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
  const { sessionToken, highestBoot, mark, backedUp = null } = message;
  const stuck = state.refusedAfter !== null && isSameMark(state.refusedAfter, mark);
  const live: SessionState = {
    ...state,
    phase: "live",
    mark,
    backedUp,
    stuck,
    refusedAfter: stuck ? state.refusedAfter : null,
    quickUntilMonoMs: event.monoMs + QUICK_FOR_MS,
    statusMonoMs: event.monoMs,
  };
  const sending = prepareBatch(live);
  return {
    state: sending.state,
    effects: [
      { type: "cancel-timer", name: "hello-deadline" },
      silenceTimer(live),
      ...(live.transport === "poll" ? [probeSoon(generation, event.random)] : []),
      { type: "welcomed", sessionToken, highestBoot, mark },
      { type: "mark-moved", mark, backedUp },
      { type: "status", status: message.status },
      ...beat(live, event),
      ...sending.effects,
    ],
  };
}

function onLiveMessage(state: SessionState, event: SessionEvent, message: z.infer<typeof ServerMessage>): SessionStep {
  switch (message.type) {
    case "heartbeat-answer":
      return onHeartbeatAnswer(state, event, message);
    case "status":
      return {
        state: { ...state, quickUntilMonoMs: event.monoMs + QUICK_FOR_MS, statusMonoMs: event.monoMs },
        effects: [
          message.withdrawals === undefined
            ? { type: "status", status: message.status }
            : { type: "status", status: message.status, withdrawals: message.withdrawals },
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

function onHeartbeatAnswer(
  state: SessionState,
  event: SessionEvent,
  message: z.infer<typeof ServerMessage> & { type: "heartbeat-answer" },
): SessionStep {
  const { status, backedUp = state.backedUp } = message;
  if (status === undefined && event.monoMs - state.statusMonoMs > STATUS_OVERDUE_MS) {
    return retire(state, event, "no status");
  }
  const proven: SessionState = {
    ...state,
    attempt: 0,
    isProven: true,
    socketFailures: state.transport === "socket" ? 0 : state.socketFailures,
    statusMonoMs: status === undefined ? state.statusMonoMs : event.monoMs,
    backedUp,
  };
  const mark = message.backedUp === undefined ? null : state.mark;
  return {
    state: proven,
    effects: [
      {
        type: "round-trip",
        sentMonoMs: message.echoedMonoMs,
        receivedMonoMs: event.monoMs,
        serverReceivedAtMs: message.receivedAtMs,
        serverSentAtMs: message.sentAtMs,
      },
      ...(status === undefined ? [] : [{ type: "status", status } as const]),
      ...(mark === null ? [] : [{ type: "mark-moved", mark, backedUp } as const]),
    ],
  };
}
