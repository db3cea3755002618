/** A clock that stands still until it is told otherwise. */
export interface FakeClock {
  readonly now: () => number;
  advance(ms: number): void;
  set(atMs: number): void;
}

/** Starts at a Saturday in working hours at the border: 2026-11-21 09:00 in Asia/Ho_Chi_Minh. */
export function createFakeClock(startAtMs: number = Date.UTC(2026, 10, 21, 2, 0, 0)): FakeClock {
  let atMs = startAtMs;
  return {
    now: () => atMs,
    advance: (ms) => {
      atMs += ms;
    },
    set: (newAtMs) => {
      atMs = newAtMs;
    },
  };
}
