import type { EntryTarget } from "../../../schemas/schedule.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { dayOf, weekdayName } from "../parts/format.ts";
import type { View } from "../view.ts";
import { type ReadEntry, reachedScreens } from "./reach.ts";

const ALL_WEEK = 7;

/** When an entry plays, in one line: dates, weekdays, hours; the next day named where a window crosses midnight. */
export function whenOf(view: View, entry: ReadEntry): string {
  const { t } = view;
  const dates =
    entry.untilDate === null
      ? t("schedule-page.from", { date: dayOf(entry.fromDate) })
      : t("schedule-page.from-until", { from: dayOf(entry.fromDate), until: dayOf(entry.untilDate) });
  if (entry.daypart === null) return `${t("schedule-page.every-day")}, ${t("schedule-page.whole-day")} · ${dates}`;
  const { weekdays, windows } = entry.daypart;
  const days =
    weekdays.length === ALL_WEEK
      ? t("schedule-page.every-day")
      : weekdays.map((weekday) => weekdayName(view, weekday)).join(" ");
  const hours = windows.map(({ fromLocal, untilLocal }) => {
    const crosses = untilLocal <= fromLocal;
    return `${fromLocal}–${untilLocal}${crosses ? ` ${t("schedule-page.next-day")}` : ""}`;
  });
  return `${days}, ${hours.join(", ")} · ${dates}`;
}

/** Where an entry plays, in one line. */
export function whereOf(view: View, target: EntryTarget, screens: readonly ScreenView[]): string {
  if (target.kind === "everywhere") return view.t("schedule-page.everywhere");
  const reached = reachedScreens(target, screens);
  if (reached.length === 1 && reached[0] !== undefined) {
    return `${reached[0].siteNames[view.locale]}, ${reached[0].name}`;
  }
  const sites = new Set(reached.map((screen) => screen.siteNames[view.locale]));
  return `${[...sites].slice(0, 3).join(", ")}${sites.size > 3 ? "…" : ""} (${view.t("screens.count", { n: reached.length })})`;
}
