import type { EntryTarget, ScheduledEntry, ScheduleProblem } from "../../../schemas/schedule.ts";
import type { ApprovedEdition, CompileInput, CompileScreen } from "./compile-input.ts";

/** One item of an entry, at its place in the playlist. */
export interface PlannedItem {
  readonly edition: ApprovedEdition;
  readonly position: number;
}

/** An entry that reaches the screen, with the items it may show there. */
export interface PlannedEntry {
  readonly entry: ScheduledEntry;
  /** Names this entry with these items: another choice of its items has another name. */
  readonly name: string;
  /** How many stories of its playlist have something to show: base entries share by this. */
  readonly storyCount: number;
  readonly items: readonly PlannedItem[];
}

/** True when the entry is meant for this screen. */
export function reaches(target: EntryTarget, screen: CompileScreen): boolean {
  if (target.kind === "sites") return target.siteIds.includes(screen.siteId);
  return target.kind === "everywhere" || target.screenIds.includes(screen.screenId);
}

/**
 * The entries that reach the screen, by id, each with its playable items. A story is shown in the site's languages;
 * one that has none of them falls back to Vietnamese, then English, then what there is. An item whose airing is limited
 * to other sites, or whose media are not in the store, is left out.
 */
export function planEntries(input: CompileInput): PlannedEntry[] {
  const playlists = new Map(input.schedule.playlists.map((playlist) => [playlist.id, playlist]));
  return input.schedule.entries
    .filter((entry) => reaches(entry.target, input.screen))
    .map((entry) => {
      const stories = (playlists.get(entry.playlistId)?.storyIds ?? []).map((storyId, position) =>
        playableEditions(input, storyId).map((edition) => ({ edition, position })),
      );
      return {
        entry,
        name: entry.id,
        storyCount: stories.filter((items) => items.length > 0).length,
        items: stories.flat(),
      };
    })
    .sort((one, other) => (one.entry.id < other.entry.id ? -1 : 1));
}

function playableEditions(input: CompileInput, storyId: string): readonly ApprovedEdition[] {
  const { siteId, languages } = input.screen;
  const here = (input.editions[storyId] ?? []).filter(
    (edition) =>
      (edition.siteIds === null || edition.siteIds.includes(siteId)) &&
      edition.renditions.every((sha256) => input.assets[sha256] !== undefined),
  );
  const spoken = here.filter((edition) => languages.length === 0 || languages.includes(edition.language));
  return spoken.length > 0 ? spoken : fallbackEdition(here);
}

function fallbackEdition(editions: readonly ApprovedEdition[]): readonly ApprovedEdition[] {
  const order = ["vi", "en", ...editions.map((edition) => edition.language).sort()];
  const language = order.find((tag) => editions.some((edition) => edition.language === tag));
  return editions.filter((edition) => edition.language === language);
}

/** What an operator should know about the entries of this screen before publishing. */
export function entryProblems(input: CompileInput, planned: readonly PlannedEntry[]): ScheduleProblem[] {
  const playlists = new Map(input.schedule.playlists.map((playlist) => [playlist.id, playlist]));
  return planned.flatMap(({ entry, items }): ScheduleProblem[] => {
    if (entry.untilDate !== null && entry.untilDate < input.fromDate) return [{ kind: "ended", entryId: entry.id }];
    if ((playlists.get(entry.playlistId)?.storyIds.length ?? 0) === 0)
      return [{ kind: "empty-playlist", entryId: entry.id }];
    if (items.length === 0) return [{ kind: "nothing-approved", entryId: entry.id }];
    return input.screen.languages
      .filter((language) => !items.some(({ edition }) => edition.language === language))
      .map((language) => ({ kind: "language-missing", screenId: input.screen.screenId, entryId: entry.id, language }));
  });
}
