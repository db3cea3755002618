import {
  COMPLETED_PPM,
  type LedgerMark,
  type PlayBatchHead,
  type PlayGap,
  type PlayKey,
  type PlayRecord,
  QUALIFYING_MS,
} from "../../../schemas/play-record.ts";
import type { HashBytes } from "../../../schemas/trust/airing-approval.ts";
import { recordSha256 } from "../../../schemas/trust/record-chain.ts";

/** Two items are on the glass together while one gives way to the next. */
const OVERLAP_ALLOWED_MS = 2_000;

export type AnomalyKind = "conflict" | "broken-chain" | "bad-signature" | "implausible" | "gap";

/** Something in a batch that an honest player does not send, at the record where it shows. */
export interface Anomaly {
  readonly kind: AnomalyKind;
  readonly at: PlayKey;
  readonly detail: Readonly<Record<string, number | string>>;
}

/** A record to store with its hash, in order. */
export interface HashedRecord {
  readonly record: PlayRecord;
  readonly sha256: string;
}

/** A record and the holes that the player says are between it and the record before. */
export interface Link extends HashedRecord {
  readonly gaps: readonly PlayGap[];
}

/**
 * What to do with a batch. `store` may hold no record: then all were stored before. `ahead` starts past the mark: the
 * player is told the mark and sends again from there. `refuse`: evidence that cannot be continued; nothing is stored.
 */
export type BatchDecision =
  | {
      readonly kind: "store";
      readonly records: readonly HashedRecord[];
      readonly mark: LedgerMark;
      readonly anomalies: readonly Anomaly[];
    }
  | { readonly kind: "ahead"; readonly anomalies: readonly Anomaly[] }
  | { readonly kind: "refuse"; readonly anomalies: readonly [Anomaly, ...Anomaly[]] };

/**
 * Decides on one batch against the mark, without looking at anything else. `links` are its records as `followRun` found
 * them; `stored` gives the hash of a record at or before the mark. A batch is taken only as an unbroken run that continues
 * the mark, wholly or with its tail.
 */
export function decideBatch(
  mark: LedgerMark,
  head: PlayBatchHead,
  records: readonly PlayRecord[],
  links: readonly Link[] | undefined,
  stored: (key: PlayKey) => string | undefined,
): BatchDecision {
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) return refuse("broken-chain", mark, { why: "empty" });
  const end = links?.at(-1);
  if (links === undefined || end === undefined) return refuse("broken-chain", first, { why: "not-a-run" });
  if (compareKeys(head.last, last) !== 0 || head.headSha256 !== end.sha256) {
    return refuse("bad-signature", last, { why: "head-names-another-record" });
  }
  const [conflict, ...more] = conflictsOf(links, mark, stored);
  if (conflict !== undefined) return { kind: "refuse", anomalies: [conflict, ...more] };
  const fresh = links.filter(({ record }) => compareKeys(record, mark) > 0);
  const [next] = fresh;
  if (next === undefined) return { kind: "store", records: [], mark, anomalies: [] };
  if (next === links[0] && compareKeys(head.after, mark) > 0) return { kind: "ahead", anomalies: [] };
  if ((next.gaps[0] ?? next.record).prevSha256 !== mark.headSha256) {
    return refuse("broken-chain", next.record, { why: "not-after-mark" });
  }
  const newest = fresh.at(-1) ?? next;
  const gaps = fresh.filter((link) => link.gaps.length > 0).flatMap((link) => link.gaps.map(gapAnomaly));
  return {
    kind: "store",
    records: fresh,
    mark: { ...keyOf(newest.record), headSha256: newest.sha256 },
    anomalies: [...gaps, ...implausible(fresh), ...overlapping(fresh)],
  };
}

/** Records at or before the mark that are not what is stored there. */
function conflictsOf(
  links: readonly Link[],
  mark: LedgerMark,
  stored: (key: PlayKey) => string | undefined,
): readonly Anomaly[] {
  const conflicts: Anomaly[] = [];
  for (const { record, sha256 } of links) {
    // Keys ascend: what follows is new.
    if (compareKeys(record, mark) > 0) break;
    const known = stored(record);
    if (known === sha256) continue;
    conflicts.push({ kind: "conflict", at: keyOf(record), detail: { sha256, stored: known ?? "" } });
  }
  return conflicts;
}

/** Order of keys: by boot, then by number. */
export function compareKeys(one: PlayKey, other: PlayKey): number {
  return one.boot - other.boot || one.seq - other.seq;
}

/**
 * Each record by the same player as the head, one number after the other, or the first of a later boot; each naming the
 * one before. A gap takes the place of the records it stands for. `undefined` when they are no such run. Needs no mark, so
 * that the hashing is done before a batch waits for its commit.
 */
export function followRun(head: PlayBatchHead, records: readonly PlayRecord[], hash: HashBytes): Link[] | undefined {
  return followHashed(head, records, (record) => recordSha256(record, hash));
}

/** Most records are not after a gap: they share this one, to which nothing is added. */
const NO_GAPS: PlayGap[] = [];

/** The same with another way to a record's hash. */
export function followHashed(
  head: PlayBatchHead,
  records: readonly PlayRecord[],
  sha256Of: (record: PlayRecord, place: number) => string,
): Link[] | undefined {
  const waiting = [...(head.gaps ?? [])];
  const links: Link[] = [];
  let before: PlayKey = head.after;
  const [gap] = waiting;
  const [first] = records;
  const opens = gap !== undefined && first !== undefined && compareKeys(gap.from, first) < 0 ? gap : first;
  let sha256 = opens?.prevSha256;
  for (const [place, record] of records.entries()) {
    const gaps: PlayGap[] = waiting.length === 0 ? NO_GAPS : [];
    for (let gap = waiting[0]; gap !== undefined && isNext(gap, before, sha256); gap = waiting[0]) {
      gaps.push(gap);
      before = gap.to;
      sha256 = gap.headSha256;
      waiting.shift();
    }
    if (!follows(record, before) || record.prevSha256 !== sha256 || record.player !== head.player) return undefined;
    before = record;
    sha256 = sha256Of(record, place);
    links.push({ record, sha256, gaps });
  }
  return waiting.length === 0 ? links : undefined;
}

function follows(key: PlayKey, before: PlayKey): boolean {
  return key.boot === before.boot ? key.seq === before.seq + 1 : key.boot > before.boot && key.seq === 1;
}

/** A gap goes on from the record before it and ends after it; one that counts nothing ends where it began. */
function isNext(gap: PlayGap, before: PlayKey, sha256: string | undefined): boolean {
  const length = compareKeys(gap.to, before);
  const isLong = gap.count === 0 ? length === 0 : length > 0;
  const isExact = gap.from.boot !== gap.to.boot || gap.count === gap.to.seq - gap.from.seq + 1;
  return isLong && isExact && follows(gap.from, before) && gap.prevSha256 === sha256;
}

function gapAnomaly({ from, to, count, reason }: PlayGap): Anomaly {
  return { kind: "gap", at: keyOf(from), detail: { count, reason, toBoot: to.boot, toSeq: to.seq } };
}

/** A record is kept as it was told, and what cannot be true in it is told beside it. */
function implausible(fresh: readonly HashedRecord[]): Anomaly[] {
  const found: Anomaly[] = [];
  for (const { record } of fresh) {
    const { shownMs, plannedMs, outcome } = record;
    const note = (why: string) => found.push({ kind: "implausible", at: keyOf(record), detail: { why } });
    if (shownMs < QUALIFYING_MS) note("too-short");
    if (outcome === "completed" && shownMs * 1_000_000 < plannedMs * COMPLETED_PPM) note("not-completed");
    if (shownMs > plannedMs + 60_000) note("too-long");
  }
  return found;
}

/** One zone shows one item at a time: the durations of a boot cannot add up to more than what passed. */
function overlapping(fresh: readonly HashedRecord[]): Anomaly[] {
  const endsMonoMs = new Map<string, Map<number, number>>();
  const found: Anomaly[] = [];
  for (const { record } of fresh) {
    const { boot, zone, startedMonoMs, shownMs } = record;
    const ends = endsMonoMs.get(zone) ?? new Map<number, number>();
    endsMonoMs.set(zone, ends);
    const endMonoMs = ends.get(boot) ?? 0;
    ends.set(boot, Math.max(endMonoMs, startedMonoMs + shownMs));
    if (startedMonoMs + OVERLAP_ALLOWED_MS >= endMonoMs) continue;
    found.push({ kind: "implausible", at: keyOf(record), detail: { why: "overlapping" } });
  }
  return found;
}

function keyOf({ boot, seq }: PlayKey): PlayKey {
  return { boot, seq };
}

function refuse(kind: AnomalyKind, at: PlayKey, detail: Anomaly["detail"]): BatchDecision {
  return { kind: "refuse", anomalies: [{ kind, at: keyOf(at), detail }] };
}
