import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { PlannedCountRow, PlannedDayRow } from "../../db/repos/planned-days.ts";
import { REPORT_TIME_ZONE } from "../reports/report-period.ts";
import type { PlannedSpan } from "./count-held.ts";

/** The instants of a civil date of the reports' zone. */
export function instantsOf(date: string): { readonly fromMs: number; readonly toMs: number } {
  return {
    fromMs: startOfDate(date, REPORT_TIME_ZONE),
    toMs: startOfDate(addDays(date, 1), REPORT_TIME_ZONE),
  };
}

/** A day as it is stored, and its counts. */
export function plannedRows(
  screenId: string,
  date: string,
  planned: PlannedSpan,
  untilReceivedMs: number,
): { readonly day: PlannedDayRow; readonly counts: readonly PlannedCountRow[] } {
  const { fromMs, toMs } = instantsOf(date);
  return {
    day: {
      screen_id: screenId,
      civil_date: date,
      from_ms: fromMs,
      to_ms: toMs,
      held_json: canonicalJson(planned.held.map((span) => [span.fromMs, span.toMs, span.revision])),
      held_ms: planned.heldMs,
      evidence_until_ms: untilReceivedMs,
    },
    counts: planned.counts.map(({ versionId, entryId, plays }) => ({
      screen_id: screenId,
      civil_date: date,
      edition_version_id: versionId,
      entry_id: entryId,
      plays,
    })),
  };
}
