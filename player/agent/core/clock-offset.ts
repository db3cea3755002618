import type { ClockAnchor } from "../../../schemas/play-record.ts";

const WINDOW = 8;

/** The last exchanges with the server, newest last. */
export interface ClockOffset {
  readonly window: readonly ClockAnchor[];
  /** Best anchor of the window: the one with the shortest round trip. */
  readonly best: ClockAnchor | null;
}

export const NO_CONTACT: ClockOffset = { window: [], best: null };

/** Four stamps of one exchange; the outer two on this boot's monotonic clock, the inner two on the server's. */
export interface RoundTrip {
  readonly sentMonoMs: number;
  readonly receivedMonoMs: number;
  readonly serverReceivedAtMs: number;
  readonly serverSentAtMs: number;
}

/**
 * Adds one exchange and says which anchor is now the best of the last eight: the shortest round trip bounds the error
 * best. An exchange whose stamps contradict each other changes nothing.
 */
export function addRoundTrip(offset: ClockOffset, boot: number, trip: RoundTrip): ClockOffset {
  const serverMs = trip.serverSentAtMs - trip.serverReceivedAtMs;
  const roundTripMs = trip.receivedMonoMs - trip.sentMonoMs - serverMs;
  if (serverMs < 0 || roundTripMs < 0) return offset;
  const anchor: ClockAnchor = {
    boot,
    monoMs: trip.receivedMonoMs,
    utcMs: trip.serverSentAtMs + Math.round(roundTripMs / 2),
    uncertaintyMs: Math.ceil(roundTripMs / 2),
  };
  const window = [...offset.window, anchor].slice(-WINDOW);
  const best = window.reduce((least, next) => (next.uncertaintyMs <= least.uncertaintyMs ? next : least));
  return { window, best };
}
