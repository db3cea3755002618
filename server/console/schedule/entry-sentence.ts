import type { NamedDaypart } from "../../../schemas/entry-timing.ts";
import { civilAt, weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import type { MessageKey } from "../../messages/catalogue.ts";
import { dayOf, momentOf, timeOf, weekdayName } from "../parts/format.ts";
import type { View } from "../view.ts";
import type { EntryConflict } from "./entry-conflicts.ts";
import type { EntryDraft } from "./entry-input.ts";
import type { PlaceScreen } from "./entry-places.ts";
import { datesOf, daysOf, hoursOf, percentOf, zoneWords } from "./entry-words.ts";

type Words = Pick<View, "locale" | "t" | "nowMs">;

/** What an entry means, in one sentence: days, hours, zone, dates, review, dates apart. */
export function entrySentence(
  view: Words,
  draft: EntryDraft,
  timeZone: string,
  dayparts: readonly Pick<NamedDaypart, "id" | "name">[],
): string {
  const { t } = view;
  const { claim } = draft;
  const hours =
    claim?.kind === "pinned"
      ? t(claim.exact ? "entry-words.at-exactly" : "entry-words.at", { times: claim.atLocal.join(", ") })
      : hoursOf(view, draft, dayparts);
  const parts = [
    `${daysOf(view, draft)}, ${hours}, ${zoneWords(view, timeZone)}, ${datesOf(view, draft)}`,
    ...(draft.reviewDate === null ? [] : [t("entry-words.review", { date: dayOf(draft.reviewDate) })]),
    ...exceptionWords(view, draft),
  ];
  return `${airtimeWords(view, draft)} ${parts.join("; ")}.`;
}

function exceptionWords(view: Words, draft: EntryDraft): string[] {
  const closed = draft.exceptions.filter(({ windows }) => windows.length === 0);
  const other = draft.exceptions.length - closed.length;
  const few = closed.slice(0, 2).map(({ date }) => shortDay(view, date));
  const words = closed.length > 2 ? [...few, view.t("entry-words.and-more", { n: closed.length - 2 })] : few;
  return [
    ...(closed.length === 0 ? [] : [view.t("entry-words.except", { days: words.join(", ") })]),
    ...(other === 0 ? [] : [view.t("entry-words.other-hours", { n: other })]),
  ];
}

/** How much of the airtime it has, as the beginning of a sentence. */
function airtimeWords(view: Words, { layer, claim }: EntryDraft): string {
  if (claim?.kind === "share") return view.t("entry-words.share", { share: percentOf(view, claim.sharePpm) });
  if (claim?.kind === "showings") return view.t("entry-words.showings", { n: claim.perHour });
  if (claim?.kind === "pinned") return view.t("entry-words.pinned");
  return view.t(layer === "base" ? "entry-words.fills" : "entry-words.alone");
}

/** `T2 23/11/2026`. */
export function shortDay(view: Pick<View, "locale">, date: string): string {
  return `${weekdayName(view, weekdayOf(date))} ${dayOf(date)}`;
}

/** A conflict as its sentence: where and when it meets what, who wins and why. */
export function conflictSentence(view: Words, conflict: EntryConflict): { fact: string; verdict: string } {
  const [screen] = conflict.screens;
  const zone = screen?.timeZone;
  const [from, to] = conflict.first;
  const fromDate = civilAt(from, zone ?? "UTC").date;
  const toText = civilAt(to, zone ?? "UTC").date === fromDate ? timeOf(to, zone) : momentOf(view, to, zone);
  const where = placeWords(view, conflict.screens);
  const when = `${momentOf(view, from, zone)}–${toText}`;
  if (conflict.kind === "over-whole") {
    const names = conflict.others.map(({ name }) => `“${name}”`).join(", ");
    return {
      fact: view.t("entry-conflict.over-whole", { where, when, names, sum: percentOf(view, conflict.sumPpm) }),
      verdict: view.t("entry-conflict.over-whole-why"),
    };
  }
  const parameters = { where, when, name: conflict.other.name, n: conflict.times };
  return {
    fact: view.t(conflict.times > 1 ? "entry-conflict.meets-times" : "entry-conflict.meets", parameters),
    verdict: view.t(`entry-conflict.${conflict.kind}`, { layer: view.t(layerKey(conflict.other)) }),
  };
}

function layerKey({ layer }: Pick<ScheduledEntry, "layer">): MessageKey {
  return `entry-form.layer-${layer}`;
}

const MOST_NAMED = 2;

function placeWords(view: Words, screens: readonly PlaceScreen[]): string {
  const names = screens.slice(0, MOST_NAMED).map(({ siteName, name }) => `${siteName}, ${name}`);
  const more = screens.length - names.length;
  return names.join("; ") + (more > 0 ? ` ${view.t("entry-words.and-more", { n: more })}` : "");
}
