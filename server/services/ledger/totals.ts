import type { Outcome, PanelState } from "../../../schemas/play-record.ts";
import { eachHourPart } from "../../db/hour-parts.ts";
import type { CountedRow, TotalRow } from "../../db/repos/play-totals.ts";
import { SpanRows } from "../../db/span-rows.ts";

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
    const isSame = (row: HourTotal) => row.entryId === entryId && row.outcome === outcome && row.panel === panel;
    eachHourPart(startedAtMs, shownMs, (hourAtMs, plays, airtimeMs) => {
      const known = totals.find(screenId, editionVersionId, hourAtMs, isSame);
      if (known === undefined) {
        const fresh = { screenId, editionVersionId, entryId, outcome, panel, hourAtMs, plays, airtimeMs };
        totals.add(screenId, editionVersionId, hourAtMs, fresh);
      } else {
        known.plays += plays;
        known.airtimeMs += airtimeMs;
      }
    });
  }
  return totals.rows;
}

type Mutable<Row> = { -readonly [Name in keyof Row]: Row[Name] };

/** What these records come to, as totals are stored. */
export function totalRowsOf(rows: readonly CountedRow[]): TotalRow[] {
  return totalsOf(rows.map(countedPlay)).map(totalRowOf);
}

export function countedPlay(row: CountedRow): CountedPlay {
  return {
    screenId: row.screen_id,
    editionVersionId: row.edition_version_id,
    entryId: row.entry_id,
    outcome: row.outcome,
    panel: row.panel,
    startedAtMs: row.started_at_ms,
    shownMs: row.shown_ms,
  };
}

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
