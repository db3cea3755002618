import { type PlaceTime, spansOnDate } from "../../../schemas/rules/entry-spans.ts";
import { addDays, weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { type EntryConflict, entryConflicts } from "./entry-conflicts.ts";
import type { EntryDraft } from "./entry-input.ts";
import { type PlaceScreen, type Places, reachedPlaces } from "./entry-places.ts";

/** One row of the drawn week; minutes count from the row's own midnight, so a night runs on past 1 440. */
export interface OutlookDay {
  readonly date: string;
  readonly bars: readonly (readonly [fromMinutes: number, toMinutes: number])[];
  /** Told apart from a day that the rule leaves out. */
  readonly isException: boolean;
}

/** What a draft would do in the coming days, at the first place it reaches. */
export interface Outlook {
  readonly reached: readonly PlaceScreen[];
  readonly timeZone: string;
  /** Whose hours are drawn; null when they are the same wherever it plays. */
  readonly drawnFor: string | null;
  /** Up to five dates from today on which it opens. */
  readonly nextDates: readonly string[];
  /** The week, Monday first, of the first of them; of its first date when there is none. */
  readonly week: readonly OutlookDay[];
  readonly conflicts: readonly EntryConflict[];
  /** Days that the conflicts were looked for in. */
  readonly lookedDays: number;
}

interface OutlookInput {
  readonly draft: EntryDraft;
  readonly entryId: string | null;
  readonly others: readonly ScheduledEntry[];
  readonly places: Places;
  readonly timeOf: (screen: PlaceScreen | null) => PlaceTime;
  readonly today: string;
}

const MOST_DATES = 5;
/** A rule without a date in five years is refused elsewhere. */
const SEARCH_DAYS = 5 * 366;
const CONFLICT_DAYS = 35;
const NEW_ID = "ffffffff-ffff-7fff-bfff-ffffffffffff";
const NO_PLAYLIST = "00000000-0000-7000-8000-000000000000";

/** Works out the outlook. Conflicts are looked for in the five weeks from the first date on which it opens. */
export function entryOutlook(input: OutlookInput): Outlook {
  const { draft, places, today } = input;
  const reached = reachedPlaces(draft.target, places);
  const place = input.timeOf(reached[0] ?? null);
  const first = draft.fromDate > today ? draft.fromDate : today;
  const nextDates = datesFrom(draft, place, first);
  const start = nextDates[0] ?? draft.fromDate;
  const monday = addDays(start, -weekdayOf(start));
  const entry = asScheduled(draft, input.entryId);
  const followsSite = draft.hours.kind === "operating" && new Set(reached.map(({ facts }) => facts.siteId)).size > 1;
  return {
    reached,
    timeZone: place.timeZone,
    drawnFor: followsSite ? (reached[0]?.siteName ?? null) : null,
    nextDates,
    week: [0, 1, 2, 3, 4, 5, 6].map((day) => dayOfWeek(draft, place, addDays(monday, day))),
    conflicts: entryConflicts({
      draft: entry,
      others: input.others,
      screens: reached,
      placeOf: input.timeOf,
      // The night before may still run.
      fromDate: addDays(start, -1),
      untilDate: addDays(start, CONFLICT_DAYS),
    }),
    lookedDays: CONFLICT_DAYS,
  };
}

/** The draft as an entry of the schedule; a new one sorts after all others, as its id will. */
export function asScheduled(draft: EntryDraft, entryId: string | null): ScheduledEntry {
  return { ...draft, id: entryId ?? NEW_ID, playlistId: NO_PLAYLIST };
}

function datesFrom(draft: EntryDraft, place: PlaceTime, first: string): string[] {
  const dates: string[] = [];
  const last = draft.untilDate ?? addDays(first, SEARCH_DAYS);
  const end = last < addDays(first, SEARCH_DAYS) ? last : addDays(first, SEARCH_DAYS);
  for (let date = first; date <= end && dates.length < MOST_DATES; date = addDays(date, 1)) {
    if (spansOnDate(draft, place, date).length > 0) dates.push(date);
  }
  return dates;
}

function dayOfWeek(draft: EntryDraft, place: PlaceTime, date: string): OutlookDay {
  const midnightMs = place.at(date, 0);
  const minutes = (atMs: number) => Math.round((atMs - midnightMs) / 60_000);
  return {
    date,
    bars: spansOnDate(draft, place, date).map(([from, to]) => [minutes(from), minutes(to)] as const),
    isException: draft.exceptions.some((exception) => exception.date === date),
  };
}
