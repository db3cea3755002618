import {
  type LedgerMark,
  MAX_BATCH_GAPS,
  type PlayGap,
  type PlayKey,
  type PlayRecord,
} from "../../../schemas/play-record.ts";
import type { HashBytes } from "../../../schemas/trust/airing-approval.ts";
import { recordSha256 } from "../../../schemas/trust/record-chain.ts";
import { comesAfter, keyOf } from "./outbox.ts";
import type { OutboxLine } from "./outbox-line.ts";

/** The oldest records, written over before the server had them because the log was full. */
export type LostRun = Pick<PlayGap, "from" | "to" | "headSha256" | "count">;

/** What the server has not got yet: records in order, and the holes between them, each followed by a record. */
export interface Unsent {
  readonly records: readonly PlayRecord[];
  readonly gaps: readonly PlayGap[];
}

/** The first record goes into a batch whatever its size. */
export interface BatchLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/**
 * Joins what can still be read of a log, oldest first, into an unbroken run after the server's mark. Whatever is missing
 * is a gap: counted by the numbers on both sides of it, never passed over in silence.
 */
export class PlayRun {
  readonly records: PlayRecord[] = [];
  readonly #gaps: PlayGap[] = [];
  readonly #hash: HashBytes;
  readonly #lost: LostRun | null;
  #tail: LedgerMark;
  /** The last readable record or place of the log at or before the mark: where its own chain stands. */
  #passed: { readonly key: PlayKey; readonly sha256: () => string } | undefined;
  #joinedGaps = 0;
  #recordBytes = 0;

  constructor(mark: LedgerMark, lost: LostRun | null, hash: HashBytes) {
    this.#tail = mark;
    this.#lost = lost;
    this.#hash = hash;
  }

  /** Up to the last record; a hole that nothing follows yet may still be filled. */
  get unsent(): Unsent {
    return { records: this.records, gaps: this.#gaps.slice(0, this.#joinedGaps) };
  }

  /** Records in it and records known to be missing from it, to the end. */
  get count(): number {
    return this.records.length + this.#gaps.reduce((sum, gap) => sum + gap.count, 0);
  }

  /** Takes the log's lines in their order; `false` when the batch is full. */
  take(lines: readonly OutboxLine[], { maxRecords, maxBytes }: BatchLimits): boolean {
    for (const line of lines) {
      if (line.t === "gap") this.gap(line.gap);
      if (line.t !== "closed") continue;
      const bytes = this.#recordBytes + JSON.stringify(line.record).length;
      const { length } = this.records;
      // Three holes at most lie before one record.
      const isFull = length >= maxRecords || bytes > maxBytes || this.#gaps.length + 3 > MAX_BATCH_GAPS;
      if (length > 0 && isFull) return false;
      this.add(line.record, line.after);
    }
    return true;
  }

  /** Where the log stood at this place by its own word, as at the start of a segment. */
  pass(place: LedgerMark): void {
    this.#passed = { key: keyOf(place), sha256: () => place.headSha256 };
    if (comesAfter(place, this.#tail)) this.#lose(keyOf(place), place.headSha256, "log-damaged");
  }

  /** A hole that the log itself names. */
  gap(gap: PlayGap): void {
    if (!comesAfter(gap.to, this.#tail)) return;
    if (gap.prevSha256 !== this.#tail.headSha256) {
      this.#lose({ boot: gap.from.boot, seq: gap.from.seq - 1 }, gap.prevSha256, "log-damaged");
    }
    this.#gaps.push(gap);
    this.#tail = { ...gap.to, headSha256: gap.headSha256 };
  }

  /** Returns whether the record is new to the server. `after` is the key of the one before it where the log tells. */
  add(record: PlayRecord, after: PlayKey | undefined): boolean {
    if (!comesAfter(record, this.#tail)) {
      this.#passed = { key: keyOf(record), sha256: () => recordSha256(record, this.#hash) };
      return false;
    }
    if (record.prevSha256 !== this.#tail.headSha256) this.#bridge(record, after);
    this.records.push(record);
    this.#recordBytes += JSON.stringify(record).length;
    this.#joinedGaps = this.#gaps.length;
    this.#tail = { ...keyOf(record), headSha256: recordSha256(record, this.#hash) };
    return true;
  }

  #bridge(record: PlayRecord, after: PlayKey | undefined): void {
    const before = record.seq > 1 ? { boot: record.boot, seq: record.seq - 1 } : (after ?? this.#passed?.key);
    const isOwnCopyLost = this.#passed?.sha256() === record.prevSha256 || before === undefined;
    const to = isOwnCopyLost || before === undefined || !comesAfter(before, this.#tail) ? keyOf(this.#tail) : before;
    this.#lose(to, record.prevSha256, "log-damaged");
  }

  #lose(to: PlayKey, headSha256: string, reason: PlayGap["reason"]): void {
    const after = this.#tail;
    const lost = this.#lost;
    const isLost = lost !== null && comesAfter(lost.to, after) && !comesAfter(lost.to, to);
    const count = isLost ? countLost(after, lost) + countBetween(lost.to, to) : countBetween(after, to);
    const from = after.boot > 0 || to.boot === 0 ? nextKey(after) : { boot: isLost ? lost.from.boot : to.boot, seq: 1 };
    const prevSha256 = after.headSha256;
    this.#gaps.push({ from, to, count, reason: isLost ? "log-full" : reason, prevSha256, headSha256 });
    this.#tail = { ...to, headSha256 };
  }
}

/** How many of the lost run come after `after`, wherever in it or before it that is. */
function countLost(after: PlayKey, lost: LostRun): number {
  if (after.boot === lost.to.boot) return lost.to.seq - after.seq;
  if (after.boot === lost.from.boot) return lost.count - (after.seq - lost.from.seq + 1);
  return comesAfter(lost.from, after) ? lost.count + lost.from.seq - 1 : Math.min(lost.count, lost.to.seq);
}

export function nextKey({ boot, seq }: PlayKey): PlayKey {
  return { boot, seq: seq + 1 };
}

/** Records after `from` up to `to`; of boots between whose length nothing is known any more, none. */
function countBetween(from: PlayKey, to: PlayKey): number {
  return from.boot === to.boot ? Math.max(0, to.seq - from.seq) : to.boot > from.boot ? to.seq : 0;
}
