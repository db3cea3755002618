import type { EntryTarget, TargetCondition } from "../../../schemas/entry-target.ts";
import type { EntryTiming, NamedDaypart, Recurrence } from "../../../schemas/entry-timing.ts";
import { Speaker } from "../../services/schedule/speaker.ts";
import { dayOf, HOME_ZONE, numberOf } from "../parts/format.ts";
import { windowWords } from "../parts/window-text.ts";
import type { View } from "../view.ts";
import { namedLunarDay } from "./entry-lunar.ts";
import type { Places } from "./entry-places.ts";
import { repeatValues } from "./entry-repeat-input.ts";

type Words = Pick<View, "locale" | "t">;
type NamedDayparts = readonly Pick<NamedDaypart, "id" | "name">[];

const ALL_WEEK = 7;

/** When an entry plays, in one line: days, hours, dates; the next day named where a window crosses midnight. */
export function whenOf(view: Words, timing: EntryTiming, dayparts: NamedDayparts): string {
  return [`${daysOf(view, timing)}, ${hoursOf(view, timing, dayparts)}`, datesOf(view, timing)].join(" · ");
}

/** On which days: `mọi ngày`, `thứ Hai cách tuần`, `Rằm hằng tháng`. */
export function daysOf(view: Words, timing: EntryTiming): string {
  const { recurrence, hours } = timing;
  const weekdays = hours.kind === "own" && hours.daypart.weekdays.length < ALL_WEEK ? hours.daypart.weekdays : null;
  if (recurrence === null) return weekdays === null ? view.t("entry-words.every-day") : weekdayList(view, weekdays);
  const words = recurrenceWords(view, recurrence);
  return weekdays === null ? words : `${words} (${weekdayList(view, weekdays)})`;
}

function recurrenceWords(view: Words, recurrence: Recurrence): string {
  const { t } = view;
  if (recurrence.kind === "lunar") return lunarWords(view, recurrence);
  const shown = repeatValues(recurrence);
  const text = (name: string): string => {
    const value = shown[name];
    return typeof value === "string" ? value : "";
  };
  const every = (name: string) => Number(text(name) || 1);
  if (shown.repeat === "daily") return t("entry-words.every-n-days", { n: every("everyDays") });
  if (shown.repeat === "weekly") {
    const days = weekdayList(view, (shown.weekday as string[]).map(Number));
    const n = every("everyWeeks");
    if (n === 1) return days;
    return n === 2 ? t("entry-words.every-second-week", { days }) : t("entry-words.every-n-weeks", { days, n });
  }
  if (shown.repeat === "monthly") {
    const last = text("monthLast") === "" ? [] : [t("entry-words.last-day")];
    const days = [...text("monthDays").split(", "), ...last].filter((day) => day !== "").join(", ");
    const n = every("everyMonths");
    return n === 1 ? t("entry-words.monthly", { days }) : t("entry-words.every-n-months", { days, n });
  }
  if (shown.repeat === "yearly") return t("entry-words.yearly", { day: text("yearDay") });
  return t("entry-words.by-rule", { rule: recurrence.rrule });
}

function lunarWords(view: Words, recurrence: Extract<Recurrence, { kind: "lunar" }>): string {
  const { t } = view;
  const { month, day, offsetDays, lengthDays } = recurrence;
  const named = namedLunarDay(recurrence);
  const dayText = day === -1 ? t("entry-words.lunar-last") : String(day);
  const which =
    named !== undefined
      ? t(`entry-form.lunar-${named.name}`)
      : month === null
        ? t("entry-words.lunar-monthly", { day: dayText })
        : t("entry-words.lunar-yearly", { day: dayText, month });
  const words = [which];
  if (offsetDays < 0) words.push(t("entry-words.lunar-before", { n: -offsetDays }));
  if (offsetDays > 0) words.push(t("entry-words.lunar-after", { n: offsetDays }));
  if (lengthDays > 1) words.push(t("entry-words.lunar-length", { n: lengthDays }));
  return words.join(", ");
}

function weekdayList(view: Words, weekdays: readonly number[]): string {
  if (weekdays.length === ALL_WEEK) return view.t("entry-words.every-day");
  return new Speaker(view.locale, HOME_ZONE).weekdays(weekdays);
}

/** In which hours of those days. */
export function hoursOf(view: Words, timing: EntryTiming, dayparts: NamedDayparts): string {
  const { t } = view;
  const { hours } = timing;
  if (hours.kind === "always") return t("entry-words.all-day");
  if (hours.kind === "operating") return t("entry-words.operating");
  if (hours.kind === "own") return windowWords(hours.daypart.windows, t("entry-words.next-day"));
  const name = dayparts.find((daypart) => daypart.id === hours.daypartId)?.name;
  return name === undefined ? t("entry-words.daypart-gone") : t("entry-words.daypart", { name });
}

/** From when until when. */
export function datesOf(view: Words, timing: Pick<EntryTiming, "fromDate" | "untilDate">): string {
  const from = dayOf(timing.fromDate);
  return timing.untilDate === null
    ? view.t("entry-words.from-without-end", { from })
    : view.t("entry-words.from-until", { from, until: dayOf(timing.untilDate) });
}

/** `giờ Việt Nam`, or the zone by its name. */
export function zoneWords(view: Words, timeZone: string): string {
  return timeZone === HOME_ZONE ? view.t("entry-words.home-zone") : view.t("entry-words.zone", { zone: timeZone });
}

/** Where an entry plays, in one line, without counting: `mọi màn hình`, `nước láng giềng là Lào, nhãn là ngoài trời`. */
export function whereOf(view: Words, target: EntryTarget, places: Places): string {
  return target.anyOf
    .map(({ allOf }) =>
      allOf.length === 0
        ? view.t("entry-words.everywhere")
        : allOf.map((condition) => conditionWords(view, condition, places)).join("; "),
    )
    .join(` ${view.t("entry-words.or")} `);
}

const MOST_NAMED = 3;

function conditionWords(view: Words, condition: TargetCondition, places: Places): string {
  const { field, is, values } = condition;
  const named = values.slice(0, MOST_NAMED).map((value) => places.nameOf(field, value));
  const more = values.length - named.length;
  const names = named.join(", ") + (more > 0 ? ` ${view.t("entry-words.and-more", { n: more })}` : "");
  // A place is known by its name alone.
  if (is && (field === "screen" || field === "site" || field === "cluster")) return names;
  return view.t(is ? "entry-words.is" : "entry-words.is-not", { field: view.t(`entry-form.field-${field}`), names });
}

/** `30 %`, `12,5 %`. */
export function percentOf(view: Words, ppm: number): string {
  const percent = ppm / 10_000;
  return `${numberOf(view, percent, Number.isInteger(percent) ? 0 : Number.isInteger(percent * 10) ? 1 : 2)} %`;
}
