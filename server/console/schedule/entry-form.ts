import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import type { ScheduleEntryInput } from "../../../schemas/schedule.ts";
import { type FormInput, formOf } from "../form-input.ts";
import { dayOf, fieldNumber } from "../parts/format.ts";
import { exceptionValues, windowValues } from "../parts/window-input.ts";
import type { View } from "../view.ts";
import { repeatValues } from "./entry-repeat-input.ts";
import { whereValues } from "./entry-where-input.ts";

const ALL_WEEK = ["0", "1", "2", "3", "4", "5", "6"];

/** What a campaign asks for until somebody says otherwise. */
const NEW_CLAIM = { claim: "share", share: "30" };

type Values = Record<string, string | string[]>;
type Reader = Pick<View, "locale">;

/**
 * The form that shows an entry as it stands; reading it back gives the same entry. `updatedAtMs` is the version that it
 * is made from; null for a copy.
 */
export function formOfEntry(view: Reader, entry: ScheduleEntryInput, updatedAtMs: number | null): FormInput {
  return formOf({
    basis: updatedAtMs === null ? "" : String(updatedAtMs),
    name: entry.name,
    layer: entry.layer,
    what: "playlist",
    playlist: entry.playlistId,
    ...whereValues(entry.target),
    fromDate: dayOf(entry.fromDate),
    untilDate: entry.untilDate === null ? "" : dayOf(entry.untilDate),
    reviewDate: entry.reviewDate === null ? "" : dayOf(entry.reviewDate),
    weekday: ALL_WEEK,
    ...timingValues(entry),
    ...exceptionValues(entry.exceptions),
    ...claimValues(view, entry.claim),
    cap: percentText(view, entry.capPpm),
    spacing: entry.spacingMs === null ? "" : fieldNumber(view, entry.spacingMs / 60_000),
    order: entry.order,
    lock: entry.lock ?? "",
  });
}

/** Weekdays of a daypart are shown as the recurrence they are, unless there is another beside them. */
function timingValues(entry: ScheduleEntryInput): Values {
  const { hours, recurrence } = entry;
  const repeat = repeatValues(recurrence);
  if (hours.kind === "named") return { ...repeat, hours: "named", daypart: hours.daypartId };
  if (hours.kind !== "own") return { ...repeat, hours: hours.kind };
  const weekday = hours.daypart.weekdays.map(String);
  const times = {
    hours: "own",
    ...windowValues(hours.daypart.windows),
  };
  if (weekday.length === ALL_WEEK.length) return { ...repeat, ...times };
  return recurrence === null ? { repeat: "weekly", weekday, ...times } : { ...repeat, ...times, dayWeekday: weekday };
}

function claimValues(view: Reader, claim: ScheduleEntryInput["claim"]): Values {
  if (claim === null) return NEW_CLAIM;
  if (claim.kind === "share") return { claim: "share", share: percentText(view, claim.sharePpm) };
  if (claim.kind === "showings") return { claim: "showings", perHour: String(claim.perHour) };
  return { claim: "pinned", pinnedAt: claim.atLocal.join(", "), ...(claim.exact ? { exact: "yes" } : {}) };
}

function percentText(view: Reader, ppm: number | null): string {
  return ppm === null ? "" : fieldNumber(view, ppm / 10_000);
}

/** What a new entry's form begins with, where its address says. */
export interface EntryStart {
  readonly layer?: string | undefined;
  readonly screenId?: string | undefined;
  /** Civil date. */
  readonly date?: string | undefined;
  readonly fromTime?: string | undefined;
  readonly untilTime?: string | undefined;
}

/** A new entry's form: from today, every day, all day, unless the start says otherwise. */
export function formOfNewEntry(start: EntryStart, today: string): FormInput {
  const { layer, fromTime, untilTime } = start;
  const where = start.screenId === undefined ? {} : { where: "some", screen: [start.screenId] };
  const isTimed = fromTime !== undefined && untilTime !== undefined;
  return formOf({
    layer: layer === "campaign" || layer === "takeover" || layer === "override" ? layer : "base",
    what: "playlist",
    ...whereValues(EVERYWHERE),
    ...where,
    fromDate: dayOf(start.date ?? today),
    repeat: "daily",
    weekday: ALL_WEEK,
    hours: isTimed ? "own" : "always",
    ...(isTimed ? { fromTime, untilTime } : {}),
    ...NEW_CLAIM,
    order: "rotate",
  });
}
