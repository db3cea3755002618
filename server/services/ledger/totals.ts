import type { Outcome, PanelState } from "../../../schemas/play-record.ts";
import type { TotalRow } from "../../db/repos/play-totals.ts";
import { SpanRows } from "../../db/span-rows.ts";

const HOUR_MS = 3_600_000;

/** A slot lasts an hour at most; without an end a false record would reach into every hour of a year. */
export const LONGEST_COUNTED_MS = 24 * HOUR_MS;

/** What totals are made from. */
export interface CountedPlay {
  readonly screenId: string;
  readonly editionVersionId: string;
  readonly entryId: string;
  readonly outcome: Outcome;
  readonly panel: PanelState;
  readonly startedAtMs: number;
  readonly shownMs: number;
}

export interface HourTotal extends Omit<CountedPlay, "startedAtMs" | "shownMs"> {
  readonly hourAtMs: number;
  readonly plays: number;
  readonly airtimeMs: number;
}

/**
 * Sums showings by screen, edition version, entry, outcome, panel and UTC hour. A showing counts once, in the hour it
 * began; its airtime is split at every hour it crosses. Nothing is lost or doubled: the sums equal those of the input,
 * except that no showing counts for more than a day.
 */
export function totalsOf(plays: readonly CountedPlay[]): HourTotal[] {
  const totals = new SpanRows<Mutable<HourTotal>>();
  for (const play of plays) {
    const { screenId, editionVersionId, entryId, outcome, panel, startedAtMs, shownMs } = play;
    const endMs = startedAtMs + Math.min(shownMs, LONGEST_COUNTED_MS);
    let fromMs = startedAtMs;
    do {
      const hourAtMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS;
      const untilMs = Math.min(endMs, hourAtMs + HOUR_MS);
      const isSame = (row: HourTotal) => row.entryId === entryId && row.outcome === outcome && row.panel === panel;
      const plays = fromMs === startedAtMs ? 1 : 0;
      const known = totals.find(screenId, editionVersionId, hourAtMs, isSame);
      if (known === undefined) {
        const fresh = {
          screenId,
          editionVersionId,
          entryId,
          outcome,
          panel,
          hourAtMs,
          plays,
          airtimeMs: untilMs - fromMs,
        };
        totals.add(screenId, editionVersionId, hourAtMs, fresh);
      } else {
        known.plays += plays;
        known.airtimeMs += untilMs - fromMs;
      }
      fromMs = untilMs;
    } while (fromMs < endMs);
  }
  return totals.rows;
}

type Mutable<Row> = { -readonly [Name in keyof Row]: Row[Name] };

/** A total as it is stored. */
export function totalRowOf(total: HourTotal): TotalRow {
  return {
    screen_id: total.screenId,
    edition_version_id: total.editionVersionId,
    entry_id: total.entryId,
    outcome: total.outcome,
    panel: total.panel,
    hour_at_ms: total.hourAtMs,
    plays: total.plays,
    airtime_ms: total.airtimeMs,
  };
}
