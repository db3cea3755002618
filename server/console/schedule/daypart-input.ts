import { NamedDaypartInput } from "../../../schemas/entry-timing.ts";
import { type FormInput, formOf } from "../form-input.ts";
import { FormProblems, fieldReader } from "../form-problems.ts";
import { exceptionValues, readExceptions, readWindowRows, windowValues } from "../parts/window-input.ts";

/** The named daypart that a form describes. Throws `FormProblems` naming every field that is wrong. */
export function readDaypart(form: FormInput): NamedDaypartInput {
  const reader = fieldReader();
  if (form.text("name") === "") reader.note("name", "dayparts.needs-name");
  const weekdays = form.all("weekday").map(Number);
  if (weekdays.length === 0) reader.note("weekday", "entry-form.needs-weekday");
  const said = {
    name: form.text("name"),
    weekdays,
    windows: readWindowRows(form, reader),
    exceptions: readExceptions(form, reader),
  };
  reader.finish();
  const parsed = NamedDaypartInput.safeParse(said);
  if (parsed.success) return parsed.data;
  throw new FormProblems({ field: "name", key: "error.form", parameters: {} });
}

/** The form that shows a named daypart; `updatedAtMs` is the version that it is made from. */
export function formOfDaypart(daypart: NamedDaypartInput, updatedAtMs: number | null): FormInput {
  return formOf({
    basis: updatedAtMs === null ? "" : String(updatedAtMs),
    name: daypart.name,
    weekday: daypart.weekdays.map(String),
    ...windowValues(daypart.windows),
    ...exceptionValues(daypart.exceptions),
  });
}

/** A new one: every day, no hours yet. */
export function formOfNewDaypart(): FormInput {
  return formOf({ weekday: ["0", "1", "2", "3", "4", "5", "6"] });
}
