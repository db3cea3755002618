import type { ScreenPlace } from "./read-plans.ts";
import type { Speaker } from "./speaker.ts";

/** Most screens of a site that are named one by one. */
const NAMED_SCREENS = 2;
const NAMED_SITES = 2;

/**
 * Where something is, in words: a site by its name alone where all its screens are meant, else with its screens by name,
 * or by number where they are many. `Mộc Bài và Lao Bảo, Màn 1`.
 */
export function placeWords(speaker: Speaker, screens: readonly ScreenPlace[]): string {
  const sites = new Map<string, ScreenPlace[]>();
  for (const screen of screens) sites.set(screen.siteId, [...(sites.get(screen.siteId) ?? []), screen]);
  return speaker.list(
    [...sites.values()].map((own) => siteWords(speaker, own)),
    NAMED_SITES,
  );
}

function siteWords(speaker: Speaker, own: readonly ScreenPlace[]): string {
  const [first] = own;
  if (first === undefined) return "";
  const site = first.siteNames[speaker.locale];
  if (own.length > 1 && own.length === first.siteScreens) return site;
  const screens =
    own.length > NAMED_SCREENS
      ? speaker.t("words.screens", { n: own.length })
      : speaker.list(own.map(({ screenName }) => screenName));
  return speaker.t("words.at-site", { site, screens });
}
