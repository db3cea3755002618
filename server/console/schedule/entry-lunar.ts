import type { Recurrence } from "../../../schemas/entry-timing.ts";

type Lunar = Extract<Recurrence, { kind: "lunar" }>;

/** A day of the lunar calendar that people call by name. */
export interface LunarDay {
  readonly name: LunarName;
  readonly month: Lunar["month"];
  readonly day: Lunar["day"];
  /** Whether a leap month's day of the same number counts: it does for days of every month. */
  readonly leapMonths: Lunar["leapMonths"];
  /** Length when none is given. */
  readonly lengthDays: number;
}

export const LUNAR_NAMES = [
  "tet",
  "first",
  "full",
  "gio-to",
  "full-first-month",
  "vu-lan",
  "mid-autumn",
  "kitchen",
  "year-end",
] as const;
export type LunarName = (typeof LUNAR_NAMES)[number];

const yearly = (name: LunarName, month: number, day: Lunar["day"], lengthDays = 1): LunarDay => ({
  name,
  month,
  day,
  leapMonths: "skip",
  lengthDays,
});
const monthly = (name: LunarName, day: Lunar["day"]): LunarDay => ({
  name,
  month: null,
  day,
  leapMonths: "also",
  lengthDays: 1,
});

/** The named days, those of every year's planning first. */
export const LUNAR_DAYS: readonly LunarDay[] = [
  yearly("tet", 1, 1, 5),
  monthly("first", 1),
  monthly("full", 15),
  yearly("gio-to", 3, 10),
  yearly("full-first-month", 1, 15),
  yearly("vu-lan", 7, 15),
  yearly("mid-autumn", 8, 15),
  yearly("kitchen", 12, 23),
  yearly("year-end", 12, -1),
];

/** The named day that a recurrence is about, however long it runs and whenever it begins. */
export function namedLunarDay(recurrence: Lunar): LunarDay | undefined {
  return LUNAR_DAYS.find(
    ({ month, day, leapMonths }) =>
      month === recurrence.month && day === recurrence.day && leapMonths === recurrence.leapMonths,
  );
}
