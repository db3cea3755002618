import type { PlayerState, StateChanges } from "../../../schemas/player-socket.ts";

/** Space on the disk that has moved less than this is as it was. */
const BYTES_STEP = 64 * 1_024 * 1_024;
/** Less than this between the two clocks is reading them one after the other. */
const CLOCK_STEP_MS = 1_000;

/**
 * What a heartbeat says of `now` to a server that knows `told`: only what differs, because it is said thousands of times
 * a day. `monoMs` goes beside it; `wallMs` only when the machine's clock was moved against it.
 */
export function stateChanges(told: PlayerState, now: PlayerState): StateChanges {
  const differing = Object.entries(now).filter(([key, value]) => {
    const before = told[key as keyof PlayerState];
    if (key === "monoMs") return false;
    if (key === "wallMs") return Math.abs(now.wallMs - told.wallMs - (now.monoMs - told.monoMs)) >= CLOCK_STEP_MS;
    if (key === "storeBytes" || key === "freeBytes") return Math.abs(Number(value) - Number(before)) >= BYTES_STEP;
    return JSON.stringify(value) !== JSON.stringify(before);
  });
  return Object.fromEntries(differing);
}

/** What the server knows after hearing `changes`. */
export function toldAfter(told: PlayerState, changes: StateChanges): PlayerState {
  const known = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...told, ...Object.fromEntries(known) };
}
