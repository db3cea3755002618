import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import { LONGEST_COUNTED_MS } from "../../db/hour-parts.ts";
import type { ShowingRow } from "../../db/repos/completeness.ts";
import type { PresenceRow } from "../players/presence.ts";
import type { RunningBoot, ShownStretch, ToldStretch } from "./account-day.ts";

/**
 * Two showings of one boot that follow each other this closely are one stretch: the first stays on the glass until the
 * next is there, and each is told to the millisecond of a clock that is known less well.
 */
export const JOIN_MS = 1_000;

/** Showings, by start, as the stretches they make up; each panel state apart. */
export function joinShowings(rows: readonly ShowingRow[]): ShownStretch[] {
  const stretches: ShownStretch[] = [];
  let before: ShowingRow | undefined;
  for (const row of rows) {
    const toMs = endOf(row);
    const last = stretches.at(-1);
    const isNext = before?.player === row.player && before.boot === row.boot && before.seq + 1 === row.seq;
    const isJoined = last !== undefined && isNext && row.started_at_ms - last.toMs <= JOIN_MS;
    if (isJoined && last.panel === row.panel) {
      stretches[stretches.length - 1] = { ...last, toMs: Math.max(last.toMs, toMs) };
    } else {
      // What lies between is told with the showing before: that one was still on the glass.
      if (isJoined) stretches[stretches.length - 1] = { ...last, toMs: Math.max(last.toMs, row.started_at_ms) };
      stretches.push({ fromMs: row.started_at_ms, toMs, panel: row.panel });
    }
    before = row;
  }
  return stretches;
}

export const endOf = ({ started_at_ms, shown_ms }: Pick<ShowingRow, "started_at_ms" | "shown_ms">): number =>
  started_at_ms + Math.min(shown_ms, LONGEST_COUNTED_MS);

/** What a showing says of its boot. */
export function signOfShowing(row: ShowingRow): RunningBoot {
  const { player, boot, started_at_ms, started_mono_ms } = row;
  return { player, boot, startedAtMs: started_at_ms - started_mono_ms, lastAtMs: endOf(row) };
}

/** A stretch that a player told, as far as it is settled at `untilMs`; undefined for none of it. */
export function toldStretch(row: PresenceRow, untilMs: number): ToldStretch | undefined {
  const toMs = Math.min(row.to_ms, untilMs);
  if (toMs <= row.from_ms) return undefined;
  const showsWhatItCan = row.is_slate === 0 || row.held_revision === 0 || row.has_troubles === 0;
  return {
    fromMs: row.from_ms,
    toMs,
    panel: row.panel,
    hasManifest: row.held_revision > 0 || row.is_slate === 0,
    isAble: row.has_stage === 1 && row.mode !== "slate" && showsWhatItCan,
  };
}

/** What lies between the records on both sides of lost ones; undefined where one of them is not there. */
export function lostSpan(
  before: Pick<ShowingRow, "started_at_ms" | "shown_ms"> | undefined,
  after: Pick<ShowingRow, "started_at_ms"> | undefined,
): Span | undefined {
  if (before === undefined || after === undefined) return undefined;
  return endOf(before) < after.started_at_ms ? [endOf(before), after.started_at_ms] : undefined;
}
