import type { ClockAnchor, ClockState } from "../../../schemas/play-record.ts";
import { follow, utcAt } from "../core/clock-discipline.ts";
import { addRoundTrip, NO_CONTACT, type RoundTrip } from "../core/clock-offset.ts";
import type { Clock } from "../ports/clock.ts";

/** After this long without the server the clock is carried on from the last contact towards the next. */
const HELD_AFTER_MS = 3_600_000;
const ANCHOR_EVERY_MS = 10 * 60_000;
/** Less than this between two clocks is reading them one after the other, or their own drift. */
const JUMP_FROM_MS = 2_000;

/** Something happened to the machine's clocks that nobody told us of. */
export type ClockNotice =
  | { readonly type: "suspended"; readonly durationMs: number }
  | { readonly type: "wall-jumped"; readonly byMs: number };

/** What time it is, as well as this player can know. */
export interface AgentTime {
  mono(): number;
  wall(): number;
  /** UTC for the plan: by the server's clock once it was reached, else the machine's, never before the floor. */
  agentMs(): number;
  clockState(): ClockState;
  addRoundTrip(boot: number, trip: RoundTrip): void;
  /** Anchors worth telling that were learned since the last call, newest last. */
  takeAnchors(): ClockAnchor[];
  /** Earliest instant it can be now: what was known at the start plus the time this machine has been running since. */
  floorMs(): number;
  /** It is known to be no earlier than this now. A lower value changes nothing. */
  raiseFloor(utcMs: number): void;
  /** Compares the machine's clocks with each other; to be called every few seconds. */
  look(): ClockNotice[];
}

/** `startFloorMs` is the persisted floor: a dead clock battery must not send the plan back by years. */
export function createAgentTime(clock: Clock, startFloorMs: number): AgentTime {
  let floorAtZeroMs = startFloorMs;
  let offset = NO_CONTACT;
  let discipline: ReturnType<typeof follow> | null = null;
  let contactMs = 0;
  let untold: ClockAnchor[] = [];
  let lastTold: ClockAnchor | null = null;
  let asleepMs = 0;
  let lastLook = readings(clock);
  /** Time this machine has been on, asleep or awake. */
  const elapsed = () => Math.floor(clock.mono()) + asleepMs;
  const floor = () => floorAtZeroMs + elapsed();
  return {
    mono: () => clock.mono(),
    wall: () => clock.wall(),
    agentMs: () => (discipline === null ? Math.max(clock.wall(), floor()) : utcAt(discipline, elapsed())),
    clockState() {
      if (discipline !== null) return elapsed() - contactMs < HELD_AFTER_MS ? "anchored" : "interpolated";
      return clock.wall() >= floor() ? "wall-only" : "unknown";
    },
    addRoundTrip(boot, trip) {
      const before = offset.best;
      offset = addRoundTrip(offset, boot, trip);
      contactMs = elapsed();
      const { best } = offset;
      if (best === null || best === before) return;
      if (isWorthTelling(best, lastTold)) {
        lastTold = best;
        untold = [...untold, best].slice(-8);
      }
      const utcMs = best.utcMs + Math.floor(clock.mono()) - best.monoMs;
      discipline = follow(discipline, { utcMs, uncertaintyMs: best.uncertaintyMs }, elapsed());
    },
    takeAnchors() {
      const told = untold;
      untold = [];
      return told;
    },
    floorMs: floor,
    raiseFloor(utcMs) {
      floorAtZeroMs = Math.max(floorAtZeroMs, utcMs - elapsed());
    },
    look() {
      const now = readings(clock);
      const awakeMs = now.mono - lastLook.mono;
      const slept = now.uptime - lastLook.uptime - awakeMs;
      const sleptMs = slept >= JUMP_FROM_MS ? Math.round(slept) : 0;
      const jumpMs = now.wall - lastLook.wall - awakeMs - sleptMs;
      lastLook = now;
      const notices: ClockNotice[] = [];
      if (sleptMs > 0) {
        asleepMs += sleptMs;
        // Anchors tie the monotonic clock to UTC; what was tied before it stood still is off by the sleep.
        offset = NO_CONTACT;
        lastTold = null;
        contactMs = Number.NEGATIVE_INFINITY;
        notices.push({ type: "suspended", durationMs: sleptMs });
      }
      if (Math.abs(jumpMs) >= JUMP_FROM_MS) notices.push({ type: "wall-jumped", byMs: jumpMs });
      return notices;
    },
  };
}

/** The server keeps every anchor: one in ten minutes is enough unless a better one comes. */
function isWorthTelling(anchor: ClockAnchor, last: ClockAnchor | null): boolean {
  if (last === null || last.boot !== anchor.boot) return true;
  return anchor.monoMs - last.monoMs >= ANCHOR_EVERY_MS || anchor.uncertaintyMs <= 0.8 * last.uncertaintyMs - 1;
}

function readings(clock: Clock): { mono: number; wall: number; uptime: number } {
  const mono = clock.mono();
  return { mono, wall: clock.wall(), uptime: clock.uptime?.() ?? mono };
}
