import type { ReportKind } from "../../../schemas/report-document.ts";
import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";

/** Reports are made by the civil calendar of this zone, wherever a screen stands; it has been on whole hours since 1975. */
export const REPORT_TIME_ZONE = "Asia/Ho_Chi_Minh";

/** A stretch of whole civil days of the reports' zone. */
export interface ReportSpan {
  readonly fromDate: string;
  /** Last day, inclusive. */
  readonly toDate: string;
  readonly fromMs: number;
  /** First instant after the last day. */
  readonly toMs: number;
}

/** A month, quarter or year. */
export interface ReportPeriod extends ReportSpan {
  /** `2026-10`, `2026-Q4` or `2026`. */
  readonly code: string;
  /** "tháng 10 năm 2026", "quý IV năm 2026", "năm 2026". */
  readonly name: string;
}

const PATTERN = /^(20\d\d)(?:-(0[1-9]|1[0-2])|-Q([1-4]))?$/;
const ROMAN = ["I", "II", "III", "IV"] as const;

/** The civil period of a code. Errors: `bad-input`. */
export function periodOf(code: string): ReportPeriod {
  const match = PATTERN.exec(code);
  if (match === null) throw new DomainError("bad-input", "error.bad-input", { what: "period" });
  const [, year = "", month, quarter] = match;
  const first = month === undefined ? (quarter === undefined ? 1 : Number(quarter) * 3 - 2) : Number(month);
  const last = month === undefined ? (quarter === undefined ? 12 : first + 2) : first;
  const fromDate = `${year}-${twoDigits(first)}-01`;
  const toDate = addDays(`${addDays(`${year}-${twoDigits(last)}-28`, 4).slice(0, 7)}-01`, -1);
  return { code, name: nameOf(year, month, quarter), ...spanOf(fromDate, toDate) };
}

/** The days from one to the other, both included. */
export function spanOf(fromDate: string, toDate: string): ReportSpan {
  return {
    fromDate,
    toDate,
    fromMs: startOfDate(fromDate, REPORT_TIME_ZONE),
    toMs: startOfDate(addDays(toDate, 1), REPORT_TIME_ZONE),
  };
}

/** The period before, of the same length. */
export function periodBefore(code: string): ReportPeriod {
  return shifted(code, -1);
}

/** The period after, of the same length. */
export function periodAfter(code: string): ReportPeriod {
  return shifted(code, 1);
}

/** The same period of the year before. */
export function periodLastYear(code: string): ReportPeriod {
  const { code: own } = periodOf(code);
  return periodOf(`${Number(own.slice(0, 4)) - 1}${own.slice(4)}`);
}

/** The period that a day lies in. A programme is reported by quarter, a cluster by month. */
export function periodAround(kind: ReportKind, date: string): ReportPeriod {
  const [year = "", month = ""] = date.split("-");
  if (kind === "year") return periodOf(year);
  if (kind === "month" || kind === "certificate") return periodOf(`${year}-${month}`);
  return periodOf(`${year}-Q${Math.ceil(Number(month) / 3)}`);
}

function shifted(code: string, by: 1 | -1): ReportPeriod {
  const { fromDate, toDate } = periodOf(code);
  const date = by < 0 ? addDays(fromDate, -1) : addDays(toDate, 1);
  const kind = code.includes("Q") ? "quarter" : code.length === 4 ? "year" : "month";
  return periodAround(kind, date);
}

function nameOf(year: string, month: string | undefined, quarter: string | undefined): string {
  if (month !== undefined) return `tháng ${month} năm ${year}`;
  return quarter === undefined ? `năm ${year}` : `quý ${ROMAN[Number(quarter) - 1] ?? ""} năm ${year}`;
}

const twoDigits = (number: number): string => String(number).padStart(2, "0");
