import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { Database } from "../../context.ts";
import {
  listLateWords,
  listPlannedCounts,
  listStandingDays,
  type PlannedSumRow,
  type StandingDayRow,
  sumPlannedCounts,
  sumSettledDays,
} from "../../db/repos/planned-days.ts";
import { REPORT_TIME_ZONE } from "../reports/report-period.ts";
import { countHeld, manifestsOf } from "./count-held.ts";
import { instantsOf } from "./planned-day.ts";

/** A span of whole civil days of the reports' zone. */
interface WholeDays {
  readonly fromDate: string;
  readonly toDate: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What was planned in a span, on all screens asked for. */
export interface PlannedFigures {
  /** By screen and edition version, in no order. */
  readonly sums: readonly PlannedSumRow[];
  /** How long in sum the screens held no manifest, or one of which nothing is known here. */
  readonly unheldMs: number;
}

/**
 * What was planned on these screens in a span, up to `untilReceivedMs` and as it was known then: finished days as they are
 * stored, those that are not stored or were changed by a late word counted anew, and the day that still runs as well.
 */
export async function readPlanned(
  db: Database,
  screenIds: readonly string[],
  span: WholeDays,
  untilReceivedMs: number,
): Promise<PlannedFigures> {
  const dates = datesOf(span, untilReceivedMs);
  const asked = { fromDate: span.fromDate, toDate: span.toDate, untilMs: untilReceivedMs };
  const settled = await sumSettledDays(db, asked);
  const late = await listLateWords(db, span.toMs);
  const isWhole = (screenId: string) => {
    const known = settled.get(screenId);
    if (known === undefined || known.days !== dates.length) return false;
    return (late.get(screenId) ?? 0) <= Math.min(known.leastEvidenceMs, untilReceivedMs);
  };
  const sums = await sumPlannedCounts(db, screenIds.filter(isWhole), asked);
  const lengthMs = Math.max(0, Math.min(span.toMs, untilReceivedMs) - span.fromMs);
  let unheldMs = 0;
  for (const screenId of screenIds) {
    if (isWhole(screenId)) {
      unheldMs += lengthMs - (settled.get(screenId)?.heldMs ?? 0);
      continue;
    }
    const mixed = await countMixed(db, screenId, dates, await listStandingDays(db, screenId, asked), untilReceivedMs);
    unheldMs += lengthMs - mixed.heldMs;
    sums.push(...mixed.sums);
  }
  return { sums, unheldMs };
}

/** Days of one screen of which some stand as stored. */
async function countMixed(
  db: Database,
  screenId: string,
  dates: readonly string[],
  standing: readonly StandingDayRow[],
  untilReceivedMs: number,
): Promise<{ readonly sums: PlannedSumRow[]; readonly heldMs: number }> {
  const stands = new Set(standing.map(({ civil_date }) => civil_date));
  const open = manifestsOf(db, screenId);
  const plays = new Map<string, number>();
  const add = (versionId: string, more: number) => plays.set(versionId, (plays.get(versionId) ?? 0) + more);
  let heldMs = standing.reduce((sum, { held_ms }) => sum + held_ms, 0);
  for (const date of dates) {
    if (stands.has(date)) {
      for (const row of await listPlannedCounts(db, screenId, date)) add(row.edition_version_id, row.plays);
      continue;
    }
    const { fromMs, toMs } = instantsOf(date);
    const span = { fromMs, toMs: Math.min(toMs, untilReceivedMs) };
    const planned = await countHeld(db, screenId, span, untilReceivedMs, open);
    heldMs += planned.heldMs;
    for (const count of planned.counts) add(count.versionId, count.plays);
  }
  const sums = [...plays].map(([edition_version_id, sum]) => ({ screen_id: screenId, edition_version_id, plays: sum }));
  return { sums, heldMs };
}

/** Those that have begun. */
function datesOf({ fromDate, toDate, toMs }: WholeDays, untilMs: number): string[] {
  const { date: lastBegun } = civilAt(Math.min(untilMs, toMs) - 1, REPORT_TIME_ZONE);
  const dates: string[] = [];
  for (let date = fromDate; date <= toDate && date <= lastBegun; date = addDays(date, 1)) dates.push(date);
  return dates;
}
