import type { DateException, DaypartWindow } from "../../../schemas/entry-timing.ts";
import type { FormInput } from "../form-input.ts";
import type { FieldReader } from "../form-problems.ts";
import { readDate } from "./civil-input.ts";
import { dayOf } from "./format.ts";
import { readWindow, readWindows, writeWindows } from "./window-text.ts";

/** The windows of the rows `fromTime`, `untilTime`; an empty row is none. At least one is asked for. */
export function readWindowRows(form: FormInput, reader: FieldReader): DaypartWindow[] {
  const untils = form.each("untilTime");
  const windows = form.each("fromTime").flatMap((from, index) => {
    const until = untils[index] ?? "";
    if (from === "" && until === "") return [];
    const window = reader.field("fromTime", () => readWindow(from, until), null);
    return window === null ? [] : [window];
  });
  if (windows.length === 0) reader.note("fromTime", "entry-form.half-time");
  return windows;
}

/** The fields that show windows. */
export function windowValues(windows: readonly DaypartWindow[]) {
  return {
    fromTime: windows.map(({ fromLocal }) => fromLocal),
    untilTime: windows.map(({ untilLocal }) => untilLocal),
  };
}

/** Dates with hours of their own; a row without a date is none. */
export function readExceptions(form: FormInput, reader: FieldReader): DateException[] {
  const [kinds, hours, notes] = [form.each("exKind"), form.each("exHours"), form.each("exNote")];
  const exceptions = form.each("exDate").flatMap((typed, index): DateException[] => {
    const date = reader.field("exDate", () => readDate(typed), null);
    if (date === null) return [];
    const text = kinds[index] === "hours" ? (hours[index] ?? "") : "";
    const windows = reader.field("exDate", () => readWindows(text), []);
    if (kinds[index] === "hours" && windows.length === 0) reader.note("exDate", "entry-form.needs-hours");
    return [{ date, windows, note: notes[index] ?? "" }];
  });
  const dates = exceptions.map(({ date }) => date);
  if (new Set(dates).size !== dates.length) reader.note("exDate", "schedule.rule.two-exceptions");
  return exceptions;
}

/** The rows that show such dates. */
export function exceptionValues(exceptions: readonly DateException[]) {
  return {
    exDate: exceptions.map(({ date }) => dayOf(date)),
    exKind: exceptions.map(({ windows }) => (windows.length === 0 ? "closed" : "hours")),
    exHours: exceptions.map(({ windows }) => writeWindows(windows)),
    exNote: exceptions.map(({ note }) => note),
  };
}
