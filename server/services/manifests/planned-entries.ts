import type { ManifestAsset } from "../../../schemas/manifest.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import type { ApprovedEdition, CompileSources } from "./compile-input.ts";
import { shownInstead } from "./set-languages.ts";

/** One item of an entry, at its place in the playlist. */
export interface PlannedItem {
  readonly edition: ApprovedEdition;
  readonly position: number;
}

/** An entry as one site may show it. */
export interface PlannedEntry {
  /** Equal numbers, equal content. */
  readonly number: number;
  readonly entry: ScheduledEntry;
  readonly languages: readonly string[];
  readonly fallbacks: CompileSources["fallbacks"];
  /** Every edition that may air here, whenever it is valid and in whichever language; in playlist order. */
  readonly candidates: readonly PlannedItem[];
  /** What it shows if all of them are valid. */
  readonly items: readonly PlannedItem[];
}

/** An entry with the items it may show in some stretch of time. */
export interface ActiveEntry {
  /** Equal numbers, equal entries with equal items. */
  readonly number: number;
  readonly planned: PlannedEntry;
  readonly items: readonly PlannedItem[];
}

/** What an entry's items depend on besides the schedule's rows. */
export interface PlannedPlace {
  readonly siteId: string;
  /** Heaviest first; empty: every language. */
  readonly languages: readonly string[];
}

/**
 * What an entry may show at a place. An item whose airing is limited to other sites, or whose media are not in the store,
 * is left out.
 */
export function planEntry(
  number: number,
  entry: ScheduledEntry,
  storyIds: readonly string[],
  place: PlannedPlace,
  sources: Pick<CompileSources, "editions" | "assets" | "fallbacks">,
): PlannedEntry {
  const candidates = storyIds.flatMap((storyId, position) =>
    (sources.editions[storyId] ?? [])
      .filter((edition) => isHere(edition, place.siteId, sources.assets))
      .map((edition) => ({ edition, position })),
  );
  return plannedEntry(number, entry, candidates, place.languages, sources.fallbacks);
}

/** A planned entry of these candidates. */
export function plannedEntry(
  number: number,
  entry: ScheduledEntry,
  candidates: readonly PlannedItem[],
  languages: readonly string[],
  fallbacks: CompileSources["fallbacks"],
): PlannedEntry {
  const empty = { number, entry, languages, fallbacks, candidates, items: [] };
  return { ...empty, items: chooseItems(empty, candidates) };
}

/**
 * Of candidates that are valid together, those that are shown. A story is shown in each of the site's languages, or in the
 * first that it has along the language's fallback chain; one that has none of those in Vietnamese, in English, in what
 * there is. A section shows each story once: in the heaviest of the site's languages that the story has.
 */
export function chooseItems(
  { entry, languages, fallbacks }: PlannedEntry,
  candidates: readonly PlannedItem[],
): PlannedItem[] {
  const isSection = entry.claim?.kind === "pinned";
  if (languages.length === 0 && !isSection) return [...candidates];
  const stories = new Map<number, PlannedItem[]>();
  for (const item of candidates) {
    const story = stories.get(item.position);
    if (story === undefined) stories.set(item.position, [item]);
    else story.push(item);
  }
  return [...stories.values()].flatMap((story) => {
    const told = isSection ? [] : inEachLanguage(story, languages, fallbacks);
    return told.length > 0 ? told : inOneLanguage(story, languages, fallbacks);
  });
}

function inEachLanguage(
  story: readonly PlannedItem[],
  languages: readonly string[],
  fallbacks: CompileSources["fallbacks"],
): PlannedItem[] {
  const has = new Set(story.map(({ edition }) => edition.language));
  const told = new Set(languages.map((language) => shownInstead(language, has, fallbacks)));
  return story.filter(({ edition }) => told.has(edition.language));
}

function isHere(edition: ApprovedEdition, siteId: string, assets: Readonly<Record<string, ManifestAsset>>): boolean {
  return (
    (edition.siteIds === null || edition.siteIds.includes(siteId)) &&
    edition.renditions.every((sha256) => assets[sha256] !== undefined)
  );
}

function inOneLanguage(
  story: readonly PlannedItem[],
  languages: readonly string[],
  fallbacks: CompileSources["fallbacks"],
): readonly PlannedItem[] {
  const order = [
    ...languages,
    ...languages.flatMap((language) => fallbacks[language] ?? []),
    "vi",
    "en",
    ...story.map(({ edition }) => edition.language).sort(),
  ];
  const language = order.find((tag) => story.some(({ edition }) => edition.language === tag));
  return story.filter(({ edition }) => edition.language === language);
}

/** How many stories an active entry has to show: base entries share by this. */
export function storyCountOf(items: readonly PlannedItem[]): number {
  return new Set(items.map(({ position }) => position)).size;
}
