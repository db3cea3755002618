import { setImmediate } from "node:timers/promises";
import type { Database } from "../../context.ts";
import { listStoredDays } from "../../db/repos/completeness.ts";
import { listScreensInPeriod } from "../../db/repos/report-figures.ts";
import { type CivilDays, dayRow, openCounting } from "./read-days.ts";

/** A stored day that does not come out as it is stored. */
export interface DayDifference {
  readonly screenId: string;
  readonly date: string;
  readonly stored: string;
  readonly derived: string;
}

/**
 * Counts every stored day of these dates anew from the evidence received by the instant at which it was stored, and tells
 * each that differs: none, unless a stored day was altered, evidence is gone, or operating hours were changed for the past.
 */
export async function recomputeDays(
  db: Database,
  days: CivilDays,
  onDifference: (difference: DayDifference) => void,
): Promise<{ readonly days: number; readonly differences: number }> {
  const found = { days: 0, differences: 0 };
  const places = await listScreensInPeriod(db, 0, Number.MAX_SAFE_INTEGER);
  for (const { screen_id: screenId, site_id: siteId, time_zone: timeZone } of places) {
    for (const row of await listStoredDays(db, screenId, days.fromDate, days.toDate)) {
      const { civil_date: date, evidence_until_ms: untilMs } = row;
      const screen = { screenId, siteId, timeZone };
      const counting = await openCounting(db, screen, { fromDate: date, toDate: date }, untilMs);
      const derived = dayRow(screenId, date, await counting.count(date), counting.openOn(date), untilMs);
      found.days += 1;
      if (derived.account_json !== row.account_json || derived.is_settled !== row.is_settled) {
        found.differences += 1;
        onDifference({ screenId, date, stored: row.account_json, derived: derived.account_json });
      }
      await setImmediate();
    }
  }
  return found;
}
