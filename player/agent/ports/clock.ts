import { uptime } from "node:os";

/** Instants as this machine tells them. Only this file reads a clock. */
export interface Clock {
  /** Whole milliseconds since this process began; never goes back, not moved by anyone setting the time. */
  mono(): number;
  /** What the machine's own clock says is UTC; may be wrong by years. */
  wall(): number;
  /** Milliseconds since the machine started, those asleep included; the monotonic clock stands still then. */
  uptime?(): number;
}

/** The machine's clocks. */
export function createSystemClock(): Clock {
  const startedAt = process.hrtime.bigint();
  return {
    mono: () => Number((process.hrtime.bigint() - startedAt) / 1_000_000n),
    wall: () => Date.now(),
    uptime: () => uptime() * 1_000,
  };
}
