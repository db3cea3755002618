import type { Segment } from "../../../schemas/manifest.ts";
import type { BuiltLoop } from "../../../schemas/rules/build-loop.ts";
import type { Piece, SweptDate } from "./sweep-date.ts";

/** Weeks since 1970 of a Monday's first instant; Mondays are far from the turn, which is on Thursdays. */
export function weekNumber(mondayAtMs: number): number {
  return Math.floor(mondayAtMs / (7 * 86_400_000));
}

/**
 * Lays the wanted dates of one civil week, given whole and Monday first. A loop longer than its segment carries on where
 * it stopped: its phase is the time its set of entries has had in this week and, were all weeks like this one, in every
 * week since 1970. So what a date gets depends on the date alone, not on the day of compiling. `fallbackId` stands where
 * nothing may play.
 */
export function layWeek(
  week: readonly SweptDate[],
  wanted: (date: string) => boolean,
  loopFor: (piece: Piece) => BuiltLoop,
  fallbackId: string,
): { date: SweptDate; segments: Segment[] }[] {
  const weekMs = new Map<string, number>();
  for (const { fromMs, toMs, signature } of week.flatMap(({ pieces }) => pieces)) {
    weekMs.set(signature, (weekMs.get(signature) ?? 0) + toMs - fromMs);
  }
  const weeksBefore = weekNumber(week[0]?.startAtMs ?? 0);
  const had = new Map<string, number>();
  const laid: { date: SweptDate; segments: Segment[] }[] = [];
  for (const date of week) {
    const segments: Segment[] = [];
    for (const piece of date.pieces) {
      const segmentMs = piece.toMs - piece.fromMs;
      const before = had.get(piece.signature) ?? 0;
      had.set(piece.signature, before + segmentMs);
      if (!wanted(date.date)) continue;
      const { id, lengthMs } = loopFor(piece);
      const runMs = weeksBefore * (weekMs.get(piece.signature) ?? 0) + before;
      segments.push([
        piece.fromMs,
        piece.toMs,
        lengthMs === 0 ? fallbackId : id,
        lengthMs > segmentMs ? runMs % lengthMs : 0,
      ]);
    }
    if (wanted(date.date)) laid.push({ date, segments });
  }
  return laid;
}
