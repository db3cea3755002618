import { reportDueDate } from "../../../schemas/rules/report-dues.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { findFirstScreenMs, listMainProgrammes } from "../../db/repos/report-dues.ts";
import { listReportRows, type ReportRow, type ReportSubject } from "../../db/repos/reports.ts";
import { requireRole } from "../people/require-role.ts";
import { listReference } from "../reference/list-reference.ts";
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
 * without a due date at the end, newest first. Nothing was due before the first screen was set up.
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
  const expected = (await expectedAround(ctx, today)).filter((subject) => !newest.has(nameOf(subject)));
  const entries = [
    ...[...newest.values()].map((row) => entryOf(row, today, row)),
    ...expected.map((subject) => entryOf(subject, today, undefined)),
  ];
  return entries.sort(byDue);
}

/** The reports that call for somebody today. */
export async function dueReports(ctx: ServiceContext): Promise<(CalendarEntry & { call: "late" | "soon" })[]> {
  return (await reportCalendar(ctx)).flatMap(({ call, ...entry }) => (call === null ? [] : [{ ...entry, call }]));
}

/** The month, quarter and year that end around today, and those just over, as far as there was a screen in them. */
async function expectedAround(ctx: ServiceContext, today: string): Promise<ReportSubject[]> {
  const beganAtMs = await findFirstScreenMs(ctx.db);
  if (beganAtMs === null) return [];
  const subjects = [...expectedOfAll(today), ...expectedOfProgrammes(today, await nationalProgrammes(ctx))];
  return subjects.filter(({ period }) => periodOf(period).toMs > beganAtMs);
}

/** Half a year is reported under its second quarter. */
function expectedOfProgrammes(today: string, programmes: readonly string[]): ReportSubject[] {
  const { code, toDate } = periodAround("programme", today);
  const codes = [{ code, toDate }, periodBefore(code)].filter(
    (period) => reportDueDate("programme", period.toDate) !== null,
  );
  return programmes.flatMap((programme) =>
    codes.map(({ code: period }): ReportSubject => ({ kind: "programme", period, programme })),
  );
}

/** National target programmes that some content belongs to, itself or by a part of it. */
async function nationalProgrammes({ db }: ServiceContext): Promise<string[]> {
  const all = new Map((await listReference(db, "programme")).map((row) => [row.code as string, row]));
  const roots = (await listMainProgrammes(db)).map((code) => {
    let row = all.get(code);
    while (row?.parent != null) row = all.get(row.parent);
    return row;
  });
  const codes = roots.flatMap((row) => (row?.kind === "national-target-programme" ? [row.code] : []));
  return [...new Set(codes)].sort();
}

function expectedOfAll(today: string): ReportSubject[] {
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
  // A programme is due by the half year; a report on one of its months is nobody's duty.
  const isDue = kind !== "programme" || !/-\d\d$/.test(period);
  const dueDate = isDue ? reportDueDate(kind, toDate) : null;
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
