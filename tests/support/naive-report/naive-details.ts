import type { ReportCell } from "../../../schemas/report-document.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { dunno, type NaiveRow, tenths, whole, words } from "./naive-cells.ts";
import { openIn } from "./naive-days.ts";
import { heldBy, tally } from "./naive-plays.ts";
import { isThere, type NaiveAsked, playCells } from "./naive-tables.ts";
import type { Place, RawRows } from "./raw-rows.ts";

type IsWanted = (version: RawRows["versions"][number]) => boolean;

/** B15: screens and languages. */
export function naiveScreens(asked: NaiveAsked): NaiveRow[] {
  const { raw } = asked;
  const rows = raw.places.flatMap((place): NaiveRow[] => {
    const where = { site: words(place.site), cluster: words(place.cluster), screen: words(place.screen) };
    const languages = [...new Set(raw.versions.map(({ language }) => language))]
      .sort()
      .filter((language) => isThere(count(asked, (one) => one.language === language, [place])));
    if (languages.length === 0) return [{ level: "row", cells: { ...where, ...detail(asked, () => false, [place]) } }];
    return languages.map((language) => {
      const name = raw.languages.find(({ tag }) => tag === language)?.nameVi ?? language;
      const figures = detail(asked, (one) => one.language === language, [place]);
      return { level: "row", cells: { ...where, lang: words(name), ...figures } };
    });
  });
  const total = { site: words("Tổng cộng"), ...detail(asked, () => true, raw.places) };
  return [...rows, { level: "total", cells: total }];
}

/** B16: stories. */
export function naiveStories(asked: NaiveAsked): NaiveRow[] {
  const { raw } = asked;
  const isTold = ({ id }: RawRows["versions"][number]) => isThere(count(asked, (one) => one.id === id, raw.places));
  const told = raw.versions.filter(isTold);
  const rows = [...new Set(told.map(({ storyId }) => storyId))].sort().map((storyId): NaiveRow => {
    const own = told.filter((one) => one.storyId === storyId);
    const inVietnamese = own.filter(({ language }) => language === "vi");
    const [newest] = (inVietnamese.length > 0 ? inVietnamese : own).sort((one, other) => (one.id < other.id ? 1 : -1));
    const langs = [...new Set(own.map(({ language }) => language))].sort().join(", ");
    const on = raw.places.filter((place) => isThere(count(asked, (one) => one.storyId === storyId, [place])));
    const figures = detail(asked, (one) => one.storyId === storyId, on);
    return { level: "row", cells: { title: words(newest?.title ?? ""), langs: words(langs), ...figures } };
  });
  const total = { title: words("Tổng cộng"), ...detail(asked, () => true, raw.places) };
  return [...rows, { level: "total", cells: total }];
}

/** B17: what was planned inside operating hours and outside, followed slot by slot. */
export function naiveOpenings({ raw, span, mistake }: NaiveAsked): NaiveRow[] {
  return [...new Set(raw.places.map(({ siteId }) => siteId))].map((siteId): NaiveRow => {
    const open = openIn(raw, siteId, { ...span, toMs: Math.min(span.toMs, span.untilMs) });
    const own = raw.places.filter((place) => place.siteId === siteId);
    let [plannedMs, insideMs] = [0, 0];
    for (const { screenId } of own) {
      for (const { manifest, fromMs, toMs } of heldBy(raw, span, screenId, mistake)) {
        for (let now = fromMs; now < toMs; ) {
          const answer = slotAt(manifest, now);
          const endMs = Math.min(answer.endsAtMs, toMs);
          if (answer.kind === "item") {
            plannedMs += endMs - now;
            for (const [from, to] of open) insideMs += Math.max(0, Math.min(endMs, to) - Math.max(now, from));
          }
          now = endMs;
        }
      }
    }
    const openMs = open.reduce((sum, [from, to]) => sum + to - from, 0);
    const hours = (ms: number) => tenths(ms / 3_600_000);
    const split = { inside: hours(insideMs), outside: hours(plannedMs - insideMs) };
    return { level: "row", cells: { site: words(own[0]?.site ?? ""), open: hours(openMs), ...split } };
  });
}

function count({ raw, span, mistake }: NaiveAsked, isWanted: IsWanted, places: readonly Place[]) {
  return tally(
    raw,
    span,
    isWanted,
    mistake,
    places.map(({ screenId }) => screenId),
  );
}

/** Of screens without any record of the span there is no figure. */
function detail(asked: NaiveAsked, isWanted: IsWanted, places: readonly Place[]): Record<string, ReportCell> {
  const sum = count(asked, isWanted, places);
  const { partial: _, ...cells } = playCells(sum);
  const figures: Record<string, ReportCell> = {
    ...cells,
    ...{ cut: whole(sum.cut), interrupted: whole(sum.interrupted) },
    ...{ minutes_unknown: tenths(sum.unknownMs / 60_000), minutes_other: tenths(sum.otherMs / 60_000) },
  };
  const isRecorded = places.some((place) => isThere({ ...count(asked, () => true, [place]), planned: 0 }));
  const none = Object.fromEntries(Object.keys(figures).map((key) => [key, dunno("chưa có bản ghi")]));
  return { planned: whole(sum.planned), ...(isRecorded ? figures : none) };
}
