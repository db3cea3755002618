import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { firstOf, lastOf } from "./archived-plays.ts";
import { listSpansByKey, listSpansByStart, readSpan } from "./play-archive.ts";
import { byKey } from "./play-order.ts";

/** A boot and the stretch of its monotonic clock in which records of it began. */
export interface BootStretch {
  readonly boot: number;
  readonly fromMonoMs: number;
  readonly toMonoMs: number;
}

/**
 * Keys of archived records of a player that began in `[fromMs, toMs)` and were received by `untilReceivedMs`, among them
 * the first and the last. Files are looked into only where a span is not wholly within.
 */
export async function archivedEnds(
  db: Database,
  player: number,
  { fromMs, toMs, untilReceivedMs }: { fromMs: number; toMs: number; untilReceivedMs: number },
): Promise<PlayKey[]> {
  const keys: PlayKey[] = [];
  for (const span of await listSpansByStart(db, { player, fromMs, toMs })) {
    const isWithin = span.from_started_ms >= fromMs && span.to_started_ms < toMs;
    if (isWithin && span.to_received_ms <= untilReceivedMs) {
      keys.push(firstOf(span), lastOf(span));
      continue;
    }
    for await (const rows of readSpan(db, span)) {
      for (const { boot, seq, started_at_ms, received_at_ms } of rows) {
        const isAsked = started_at_ms >= fromMs && started_at_ms < toMs && received_at_ms <= untilReceivedMs;
        if (isAsked) keys.push({ boot, seq });
      }
    }
  }
  return keys;
}

/** Of each archived span of a player from `first` to `last`, both included, its stretch of the clock. */
export async function archivedBootsOfPart(
  db: Database,
  player: number,
  first: PlayKey,
  last: PlayKey,
): Promise<BootStretch[]> {
  const stretches: BootStretch[] = [];
  for (const span of await listSpansByKey(db, player, first, last)) {
    const { boot, from_mono_ms: fromMonoMs, to_mono_ms: toMonoMs } = span;
    if (byKey(firstOf(span), first) >= 0 && byKey(lastOf(span), last) <= 0) {
      stretches.push({ boot, fromMonoMs, toMonoMs });
      continue;
    }
    for await (const rows of readSpan(db, span)) {
      for (const row of rows) {
        const isAsked = byKey(row, first) >= 0 && byKey(row, last) <= 0;
        if (isAsked) stretches.push({ boot, fromMonoMs: row.started_mono_ms, toMonoMs: row.started_mono_ms });
      }
    }
  }
  return stretches;
}
