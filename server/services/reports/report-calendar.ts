import { reportDueDate } from "../../../schemas/rules/report-dues.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { listReportRows, type ReportRow, type ReportSubject } from "../../db/repos/reports.ts";
import { requireRole } from "../people/require-role.ts";
import { periodAround, periodBefore, periodOf, REPORT_TIME_ZONE } from "./report-period.ts";

const MOST_REPORTS = 500;
/** A report is called for this long before it is due. */
const REMIND_DAYS = 10;

export interface CalendarEntry extends ReportSubject {
  readonly periodName: string;
  readonly dueDate: string | null;
  /** `not-started`: nobody has opened it yet. */
  readonly status: ReportRow["status"] | "not-started";
  /** Set once it was opened: the newest, with its corrections counted. */
  readonly reportId: string | null;
  readonly corrections: number;
  /** `late`: due before today and not sent; `soon`: due within ten days; else null. */
  readonly call: "late" | "soon" | null;
}

/**
 * Every report there is, and those that are due around today though nobody has begun them, soonest due first; reports
 * without a due date at the end, newest first.
 */
export async function reportCalendar(ctx: ServiceContext): Promise<CalendarEntry[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const today = civilAt(ctx.now(), REPORT_TIME_ZONE).date;
  const newest = new Map<string, ReportRow>();
  for (const row of await listReportRows(ctx.db, MOST_REPORTS)) {
    const known = newest.get(nameOf(row));
    if (row.kind !== "certificate" && (known === undefined || known.correction < row.correction)) {
      newest.set(nameOf(row), row);
    }
  }
  const expected = expectedAround(today).filter((subject) => !newest.has(nameOf(subject)));
  const entries = [
    ...[...newest.values()].map((row) => entryOf(row, today, row)),
    ...expected.map((subject) => entryOf(subject, today, undefined)),
  ];
  return entries.sort(byDue);
}

/** The month, quarter and year that end around today, and those just over. */
function expectedAround(today: string): ReportSubject[] {
  const month = periodAround("month", today);
  const quarter = periodAround("quarter", today);
  const codes = [
    periodBefore(month.code).code,
    month.code,
    periodBefore(quarter.code).code,
    quarter.code,
    today.slice(0, 4),
  ];
  return codes.map((period) => ({ kind: kindOf(period), period, programme: null }));
}

function entryOf({ kind, period, programme }: ReportSubject, today: string, row: ReportRow | undefined): CalendarEntry {
  const { name, toDate } = periodOf(period);
  const dueDate = reportDueDate(kind, toDate);
  const isOpen = row?.status !== "sent";
  const isSoon = dueDate !== null && dueDate <= addDays(today, REMIND_DAYS);
  return {
    ...{ kind, period, programme, periodName: name, dueDate },
    status: row?.status ?? "not-started",
    reportId: row?.id ?? null,
    corrections: row?.correction ?? 0,
    call: !isOpen || dueDate === null || !isSoon ? null : dueDate < today ? "late" : "soon",
  };
}

function kindOf(period: string): "month" | "quarter" | "year" {
  if (period.length === 4) return "year";
  return period.includes("Q") ? "quarter" : "month";
}

const nameOf = ({ kind, period, programme }: ReportSubject): string => `${kind} ${period} ${programme ?? ""}`;

/** What calls comes first; then the newest period. */
function byDue(one: CalendarEntry, other: CalendarEntry): number {
  const rank = ({ call }: CalendarEntry) => (call === "late" ? 0 : call === "soon" ? 1 : 2);
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  if (rank(one) < 2) return (one.dueDate ?? "") < (other.dueDate ?? "") ? -1 : 1;
  return periodOf(one.period).toDate > periodOf(other.period).toDate ? -1 : 1;
}
