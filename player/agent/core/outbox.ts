import type { LedgerMark, Outcome, PlayKey, PlayRecord } from "../../../schemas/play-record.ts";
import type { HashBytes } from "../../../schemas/trust/airing-approval.ts";
import { CHAIN_START_SHA256, recordSha256 } from "../../../schemas/trust/record-chain.ts";
import type { OutboxLine, ShowingDraft } from "./outbox-line.ts";
import { outcomeOf } from "./showing.ts";

/** A showing that qualified and is not closed yet, with how far the log says it came. */
export interface OpenEntry {
  readonly boot: number;
  readonly draft: ShowingDraft;
  readonly shownMs: number;
}

/** The log of one player as its lines tell it. `head` is the last closed record. */
export interface OutboxState {
  readonly player: number;
  readonly boot: number;
  readonly head: LedgerMark;
  readonly open: ReadonlyMap<string, OpenEntry>;
}

export type OutboxEvent =
  | { readonly type: "qualified"; readonly showing: string; readonly draft: ShowingDraft; readonly shownMs: number }
  | { readonly type: "progress"; readonly showing: string; readonly shownMs: number }
  | {
      readonly type: "closed";
      readonly showing: string;
      readonly draft: ShowingDraft;
      readonly shownMs: number;
      readonly outcome: Outcome;
    }
  /** A line read back from disk, in order; `boot` is still 0 then. */
  | { readonly type: "recovered"; readonly line: OutboxLine }
  /** All lines were read: closes what a crash left open, then counts for `boot`. */
  | { readonly type: "boot"; readonly boot: number }
  /** The server holds records of this player that are not in this log, and this boot has none yet: goes on after them. */
  | { readonly type: "adopt"; readonly mark: LedgerMark };

export interface OutboxStep {
  readonly state: OutboxState;
  /** To be appended in this order; each counts only once it is on disk. */
  readonly lines: readonly OutboxLine[];
}

/** An outbox before anything was read. */
export function emptyOutbox(player: number): OutboxState {
  return { player, boot: 0, head: { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 }, open: new Map() };
}

/**
 * Gives each closed showing the next `seq` of its boot and chains it to the record before. A showing is closed once:
 * with the outcome the presenter's evidence gave, or as `interrupted` by the next boot at its last logged progress.
 */
export function stepOutbox(state: OutboxState, event: OutboxEvent, hash: HashBytes): OutboxStep {
  switch (event.type) {
    case "qualified": {
      const { showing, draft, shownMs } = event;
      return {
        state: withOpen(state, showing, { boot: state.boot, draft, shownMs }),
        lines: [{ t: "open", boot: state.boot, showing, draft, shownMs }],
      };
    }
    case "progress": {
      const entry = state.open.get(event.showing);
      if (entry === undefined || event.shownMs <= entry.shownMs) return { state, lines: [] };
      return {
        state: withOpen(state, event.showing, { ...entry, shownMs: event.shownMs }),
        lines: [{ t: "progress", showing: event.showing, shownMs: event.shownMs }],
      };
    }
    case "closed": {
      const boot = state.open.get(event.showing)?.boot ?? state.boot;
      return close(state, event.showing, { ...event, boot }, hash);
    }
    case "recovered":
      return { state: recover(state, event.line, hash), lines: [] };
    case "boot":
      return beginBoot(state, event.boot, hash);
    case "adopt": {
      const isBehind = comesAfter(event.mark, state.head) && state.head.boot < state.boot && state.open.size === 0;
      return { state: isBehind ? { ...state, head: event.mark } : state, lines: [] };
    }
  }
}

function close(
  state: OutboxState,
  showing: string,
  closing: { boot: number; draft: ShowingDraft; shownMs: number; outcome: Outcome },
  hash: HashBytes,
): OutboxStep {
  const { boot, draft, shownMs, outcome } = closing;
  const record: PlayRecord = {
    ...draft,
    player: state.player,
    boot,
    seq: state.head.boot === boot ? state.head.seq + 1 : 1,
    shownMs,
    outcome,
    prevSha256: state.head.headSha256,
  };
  return {
    state: { ...withoutOpen(state, showing), head: headOf(record, hash) },
    lines: [{ t: "closed", showing, record, ...(record.seq === 1 ? { after: keyOf(state.head) } : {}) }],
  };
}

function recover(state: OutboxState, line: OutboxLine, hash: HashBytes): OutboxState {
  switch (line.t) {
    case "open":
      return withOpen(state, line.showing, { boot: line.boot, draft: line.draft, shownMs: line.shownMs });
    case "progress": {
      const entry = state.open.get(line.showing);
      return entry === undefined ? state : withOpen(state, line.showing, { ...entry, shownMs: line.shownMs });
    }
    case "closed": {
      const closed = withoutOpen(state, line.showing);
      // A record written again after a failed sync stands in the log twice; the second changes nothing.
      if (!comesAfter(line.record, state.head)) return closed;
      return { ...closed, open: stillOpen(closed, line.record), head: headOf(line.record, hash) };
    }
    case "gap": {
      const open = new Map([...state.open].filter(([showing]) => !line.closes.includes(showing)));
      const { to, headSha256 } = line.gap;
      return { ...state, open, head: comesAfter(to, state.head) ? { ...to, headSha256 } : state.head };
    }
  }
}

/**
 * Where a record of the log can no longer be read, the showings from before the hole are not closed a second time: the
 * server may hold the record that was lost here.
 */
function stillOpen(state: OutboxState, record: PlayRecord): ReadonlyMap<string, OpenEntry> {
  const expectedSeq = record.boot === state.head.boot ? state.head.seq + 1 : 1;
  if (record.seq === expectedSeq) return state.open;
  const startedLater = (entry: OpenEntry) =>
    entry.boot === record.boot && entry.draft.startedMonoMs > record.startedMonoMs;
  return new Map([...state.open].filter(([, entry]) => startedLater(entry)));
}

function beginBoot(state: OutboxState, boot: number, hash: HashBytes): OutboxStep {
  const left = [...state.open]
    .filter(([, entry]) => entry.boot >= state.head.boot)
    .sort(([, a], [, b]) => a.boot - b.boot || a.draft.startedMonoMs - b.draft.startedMonoMs);
  let next = state;
  const lines: OutboxLine[] = [];
  for (const [showing, { boot: openedIn, draft, shownMs }] of left) {
    const outcome = outcomeOf(shownMs, draft.plannedMs, "interrupted");
    const step = close(next, showing, { boot: openedIn, draft, shownMs, outcome }, hash);
    next = step.state;
    lines.push(...step.lines);
  }
  return { state: { ...next, boot, open: new Map() }, lines };
}

function headOf(record: PlayRecord, hash: HashBytes): LedgerMark {
  return { boot: record.boot, seq: record.seq, headSha256: recordSha256(record, hash) };
}

/** The key alone, without what else stands beside it. */
export function keyOf({ boot, seq }: PlayKey): PlayKey {
  return { boot, seq };
}

/** Whether `key` is later than `mark` in the order of the log. */
export function comesAfter(key: { boot: number; seq: number }, mark: { boot: number; seq: number }): boolean {
  return key.boot > mark.boot || (key.boot === mark.boot && key.seq > mark.seq);
}

function withOpen(state: OutboxState, showing: string, entry: OpenEntry): OutboxState {
  return { ...state, open: new Map(state.open).set(showing, entry) };
}

function withoutOpen(state: OutboxState, showing: string): OutboxState {
  const open = new Map(state.open);
  open.delete(showing);
  return { ...state, open };
}
