import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";

/** Reports are made by the civil calendar of this zone, wherever a screen stands; it has been on whole hours since 1975. */
export const REPORT_TIME_ZONE = "Asia/Ho_Chi_Minh";

export interface ReportPeriod {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly fromMs: number;
  /** First instant after the month. */
  readonly toMs: number;
}

/** The civil month. Errors: `bad-input`. */
export function monthPeriod(month: string): ReportPeriod {
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month)) throw new DomainError("bad-input", "error.bad-input", { what: "month" });
  const nextMonth = addDays(`${month}-28`, 4).slice(0, 7);
  return {
    month,
    fromMs: startOfDate(`${month}-01`, REPORT_TIME_ZONE),
    toMs: startOfDate(`${nextMonth}-01`, REPORT_TIME_ZONE),
  };
}
