import { lookUpInstants } from "../../../schemas/rules/daypart-windows.ts";
import { entrySpans, type PlaceTime, pinInstants, spansOnDate } from "../../../schemas/rules/entry-spans.ts";
import { targetMatches } from "../../../schemas/rules/target-filter.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { CompileScreen, CompileSources } from "../manifests/compile-input.ts";
import type { PlannedFrom } from "./read-plans.ts";

/** How far ahead an entry must have a moment: a rule that holds once a year does, one that never holds does not. */
export const OPEN_WITHIN_DAYS = 400;
const LATE_DAYS = 60;

/**
 * What stands against the entries themselves, whatever the screens make of them: entries that reach nothing, are over,
 * are never open, have nothing or not all that they name to show, or are due for review. By entry id.
 */
export function lintEntries(
  { sources, expired }: PlannedFrom,
  screens: readonly CompileScreen[],
  nowMs: number,
): ScheduleProblem[] {
  const placeOf = placesBySite(sources);
  return [...sources.schedule.entries]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .flatMap((entry): ScheduleProblem[] => {
      const reached = screens.filter(({ facts }) => targetMatches(entry.target, facts));
      if (reached.length === 0) return [{ kind: "reaches-no-screen", entryId: entry.id }];
      const places = distinctPlaces(entry, reached).map(placeOf);
      const today = places.map(({ timeZone }) => civilAt(nowMs, timeZone).date).sort()[0] ?? "";
      if (entry.untilDate !== null && entry.untilDate < addDays(today, -1)) {
        return [{ kind: "ended", entryId: entry.id }];
      }
      const nextOnMs = earliest(places.map((place) => nextOn(entry, place, nowMs)));
      if (nextOnMs === null) {
        const isOver = places.some((place) => wasOpen(entry, place, today));
        return [{ kind: isOver ? "ended" : "never-open", entryId: entry.id }];
      }
      return [...contentProblems(entry, { sources, expired }, reached, nextOnMs), ...reviewProblem(entry, today)];
    });
}

/** Whether an entry that has a last date had a moment of late. */
function wasOpen(entry: ScheduledEntry, place: PlaceTime, today: string): boolean {
  return entry.untilDate !== null && entrySpans(entry, place, addDays(today, -LATE_DAYS), today).length > 0;
}

function contentProblems(
  entry: ScheduledEntry,
  { sources, expired }: PlannedFrom,
  reached: readonly CompileScreen[],
  nextOnMs: number,
): ScheduleProblem[] {
  const storyIds = sources.schedule.playlists.find(({ id }) => id === entry.playlistId)?.storyIds ?? [];
  if (storyIds.length === 0) return [{ kind: "empty-playlist", entryId: entry.id }];
  const siteIds = new Set(reached.map(({ siteId }) => siteId));
  const editions = storyIds.map((storyId) =>
    (sources.editions[storyId] ?? []).filter((edition) => edition.siteIds?.some((id) => siteIds.has(id)) ?? true),
  );
  const approved = editions.flat();
  const hasExpired = storyIds.some((storyId) => expired.has(storyId));
  if (approved.length === 0) return [{ kind: hasExpired ? "all-expired" : "nothing-approved", entryId: entry.id }];
  if (approved.every(({ notAfterMs }) => notAfterMs !== null && notAfterMs <= nextOnMs)) {
    return [{ kind: "all-expired", entryId: entry.id }];
  }
  const waiting = storyIds.filter((storyId, index) => editions[index]?.length === 0 && !expired.has(storyId)).length;
  return waiting === 0 ? [] : [{ kind: "partly-approved", entryId: entry.id, waiting, of: storyIds.length }];
}

function reviewProblem(entry: ScheduledEntry, today: string): ScheduleProblem[] {
  const { reviewDate } = entry;
  return reviewDate !== null && reviewDate <= today ? [{ kind: "review-due", entryId: entry.id, reviewDate }] : [];
}

/** One screen for each way in which the entry may be open: hours of the site count only where it follows them. */
function distinctPlaces(entry: ScheduledEntry, reached: readonly CompileScreen[]): CompileScreen[] {
  const byPlace = new Map(
    reached.map((screen) => [entry.hours.kind === "operating" ? screen.siteId : screen.timeZone, screen]),
  );
  return [...byPlace.values()];
}

function placesBySite(sources: CompileSources): (screen: CompileScreen) => PlaceTime {
  const publicHolidays = new Set(sources.publicHolidays);
  const dayparts = new Map(sources.schedule.dayparts.map((daypart) => [daypart.id, daypart]));
  const known = new Map<string, PlaceTime>();
  return ({ siteId, timeZone, hours }) => {
    const place = known.get(siteId) ?? { timeZone, hours, publicHolidays, dayparts, at: lookUpInstants(timeZone) };
    known.set(siteId, place);
    return place;
  };
}

/** The first instant from `nowMs` on at which the entry is open; null when there is none for long. */
function nextOn(entry: ScheduledEntry, place: PlaceTime, nowMs: number): number | null {
  const today = civilAt(nowMs, place.timeZone).date;
  const yesterday = addDays(today, -1);
  const first = entry.fromDate > yesterday ? entry.fromDate : yesterday;
  const last = addDays(first, OPEN_WITHIN_DAYS);
  const end = entry.untilDate !== null && entry.untilDate < last ? entry.untilDate : last;
  for (let date = first; date <= end; date = addDays(date, 1)) {
    if (entry.claim?.kind === "pinned") {
      const next = pinInstants(entry, entry.claim.atLocal, place, date).find((atMs) => atMs >= nowMs);
      if (next !== undefined) return next;
      continue;
    }
    const span = spansOnDate(entry, place, date).find(([, endAtMs]) => endAtMs > nowMs);
    if (span !== undefined) return Math.max(span[0], nowMs);
  }
  return null;
}

function earliest(instants: readonly (number | null)[]): number | null {
  return instants.reduce<number | null>(
    (first, atMs) => (atMs !== null && (first === null || atMs < first) ? atMs : first),
    null,
  );
}
