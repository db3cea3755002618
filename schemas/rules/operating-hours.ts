import type { DaypartWindow } from "../entry-timing.ts";
import type { DatedHours } from "../operating-hours.ts";
import { type InstantLookup, type Span, wholeDay, windowSpans } from "./daypart-windows.ts";
import { weekdayOf } from "./zoned-time.ts";

/**
 * When a site serves people on a civil date: its exception for that date, else its public holiday hours, else those of
 * the weekday, from the row of hours in force. Empty: closed. Around the clock before the first row.
 */
export function operatingWindowsOn(
  hours: readonly DatedHours[],
  publicHolidays: ReadonlySet<string>,
  date: string,
): readonly DaypartWindow[] | "around-the-clock" {
  let inForce: DatedHours | undefined;
  for (const row of hours) {
    if (row.fromDate <= date && (inForce === undefined || row.fromDate > inForce.fromDate)) inForce = row;
  }
  if (inForce === undefined) return "around-the-clock";
  const { weekly, publicHolidays: holidayWindows, exceptions } = inForce.hours;
  const exception = exceptions.find((one) => one.date === date);
  if (exception !== undefined) return exception.windows;
  if (holidayWindows !== null && publicHolidays.has(date)) return holidayWindows;
  return weekly[weekdayOf(date)] ?? [];
}

/** The spans of `operatingWindowsOn` that start on the date; a window over midnight runs to its own end. */
export function operatingSpans(
  hours: readonly DatedHours[],
  publicHolidays: ReadonlySet<string>,
  at: InstantLookup,
  date: string,
): Span[] {
  const windows = operatingWindowsOn(hours, publicHolidays, date);
  return windows === "around-the-clock" ? wholeDay(date, at) : windowSpans(windows, date, at);
}
