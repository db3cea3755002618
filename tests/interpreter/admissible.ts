import type { EntryRow, ItemRow, Rows, ScreenRow } from "./rows.ts";

/**
 * What an entry may show on a screen at an instant: of each story the editions that are approved for the place and valid
 * then, in each language of the place, or in what stands in for it.
 */
export function admissibleItems(rows: Rows, screen: ScreenRow, entry: EntryRow, atMs: number): ItemRow[] {
  const stories = rows.playlists.get(entry.playlistId) ?? [];
  return stories.flatMap((storyId) => ofStory(rows, screen, rows.items.get(storyId) ?? [], atMs));
}

/**
 * What it may show far ahead, where a plan need not follow every item that comes or goes: also what would be shown if
 * some of those that do so around that time were not there.
 */
export function admissibleFarAhead(
  rows: Rows,
  screen: ScreenRow,
  entry: EntryRow,
  atMs: number,
  withinMs: number,
): Set<ItemRow> {
  const isNear = (edgeMs: number | null) => edgeMs !== null && Math.abs(edgeMs - atMs) <= withinMs;
  const found = new Set<ItemRow>();
  for (const storyId of rows.playlists.get(entry.playlistId) ?? []) {
    const items = rows.items.get(storyId) ?? [];
    const unsteady = items.filter(({ notBeforeMs, notAfterMs }) => isNear(notBeforeMs) || isNear(notAfterMs));
    for (let absent = 0; absent < 2 ** unsteady.length; absent += 1) {
      const there = items.filter((item) => !unsteady.includes(item) || ((absent >> unsteady.indexOf(item)) & 1) === 0);
      for (const item of ofStory(rows, screen, there, atMs)) found.add(item);
    }
  }
  return found;
}

function ofStory(rows: Rows, screen: ScreenRow, items: readonly ItemRow[], atMs: number): ItemRow[] {
  const here = items.filter(
    ({ siteIds, notBeforeMs, notAfterMs }) =>
      (siteIds === null || siteIds.includes(screen.siteId)) &&
      (notBeforeMs === null || notBeforeMs <= atMs) &&
      (notAfterMs === null || atMs < notAfterMs),
  );
  const wanted = screen.mix.length === 0 ? here.map(({ language }) => language) : screen.mix.map((one) => one.language);
  const chosen = new Set(wanted.map((language) => standIn(rows, here, language)));
  const shown = here.filter(({ language }) => chosen.has(language));
  if (shown.length > 0 || here.length === 0) return shown;
  const first = ["vi", "en", ...here.map(({ language }) => language).sort()].find((language) => has(here, language));
  return here.filter(({ language }) => language === first);
}

/** The language itself where the story has it, else the nearest that it has; undefined when nothing is near. */
function standIn(rows: Rows, items: readonly ItemRow[], language: string): string | undefined {
  return [language, ...fallbacks(rows, language)].find((candidate) => has(items, candidate));
}

/** `tyz → vi → en`, `lo → en → vi`, `zh-Hant → zh-Hans → en → vi`. */
function fallbacks(rows: Rows, language: string): string[] {
  const [stem = ""] = language.split("-");
  const otherScripts = [...rows.roles.keys()].filter((tag) => tag.split("-")[0] === stem).sort();
  const isForeign = rows.roles.get(language)?.includes("foreign") === true;
  const chain = [...otherScripts, ...(isForeign ? ["en", "vi"] : ["vi", "en"])];
  return chain.filter((tag) => tag !== language);
}

function has(items: readonly ItemRow[], language: string): boolean {
  return items.some((item) => item.language === language);
}
