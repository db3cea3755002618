import type { DaypartWindow } from "../../../schemas/entry-timing.ts";
import type { DatedHours, OperatingHours } from "../../../schemas/operating-hours.ts";
import { Speaker } from "../../services/schedule/speaker.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { windowWords } from "../parts/window-text.ts";
import type { View } from "../view.ts";

type Words = Pick<View, "locale" | "t">;

/** Hours in one line: days alike are said together, then holidays and dates apart. */
export function hoursWords(view: Words, hours: OperatingHours): string {
  const groups = new Map<string, number[]>();
  for (const [weekday, windows] of hours.weekly.entries()) {
    const words = windowsText(view, windows);
    groups.set(words, [...(groups.get(words) ?? []), weekday]);
  }
  const speaker = new Speaker(view.locale, HOME_ZONE);
  const parts = [...groups].map(([words, weekdays]) =>
    weekdays.length === 7
      ? view.t("hours-page.every-day", { hours: words })
      : view.t("hours-page.on-days", { days: speaker.weekdays(weekdays), hours: words }),
  );
  if (hours.publicHolidays !== null) {
    parts.push(view.t("hours-page.on-holidays", { hours: windowsText(view, hours.publicHolidays) }));
  }
  if (hours.exceptions.length > 0) parts.push(view.t("hours-page.apart", { n: hours.exceptions.length }));
  return parts.join("; ");
}

function windowsText(view: Words, windows: readonly DaypartWindow[]): string {
  return windows.length === 0 ? view.t("hours-page.closed") : windowWords(windows, view.t("entry-words.next-day"));
}

/** The hours in force on a civil date; null: none were set, open around the clock. */
export function hoursInForce<Hours extends DatedHours>(all: readonly Hours[], date: string): Hours | null {
  return all.reduce<Hours | null>(
    (found, one) => (one.fromDate <= date && (found === null || one.fromDate > found.fromDate) ? one : found),
    null,
  );
}
