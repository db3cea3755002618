import * as z from "zod";
import { CivilDate, humanText, LocalTime, NounId } from "./primitives.ts";
import { mergeWindows, windowMinutes } from "./rules/daypart-windows.ts";

/** Half-open in civil time. An end before the start lies on the next day; `24:00` is midnight. */
export const DaypartWindow = z.strictObject({ fromLocal: LocalTime, untilLocal: LocalTime });
export type DaypartWindow = z.infer<typeof DaypartWindow>;

const Windows = z
  .array(DaypartWindow.refine((window) => windowMinutes(window) > 0, { message: "The window has no length." }))
  .max(48)
  .transform(mergeWindows);

/** 0 Monday … 6 Sunday, each once, in order. */
const Weekdays = z
  .array(z.int().min(0).max(6))
  .min(1)
  .max(7)
  .transform((weekdays) => [...new Set(weekdays)].sort((one, other) => one - other));

/**
 * When in the week an entry plays. A window over midnight belongs to the day it starts on. Windows of no length are
 * refused; overlapping ones come out as one, so that the stored form has a single reading.
 */
export const Daypart = z.strictObject({ weekdays: Weekdays, windows: Windows.pipe(z.array(DaypartWindow).min(1)) });
export type Daypart = z.infer<typeof Daypart>;

/** Other windows on one civil date; none at all: closed on that date. It stays when the rule around it is edited. */
export const DateException = z.strictObject({ date: CivilDate, windows: Windows, note: humanText(120) });
export type DateException = z.infer<typeof DateException>;

const Exceptions = z
  .array(DateException)
  .max(400)
  .refine((list) => new Set(list.map(({ date }) => date)).size === list.length, {
    message: "A date has two exceptions.",
  })
  .transform((list) => [...list].sort((one, other) => (one.date < other.date ? -1 : 1)));

/** A daypart with a name, used by many entries: "giờ thông quan", "ca đêm". */
export const NamedDaypart = z.strictObject({
  id: NounId,
  name: z.string().min(1).max(120),
  weekdays: Weekdays,
  windows: Windows,
  exceptions: Exceptions,
});
export type NamedDaypart = z.infer<typeof NamedDaypart>;

export const NamedDaypartInput = NamedDaypart.omit({ id: true }).extend({
  name: humanText(120).pipe(z.string().min(1)),
  windows: Windows.pipe(z.array(DaypartWindow).min(1)),
});
export type NamedDaypartInput = z.infer<typeof NamedDaypartInput>;

/** The hours of a day in which an entry is open, on the dates it occurs. */
export const EntryHours = z.discriminatedUnion("kind", [
  /** The whole civil day. */
  z.strictObject({ kind: z.literal("always") }),
  z.strictObject({ kind: z.literal("own"), daypart: Daypart }),
  z.strictObject({ kind: z.literal("named"), daypartId: NounId }),
  /** The operating hours of the site where it plays, with their exceptions and holidays. */
  z.strictObject({ kind: z.literal("operating") }),
]);
export type EntryHours = z.infer<typeof EntryHours>;

/** On which civil dates an entry occurs, between its first and last date. */
export const Recurrence = z.discriminatedUnion("kind", [
  /**
   * RFC 5545 RRULE value without `RRULE:` (e.g. `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO`), counted from the entry's first date;
   * FREQ is DAILY or longer, UNTIL a date. Dates taken out are exceptions without windows.
   */
  z.strictObject({
    kind: z.literal("rule"),
    rrule: z
      .string()
      .max(300)
      .regex(/^[A-Z0-9=;,+-]+$/),
  }),
  /** Days of Viet Nam's lunar calendar (UTC+7). */
  z.strictObject({
    kind: z.literal("lunar"),
    /** null: every month. */
    month: z.int().min(1).max(12).nullable(),
    /** A day that a short month lacks is left out; -1 is the month's last. */
    day: z.union([z.literal(-1), z.int().min(1).max(30)]),
    /** Whether the leap month of the same number counts too. */
    leapMonths: z.enum(["skip", "also"]),
    /** Days before (negative) or after that day on which it begins. */
    offsetDays: z.int().min(-30).max(30),
    lengthDays: z.int().min(1).max(60),
  }),
]);
export type Recurrence = z.infer<typeof Recurrence>;

/**
 * When an entry is on: dates, recurrence on them, hours on those. An exception stands before recurrence and hours, and
 * adds its date where they leave it out; none reaches before the first or after the last date.
 */
export const EntryTiming = z.strictObject({
  fromDate: CivilDate,
  /** Last date, inclusive; null without end. A window that starts on it runs to its own end. */
  untilDate: CivilDate.nullable(),
  /** null: every date. */
  recurrence: Recurrence.nullable(),
  hours: EntryHours,
  exceptions: Exceptions,
});
export type EntryTiming = z.infer<typeof EntryTiming>;
