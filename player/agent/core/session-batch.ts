import type { LedgerMark } from "../../../schemas/play-record.ts";
import { BATCH_DEADLINE_MS } from "../../../schemas/player-socket.ts";
import type { SessionEvent, SessionState, SessionStep } from "./session-events.ts";
import { silenceTimer } from "./session-timers.ts";

/** A record goes over a line of 16 kbit/s in this time. */
const RECORD_MS = 300;

/** Takes the server's word on the batch in flight and goes on after the mark it tells. */
export function onAcknowledge(state: SessionState, stored: boolean, mark: LedgerMark): SessionStep {
  if (state.batch !== "in-flight") return { state, effects: [] };
  // Not stored although we began where the server says it stands: what follows the mark is no longer held here.
  const stuck = !stored && state.mark !== null && isSameMark(state.mark, mark);
  const freed: SessionState = { ...state, mark, batch: "none", moreWaiting: false, stuck };
  const next = prepareBatch(freed);
  return {
    state: next.state,
    effects: [
      { type: "cancel-timer", name: "batch-deadline" },
      { type: "mark-moved", mark, backedUp: state.backedUp },
      ...next.effects,
    ],
  };
}

/** Whether two marks name the same record. */
export function isSameMark(one: LedgerMark, other: LedgerMark): boolean {
  return one.boot === other.boot && one.seq === other.seq;
}

/** Asks for what follows the mark, unless a batch is under way already or nothing may be sent on this connection. */
export function prepareBatch(state: SessionState): SessionStep {
  if (state.phase !== "live" || state.mark === null || state.batch !== "none" || state.stuck) {
    return { state, effects: [] };
  }
  return {
    state: { ...state, batch: "preparing", moreWaiting: false },
    effects: [{ type: "prepare-batch", generation: state.generation, after: state.mark }],
  };
}

/** Sends the batch that was prepared, with deadlines that a slow line can meet. */
export function onBatchReady(state: SessionState, event: SessionEvent & { type: "batch-ready" }): SessionStep {
  if (state.phase !== "live" || state.batch !== "preparing") return { state, effects: [] };
  const { generation } = state;
  if (event.batch === null) {
    const idle: SessionState = { ...state, batch: "none" };
    return state.moreWaiting ? prepareBatch(idle) : { state: idle, effects: [] };
  }
  const slowLineMs = event.batch.records.length * RECORD_MS;
  return {
    state: { ...state, batch: "in-flight" },
    effects: [
      { type: "send-batch", generation, batch: event.batch },
      { type: "set-timer", generation, name: "batch-deadline", delayMs: BATCH_DEADLINE_MS + slowLineMs },
      silenceTimer(state, BATCH_DEADLINE_MS + slowLineMs),
    ],
  };
}
