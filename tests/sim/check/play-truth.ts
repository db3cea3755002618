import type { OutboxLine } from "../../../player/agent/core/outbox-line.ts";
import type { PlayRow } from "../../../server/db/repos/play-log.ts";

/** One showing as it really was. The product never sees this. */
export interface PlayTruth {
  readonly player: number;
  readonly boot: number;
  /** On the machine's monotonic clock, when the agent heard of the first frame. */
  readonly startedMonoMs: number;
  readonly airingSha256: string;
  readonly heardAtMs: number;
  /** How fast that machine's clock runs. */
  readonly rate: number;
  readonly worstRoundTripMs: number;
  goneAtMs: number | null;
  /** From here on nobody could tell the agent any more. */
  untoldFromMs: number | null;
  /** It ended as planned, with the agent watching. */
  isClean: boolean;
}

/** ε: how much longer than the qualifying time a showing must be on before it may not be lost. */
export const DURABILITY_LAG_MS = 250;
const QUALIFYING_MS = 2_000;
/** Evidence travels a few milliseconds, and a clock is read at its ends. */
const DURATION_ALLOWED_MS = 50;

export function truthKey(of: { player: number; boot: number; startedMonoMs: number; airingSha256: string }): string {
  return `${of.player} ${of.boot} ${of.startedMonoMs} ${of.airingSha256}`;
}

export function rowKey(row: PlayRow): string {
  return `${row.player} ${row.boot} ${row.started_mono_ms} ${row.airing_sha256}`;
}

/** The key of the showing that a line of the log is about, where it says so. */
export function lineKey(player: number, line: OutboxLine): string | undefined {
  if (line.t === "open") return truthKey({ player, boot: line.boot, ...pick(line.draft) });
  return line.t === "closed" ? truthKey({ player, boot: line.record.boot, ...pick(line.record) }) : undefined;
}

function pick({ startedMonoMs, airingSha256 }: { startedMonoMs: number; airingSha256: string }) {
  return { startedMonoMs, airingSha256 };
}

/** Whether this showing, had it been watched to its end, must be in the ledger. */
export function mustBeStored(truth: PlayTruth): boolean {
  const endMs = Math.min(truth.goneAtMs ?? truth.heardAtMs, truth.untoldFromMs ?? Number.POSITIVE_INFINITY);
  return (endMs - truth.heardAtMs) * truth.rate >= QUALIFYING_MS + DURABILITY_LAG_MS;
}

/** What is wrong with the length that the ledger says, if anything. `isCut`: the disk refused to take its end. */
export function wrongDuration(truth: PlayTruth, shownMs: number, isCut: boolean): string | undefined {
  if (truth.goneAtMs === null) return undefined;
  const trueMs = truth.goneAtMs - truth.heardAtMs;
  const allowedMs = DURATION_ALLOWED_MS + trueMs * 0.0002;
  if (shownMs > trueMs + allowedMs) return `${shownMs} ms are stored of ${Math.round(trueMs)} ms`;
  if (truth.isClean && !isCut && shownMs < trueMs - allowedMs)
    return `only ${shownMs} ms are stored of ${Math.round(trueMs)} ms`;
  return undefined;
}
