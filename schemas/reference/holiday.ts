import * as z from "zod";
import { CivilDate } from "../primitives.ts";

const month = z.int().min(1).max(12);

/** On which day a holiday falls. */
export const HolidayDay = z.discriminatedUnion("calendar", [
  z.strictObject({ calendar: z.literal("solar"), month, day: z.int().min(1).max(31) }),
  /** Viet Nam's lunar calendar, with the civil dates already worked out. */
  z.strictObject({
    calendar: z.literal("lunar"),
    month,
    day: z.int().min(1).max(30),
    dates: z.array(CivilDate).min(1),
  }),
  /** A calendar of one people or place: the date is entered each year. */
  z.strictObject({ calendar: z.literal("local") }),
]);

/** A day that campaigns are planned around. */
export const Holiday = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  when: HolidayDay,
  durationDays: z.int().min(1).nullable(),
  nameVi: z.string().min(1),
  nameEn: z.string().min(1),
  categories: z.array(z.string()).min(1),
  /** Year of the event; an anniversary of a multiple of five is marked with more. */
  sinceYear: z.int().nullable(),
  /** null: differs by place. */
  isPublicHoliday: z.boolean().nullable(),
  note: z.string().nullable(),
});
export type Holiday = z.infer<typeof Holiday>;
