import type { ClockAnchor, ClockState } from "../../../schemas/play-record.ts";
import { addRoundTrip, NO_CONTACT, type RoundTrip } from "../core/clock-offset.ts";
import type { Clock } from "../ports/clock.ts";

/** A better anchor moves the plan's clock only when it says something this different. */
const STEP_FROM_MS = 100;

/** What time it is, as well as this player can know. */
export interface AgentTime {
  mono(): number;
  wall(): number;
  /** UTC for the plan: by the server's clock once it was reached, else the machine's, never before the floor. */
  agentMs(): number;
  clockState(): ClockState;
  addRoundTrip(boot: number, trip: RoundTrip): void;
  /** Anchors learned since the last call, newest last. */
  takeAnchors(): ClockAnchor[];
  /** Earliest instant it can be now: what was known at the start plus the time this machine has been running since. */
  floorMs(): number;
}

/** `floorMs` is the persisted floor: a dead clock battery must not send the plan back by years. */
export function createAgentTime(clock: Clock, floorMs: number): AgentTime {
  let offset = NO_CONTACT;
  let anchor: ClockAnchor | null = null;
  let untold: ClockAnchor[] = [];
  const floor = () => floorMs + Math.floor(clock.mono());
  const byAnchor = (base: ClockAnchor) => base.utcMs + Math.floor(clock.mono()) - base.monoMs;
  return {
    mono: () => clock.mono(),
    wall: () => clock.wall(),
    agentMs: () => (anchor === null ? Math.max(clock.wall(), floor()) : byAnchor(anchor)),
    clockState() {
      if (anchor !== null) return "anchored";
      return clock.wall() >= floor() ? "wall-only" : "unknown";
    },
    addRoundTrip(boot, trip) {
      const before = offset.best;
      offset = addRoundTrip(offset, boot, trip);
      const { best } = offset;
      if (best === null || best === before) return;
      untold = [...untold, best].slice(-8);
      if (anchor === null || Math.abs(byAnchor(best) - byAnchor(anchor)) > STEP_FROM_MS) anchor = best;
    },
    takeAnchors() {
      const told = untold;
      untold = [];
      return told;
    },
    floorMs: floor,
  };
}
