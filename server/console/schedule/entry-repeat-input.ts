import type { Recurrence } from "../../../schemas/entry-timing.ts";
import { CivilDate } from "../../../schemas/primitives.ts";
import { DomainError } from "../../errors.ts";
import type { FormInput } from "../form-input.ts";
import type { FieldReader } from "../form-problems.ts";
import { LUNAR_DAYS, namedLunarDay } from "./entry-lunar.ts";

const BYDAY = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** The recurrence that a form describes; null is every date. What cannot be read is noted at its field. */
export function readRepeat(form: FormInput, reader: FieldReader): Recurrence | null {
  const kind = form.text("repeat");
  if (kind === "weekly") return weekly(form, reader);
  if (kind === "monthly") return monthly(form, reader);
  if (kind === "yearly") return yearly(form, reader);
  if (kind === "lunar") return lunar(form, reader);
  if (kind === "rule") return written(form, reader);
  const every = interval(form, reader, "everyDays");
  return every === 1 ? null : rule(`FREQ=DAILY;INTERVAL=${every}`);
}

function weekly(form: FormInput, reader: FieldReader): Recurrence | null {
  const days = [...new Set(form.all("weekday").map(Number))].sort((one, other) => one - other);
  const every = interval(form, reader, "everyWeeks");
  if (days.length === 0) reader.note("weekday", "entry-form.needs-weekday");
  if (days.length === 7 && every === 1) return null;
  return rule(`FREQ=WEEKLY${part(every)};BYDAY=${days.map((day) => BYDAY[day] ?? "MO").join(",")}`);
}

function monthly(form: FormInput, reader: FieldReader): Recurrence {
  const every = interval(form, reader, "everyMonths");
  const days = reader.field("monthDays", () => readMonthDays(form.text("monthDays"), form.has("monthLast")), [1]);
  return rule(`FREQ=MONTHLY${part(every)};BYMONTHDAY=${days.join(",")}`);
}

function readMonthDays(text: string, last: boolean): number[] {
  const days = text.split(/[\s,;]+/).filter((day) => day !== "");
  const numbers = days.map(Number);
  const isDay = (day: number) => Number.isInteger(day) && day >= 1 && day <= 31;
  if (!numbers.every(isDay) || (numbers.length === 0 && !last)) {
    throw new DomainError("bad-input", "entry-form.bad-month-days");
  }
  return [...new Set(numbers)].sort((one, other) => one - other).concat(last ? [-1] : []);
}

function yearly(form: FormInput, reader: FieldReader): Recurrence {
  const [day, month] = reader.field("yearDay", () => readYearDay(form.text("yearDay")), [1, 1] as const);
  return rule(`FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${day}`);
}

function readYearDay(text: string): readonly [day: number, month: number] {
  const [, day = "", month = ""] = /^(\d{1,2})[/.-](\d{1,2})$/.exec(text) ?? [];
  // A year with a 29 February.
  const isDay = CivilDate.safeParse(`2028-${month.padStart(2, "0")}-${day.padStart(2, "0")}`).success;
  if (!isDay) {
    throw new DomainError("bad-input", "entry-form.bad-year-day");
  }
  return [Number(day), Number(month)];
}

function lunar(form: FormInput, reader: FieldReader): Recurrence {
  const named = LUNAR_DAYS.find(({ name }) => name === form.text("lunar"));
  const day = named?.day ?? number(form, reader, "lunarDay", form.text("lunarDay") === "-1" ? -1 : 1, 30, 1);
  return {
    kind: "lunar",
    month: named === undefined ? number(form, reader, "lunarMonth", 0, 12, 0) || null : named.month,
    day: day as -1 | number,
    leapMonths: named?.leapMonths ?? (form.has("lunarLeap") ? "also" : "skip"),
    offsetDays: number(form, reader, "lunarOffset", -30, 30, 0),
    lengthDays: number(form, reader, "lunarLength", 1, 60, named?.lengthDays ?? 1),
  };
}

function written(form: FormInput, reader: FieldReader): Recurrence {
  const rrule = form
    .text("rrule")
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .replace(/\s+/g, "");
  if (!/^[A-Z0-9=;,+-]{6,300}$/.test(rrule)) reader.note("rrule", "entry-form.bad-rule");
  return rule(rrule === "" ? "FREQ=DAILY" : rrule);
}

function interval(form: FormInput, reader: FieldReader, field: string): number {
  return number(form, reader, field, 1, 99, 1);
}

/** A whole number of the form; `instead` for an empty field. */
function number(
  form: FormInput,
  reader: FieldReader,
  field: string,
  least: number,
  most: number,
  instead: number,
): number {
  const text = form.text(field);
  if (text === "") return instead;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  reader.note(field, "entry-form.bad-number", { least, most });
  return instead;
}

function rule(rrule: string): Recurrence {
  return { kind: "rule", rrule };
}

function part(every: number): string {
  return every === 1 ? "" : `;INTERVAL=${every}`;
}

type Values = Record<string, string | string[]>;

/** The fields that show a recurrence; one that no field can show stands as its rule. */
export function repeatValues(recurrence: Recurrence | null): Values {
  if (recurrence === null) return { repeat: "daily" };
  if (recurrence.kind === "lunar") return lunarValues(recurrence);
  const parts = new Map(recurrence.rrule.split(";").map((one) => one.split("=", 2) as [string, string]));
  const keys = [...parts.keys()].filter((key) => key !== "INTERVAL").join();
  const every = parts.get("INTERVAL") ?? "";
  const days = (parts.get("BYDAY") ?? "").split(",").map((day) => BYDAY.indexOf(day as "MO"));
  const monthDays = (parts.get("BYMONTHDAY") ?? "").split(",");
  const freq = parts.get("FREQ");
  if (freq === "DAILY" && keys === "FREQ") return { repeat: "daily", everyDays: every };
  if (freq === "WEEKLY" && keys === "FREQ,BYDAY" && !days.includes(-1)) {
    return { repeat: "weekly", everyWeeks: every, weekday: days.map(String) };
  }
  if (freq === "MONTHLY" && keys === "FREQ,BYMONTHDAY" && monthDays.every((day) => Number(day) >= -1)) {
    const last = monthDays.includes("-1") ? { monthLast: "yes" } : {};
    const listed = monthDays.filter((day) => day !== "-1").join(", ");
    return { repeat: "monthly", everyMonths: every, monthDays: listed, ...last };
  }
  if (freq === "YEARLY" && keys === "FREQ,BYMONTH,BYMONTHDAY" && every === "") {
    const yearDay = `${parts.get("BYMONTHDAY")}/${parts.get("BYMONTH")}`;
    if (/^\d{1,2}\/\d{1,2}$/.test(yearDay)) return { repeat: "yearly", yearDay };
  }
  return { repeat: "rule", rrule: recurrence.rrule };
}

function lunarValues(recurrence: Extract<Recurrence, { kind: "lunar" }>): Values {
  const named = namedLunarDay(recurrence);
  return {
    repeat: "lunar",
    lunar: named?.name ?? "other",
    lunarDay: String(recurrence.day),
    lunarMonth: String(recurrence.month ?? 0),
    ...(recurrence.leapMonths === "also" ? { lunarLeap: "yes" } : {}),
    lunarOffset: recurrence.offsetDays === 0 ? "" : String(recurrence.offsetDays),
    lunarLength: recurrence.lengthDays === (named?.lengthDays ?? 1) ? "" : String(recurrence.lengthDays),
  };
}
