import type { SessionState, Transport } from "./session-events.ts";

/** Sockets that must fail in a row before polls are tried. */
export const SOCKET_TRIES = 3;
const PROBE_MS = 10 * 60_000;

/**
 * How to try to reach the server next: by a socket, until three in a row got nowhere; from then on by polls for as long
 * as they work, else by turns. A poll that works is the proof that plain HTTP answers where a WebSocket does not.
 */
export function nextTransport(state: Pick<SessionState, "socketFailures" | "transport" | "pollWorks">): Transport {
  if (state.socketFailures < SOCKET_TRIES) return "socket";
  return state.transport === "poll" && !state.pollWorks ? "socket" : "poll";
}

/** When a player that polls tries a socket again: every ten minutes, give or take a quarter. */
export function probeDelayMs(random: number): number {
  return Math.round(PROBE_MS * (0.75 + random / 2));
}
