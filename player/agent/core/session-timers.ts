import { HEARTBEAT_MS, HELLO_DEADLINE_MS, POLL_JITTER_MS, POLL_MS } from "../../../schemas/player-socket.ts";
import type { SessionEffect, SessionEvent, SessionState } from "./session-events.ts";
import { probeDelayMs } from "./transport.ts";

const FIRST_PROBE_MS = 5_000;

const QUICK_HEARTBEAT_MS = 10_000;
/** A socket that has said nothing for a heartbeat and this is dead, whatever TCP believes. */
const SILENCE_MS = HEARTBEAT_MS + HELLO_DEADLINE_MS;
const POLL_SILENCE_MS = POLL_MS + POLL_JITTER_MS + 3 * HELLO_DEADLINE_MS;

/**
 * The first try of a socket beside the polls: where only the server was away for a while, nobody stays with polls, which
 * hear of a withdrawal a minute later.
 */
export function probeSoon(generation: number, random: number): SessionEffect {
  return { type: "set-timer", generation, name: "probe", delayMs: Math.round(FIRST_PROBE_MS * (0.2 + random)) };
}

/** The next try of a socket beside the polls. */
export function probeLater(generation: number, random: number): SessionEffect {
  return { type: "set-timer", generation, name: "probe", delayMs: probeDelayMs(random) };
}

/** Until when the server must have said something; `extraMs` on top where it cannot be heard for a while. */
export function silenceTimer({ generation, transport }: SessionState, extraMs = 0): SessionEffect {
  const delayMs = (transport === "poll" ? POLL_SILENCE_MS : SILENCE_MS) + extraMs;
  return { type: "set-timer", generation, name: "silence", delayMs };
}

/** A heartbeat now, and the timer for the next. */
export function beat(state: SessionState, { monoMs, random }: SessionEvent): SessionEffect[] {
  const { generation } = state;
  const isQuick = monoMs < state.quickUntilMonoMs;
  const pollMs = Math.round(POLL_MS + POLL_JITTER_MS * (2 * random - 1));
  const delayMs = state.transport === "poll" ? pollMs : isQuick ? QUICK_HEARTBEAT_MS : HEARTBEAT_MS;
  return [
    { type: "send-heartbeat", generation },
    { type: "set-timer", generation, name: "heartbeat", delayMs },
  ];
}

/** The next heartbeat soon, after a push. */
export function quickBeat(generation: number): SessionEffect {
  return { type: "set-timer", generation, name: "heartbeat", delayMs: QUICK_HEARTBEAT_MS };
}
