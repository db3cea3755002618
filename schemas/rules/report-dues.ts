import type { ReportKind } from "../report-document.ts";
import { addDays } from "./zoned-time.ts";

/**
 * The last civil day on which the report on a period is in time; `lastDate` is the period's last day. A month's by the
 * 5th of the next; a quarter's by the 15th of its last month, so before it is over; a year's before 30 November; a
 * programme's before 1 June and 1 December. null: nobody waits for it.
 */
export function reportDueDate(kind: ReportKind, lastDate: string): string | null {
  const year = lastDate.slice(0, 4);
  const month = lastDate.slice(5, 7);
  if (kind === "month") return `${addDays(lastDate, 1).slice(0, 8)}05`;
  if (kind === "quarter") return `${year}-${month}-15`;
  if (kind === "year") return `${year}-11-29`;
  if (kind === "programme" && month === "06") return `${year}-05-31`;
  if (kind === "programme" && month === "12") return `${year}-11-30`;
  return null;
}
