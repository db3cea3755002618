import { OperatingHours } from "../../../schemas/operating-hours.ts";
import { type FormInput, formOf } from "../form-input.ts";
import { FormProblems, fieldReader } from "../form-problems.ts";
import { readDate } from "../parts/civil-input.ts";
import { dayOf } from "../parts/format.ts";
import { exceptionValues, readExceptions } from "../parts/window-input.ts";
import { readWindows, writeWindows } from "../parts/window-text.ts";

export const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6] as const;

/** Operating hours and the date they begin on, as a form describes them. Throws `FormProblems` naming every wrong field. */
export function readHours(form: FormInput, today: string): { fromDate: string; hours: OperatingHours } {
  const reader = fieldReader();
  const fromDate = reader.field("fromDate", () => readDate(form.text("fromDate")), null) ?? today;
  const weekly = WEEKDAYS.map((weekday) => {
    const field = `day-${form.has("copyFirst") ? 0 : weekday}`;
    return reader.field(field, () => readWindows(form.text(field)), []);
  });
  const kind = form.text("holidays");
  const text = kind === "hours" ? form.text("holidayHours") : "";
  const holidayWindows = reader.field("holidayHours", () => readWindows(text), []);
  if (kind === "hours" && holidayWindows.length === 0) reader.note("holidayHours", "entry-form.needs-hours");
  const said = {
    weekly,
    publicHolidays: kind === "closed" || kind === "hours" ? holidayWindows : null,
    exceptions: readExceptions(form, reader),
  };
  reader.finish();
  const parsed = OperatingHours.safeParse(said);
  if (parsed.success) return { fromDate, hours: parsed.data };
  throw new FormProblems({ field: "day-0", key: "error.form", parameters: {} });
}

/** A version that the form was made beside, for `seenHours` to know it again. */
export function seenWords({ fromDate, setAtMs }: { readonly fromDate: string; readonly setAtMs: number }): string {
  return `${fromDate} ${setAtMs}`;
}

/** When the hours of a date had been set as the form was made; null: there were none. */
export function seenHours(form: FormInput, fromDate: string): number | null {
  const seen = form.all("seen").find((words) => words.startsWith(`${fromDate} `));
  const setAtMs = Number(seen?.split(" ")[1]);
  return Number.isSafeInteger(setAtMs) ? setAtMs : null;
}

/** The form that shows hours; around the clock where none were set. */
export function formOfHours(hours: OperatingHours | null, fromDate: string): FormInput {
  const holidays = hours?.publicHolidays ?? null;
  const kind = holidays === null ? "same" : holidays.length === 0 ? "closed" : "hours";
  return formOf({
    fromDate: dayOf(fromDate),
    ...Object.fromEntries(
      WEEKDAYS.map((weekday) => [
        `day-${weekday}`,
        hours === null ? "00:00–24:00" : writeWindows(hours.weekly[weekday] ?? []),
      ]),
    ),
    holidays: kind,
    holidayHours: writeWindows(holidays ?? []),
    ...exceptionValues(hours?.exceptions ?? []),
  });
}
