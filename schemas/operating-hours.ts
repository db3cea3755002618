import * as z from "zod";
import { DateException, DaypartWindow } from "./entry-timing.ts";
import { CivilDate } from "./primitives.ts";
import { mergeWindows, windowMinutes } from "./rules/daypart-windows.ts";

const Windows = z
  .array(DaypartWindow.refine((window) => windowMinutes(window) > 0, { message: "The window has no length." }))
  .max(12)
  .transform(mergeWindows);

/** When a site serves people. A window over midnight belongs to the day it starts on. */
export const OperatingHours = z.strictObject({
  /** Monday first; no window: closed on that weekday. */
  weekly: z.array(Windows).length(7),
  /** On public holidays; null: as on any such weekday. */
  publicHolidays: Windows.nullable(),
  /** Before weekday and holiday. */
  exceptions: z
    .array(DateException)
    .max(400)
    .refine((list) => new Set(list.map(({ date }) => date)).size === list.length, {
      message: "A date has two exceptions.",
    })
    .transform((list) => [...list].sort((one, other) => (one.date < other.date ? -1 : 1))),
});
export type OperatingHours = z.infer<typeof OperatingHours>;

/** Hours in force from a civil date until the next such row; before the first row a site is open around the clock. */
export const DatedHours = z.strictObject({ fromDate: CivilDate, hours: OperatingHours });
export type DatedHours = z.infer<typeof DatedHours>;
