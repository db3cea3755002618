import { type DayNumber, dateOf, dayNumber, dayOfMonth, daysInMonth, monthOf, weekday, yearOf } from "./civil.ts";
import { lunarDay } from "./lunar.ts";
import type { HolidayRow, RecurrenceRow } from "./rows.ts";

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** The dates on which a recurrence counted from `fromDate` occurs, found by looking at each day from the first on. */
export class Occurrences {
  readonly #recurrence: RecurrenceRow;
  readonly #first: DayNumber;
  readonly #parts: ReadonlyMap<string, string>;
  readonly #found = new Set<DayNumber>();
  #looked: DayNumber;

  constructor(recurrence: RecurrenceRow, fromDate: string) {
    this.#recurrence = recurrence;
    this.#first = dayNumber(fromDate);
    this.#looked = this.#first;
    const pairs = recurrence.kind === "rule" ? recurrence.rrule.split(";") : [];
    this.#parts = new Map(pairs.map((pair) => [pair.split("=")[0] ?? "", pair.split("=")[1] ?? ""]));
  }

  has(day: DayNumber): boolean {
    if (this.#recurrence.kind === "lunar") return isLunarOccurrence(this.#recurrence, day);
    const count = Number(this.#parts.get("COUNT") ?? Number.MAX_SAFE_INTEGER);
    for (; this.#looked <= day; this.#looked += 1) {
      if (this.#found.size < count && this.#matches(this.#looked)) this.#found.add(this.#looked);
    }
    return this.#found.has(day);
  }

  #matches(day: DayNumber): boolean {
    const until = this.#parts.get("UNTIL");
    if (until !== undefined && dateOf(day).replaceAll("-", "") > until.slice(0, 8)) return false;
    return this.#isInStep(day) && this.#isInMonths(day) && this.#isNamed(day);
  }

  /** Every INTERVAL-th day, week from Monday, month or year, the one of the first date being the first. */
  #isInStep(day: DayNumber): boolean {
    const interval = Number(this.#parts.get("INTERVAL") ?? 1);
    const steps = {
      DAILY: () => day - this.#first,
      WEEKLY: () => (day - weekday(day) - (this.#first - weekday(this.#first))) / 7,
      MONTHLY: () => (yearOf(day) - yearOf(this.#first)) * 12 + monthOf(day) - monthOf(this.#first),
      YEARLY: () => yearOf(day) - yearOf(this.#first),
    };
    return steps[this.#frequency()]() % interval === 0;
  }

  #isInMonths(day: DayNumber): boolean {
    const months = this.#list("BYMONTH");
    if (months.length > 0) return months.includes(String(monthOf(day)));
    const isFree =
      this.#frequency() !== "YEARLY" || this.#list("BYDAY").length > 0 || this.#list("BYMONTHDAY").length > 0;
    return isFree || monthOf(day) === monthOf(this.#first);
  }

  #isNamed(day: DayNumber): boolean {
    const byDay = this.#list("BYDAY");
    const byMonthDay = this.#list("BYMONTHDAY");
    if (byDay.length + byMonthDay.length === 0) {
      if (this.#frequency() === "DAILY") return true;
      if (this.#frequency() === "WEEKLY") return weekday(day) === weekday(this.#first);
      return dayOfMonth(day) === dayOfMonth(this.#first);
    }
    return (
      (byDay.length === 0 || byDay.some((name) => this.#isNthWeekday(day, name))) &&
      (byMonthDay.length === 0 || byMonthDay.some((number) => isMonthDay(day, Number(number))))
    );
  }

  /** `MO`, or `2MO` and `-1FR`: counted within the month, or within the year of a yearly rule without months. */
  #isNthWeekday(day: DayNumber, name: string): boolean {
    if (WEEKDAYS[weekday(day)] !== name.slice(-2)) return false;
    const nth = Number(name.slice(0, -2));
    if (nth === 0) return true;
    const inYear = this.#frequency() === "YEARLY" && this.#list("BYMONTH").length === 0;
    const start = inYear ? dayNumber(`${yearOf(day)}-01-01`) : day - dayOfMonth(day) + 1;
    const end = inYear ? dayNumber(`${yearOf(day)}-12-31`) : start + daysInMonth(yearOf(day), monthOf(day)) - 1;
    return nth > 0 ? Math.floor((day - start) / 7) + 1 === nth : Math.floor((end - day) / 7) + 1 === -nth;
  }

  #frequency(): "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY" {
    const frequency = this.#parts.get("FREQ");
    if (frequency === "DAILY" || frequency === "WEEKLY" || frequency === "MONTHLY" || frequency === "YEARLY") {
      return frequency;
    }
    throw new Error(`The interpreter does not know FREQ=${frequency}.`);
  }

  #list(part: string): string[] {
    const text = this.#parts.get(part) ?? "";
    return text === "" ? [] : text.split(",");
  }
}

function isMonthDay(day: DayNumber, wanted: number): boolean {
  const length = daysInMonth(yearOf(day), monthOf(day));
  return wanted > 0 ? dayOfMonth(day) === wanted : dayOfMonth(day) === length + 1 + wanted;
}

function isLunarOccurrence(rule: Extract<RecurrenceRow, { kind: "lunar" }>, day: DayNumber): boolean {
  for (let place = 0; place < rule.lengthDays; place += 1) {
    const lunar = lunarDay(day - place - rule.offsetDays);
    const isDay = rule.day === -1 ? lunar.isLastOfMonth : lunar.day === rule.day;
    const isMonth = rule.month === null || rule.month === lunar.month;
    if (isDay && isMonth && (!lunar.isLeap || rule.leapMonths === "also")) return true;
  }
  return false;
}

/** Whether a civil day is one of the public holidays. */
export function isPublicHoliday(holidays: readonly HolidayRow[], day: DayNumber): boolean {
  return holidays.some((holiday) => {
    for (let place = 0; place < holiday.durationDays; place += 1) {
      const first = day - place;
      const lunar = holiday.calendar === "lunar" ? lunarDay(first) : null;
      const month = lunar === null ? monthOf(first) : lunar.month;
      const dayInMonth = lunar === null ? dayOfMonth(first) : lunar.day;
      if (month === holiday.month && dayInMonth === holiday.day && lunar?.isLeap !== true) return true;
    }
    return false;
  });
}
