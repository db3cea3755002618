import type { Locale } from "../../messages/catalogue.ts";
import type { AirtimeChange, ChangeDates } from "./airtime-changes.ts";
import type { DiffGroup, ScheduleDiff } from "./diff-schedule.ts";
import { languageName } from "./language-names.ts";
import { placeWords } from "./place-words.ts";
import { Speaker } from "./speaker.ts";

/** The changes of one group of screens. */
export interface DiffWords {
  readonly place: string;
  readonly lines: readonly string[];
}

const HOME_ZONE = "Asia/Ho_Chi_Minh";
const MANIFEST_DAYS = 90;
const HOURS_OF_DAY = 1_440;

/** Says what publishing changes: one sentence for all, then the changes site by site; empty when there is nothing. */
export function diffWords(locale: Locale, diff: ScheduleDiff): { summary: string; groups: readonly DiffWords[] } {
  const speaker = new Speaker(locale, diff.groups[0]?.screens[0]?.timeZone ?? HOME_ZONE);
  const figures = { n: diff.screensChanged, of: diff.screensInUse, days: MANIFEST_DAYS };
  const summary =
    diff.groups.length === 0
      ? speaker.t("diff.nothing")
      : diff.firstChangeAtMs === null
        ? speaker.t("diff.later", figures)
        : speaker.t("diff.screens", { ...figures, time: speaker.moment(diff.firstChangeAtMs, diff.nowMs) });
  return { summary, groups: diff.groups.map((group) => groupWords(locale, diff, group)) };
}

function groupWords(locale: Locale, all: ScheduleDiff, { screens, isFirst, diff }: DiffGroup): DiffWords {
  const speaker = new Speaker(locale, screens[0]?.timeZone ?? HOME_ZONE);
  const place = placeWords(speaker, screens);
  const names = (entryIds: readonly string[]) =>
    speaker.list(entryIds.map((entryId) => `“${all.entryNames[entryId] ?? entryId}”`));
  const lines = isFirst ? [speaker.t("diff.first", { place })] : [];
  if (diff.entriesAdded.length > 0) lines.push(speaker.t("diff.added", { place, entries: names(diff.entriesAdded) }));
  if (diff.entriesRemoved.length > 0) {
    lines.push(speaker.t("diff.removed", { place, entries: names(diff.entriesRemoved) }));
  }
  const [added, removed] = [diff.itemsAdded.length, diff.itemsRemoved.length];
  if (added > 0) lines.push(speaker.t("diff.items-added", { place, n: added }));
  if (removed > 0) lines.push(speaker.t("diff.items-removed", { place, n: removed }));
  return { place, lines: [...lines, ...diff.airtime.map((change) => changeWords(speaker, all, place, change))] };
}

/** `Mộc Bài loses 4 min/h of Khmer 08:00–17:00, from 30/11/2026`. */
function changeWords(speaker: Speaker, all: ScheduleDiff, place: string, change: AirtimeChange): string {
  const { subject } = change;
  const gainedMs = change.afterMs - change.beforeMs;
  const name =
    subject.kind === "entry"
      ? (all.entryNames[subject.entryId] ?? subject.entryId)
      : subject.kind === "language"
        ? speaker.within(languageName(speaker.locale, all.languageNames, subject.language))
        : speaker.t("words.slate");
  return speaker.t(`diff.${subject.kind}-${gainedMs > 0 ? "gains" : "loses"}`, {
    place,
    subject: name,
    n: speaker.number(Math.abs(gainedMs) / 60_000),
    when: whenWords(speaker, change),
  });
}

function whenWords(speaker: Speaker, { dates, fromMinute, untilMinute }: AirtimeChange): string {
  const when = datesWords(speaker, dates);
  if (fromMinute === 0 && untilMinute === HOURS_OF_DAY) return when;
  return speaker.t("diff.hours", {
    from: speaker.minuteOfDay(fromMinute),
    until: speaker.minuteOfDay(untilMinute),
    when,
  });
}

function datesWords(speaker: Speaker, dates: ChangeDates): string {
  if (dates.kind === "dates") {
    return speaker.t("diff.on-dates", {
      n: dates.dates.length,
      dates: speaker.list(dates.dates.map((date) => speaker.date(date))),
    });
  }
  const { fromDate, untilDate, weekdays } = dates;
  if (fromDate === untilDate) return speaker.t("diff.on-date", { date: speaker.date(fromDate) });
  const span =
    untilDate === null
      ? speaker.t("diff.from", { date: speaker.date(fromDate) })
      : speaker.t("diff.from-until", { from: speaker.date(fromDate), until: speaker.date(untilDate) });
  if (weekdays.length === 7) return span;
  return speaker.t("diff.weekdays", { weekdays: speaker.weekdays(weekdays), when: span });
}
