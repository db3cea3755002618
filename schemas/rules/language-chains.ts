import type { LanguageMix } from "../language-mix.ts";
import { divideWhole } from "./divide-whole.ts";

export type LanguageRole = "official" | "minority" | "foreign";

/** The language of the country across the border, by its main subtag. */
const NEIGHBOUR_LANGUAGES = { CN: "zh", LA: "lo", KH: "km" } as const;
const OFFICIAL = "vi";
const WORLD = "en";

const WHOLE_PPM = 1_000_000;
const MAX_LANGUAGES = 12;
const LEAST_MINIMUM_PPM = 10_000;
/** Weights of the default mix; each group shares its own. */
const WEIGHTS = { official: 50, neighbour: 30, world: 15, others: 5 } as const;

/**
 * What may stand in for a language that a story lacks, best first, the language itself not among them: the same
 * language in another script, then Vietnamese and English. Readers of a minority's language know Vietnamese; visitors
 * sooner know English, also where their language is a minority's too. Only tags of `allTags` come out.
 */
export function fallbackChain(tag: string, roles: readonly LanguageRole[], allTags: readonly string[]): string[] {
  const main = mainSubtag(tag);
  const kin = allTags.filter((other) => other !== tag && mainSubtag(other) === main).sort();
  const last = roles.includes("foreign") ? [WORLD, OFFICIAL] : [OFFICIAL, WORLD];
  return [...new Set([...kin, ...last])].filter((other) => other !== tag && allTags.includes(other));
}

function mainSubtag(tag: string): string {
  return tag.split("-")[0] ?? tag;
}

/**
 * The mix proposed for a place: Vietnamese 50, the neighbour's language 30 (without a neighbour, those of its visitors
 * share this), English 15, all others 5, scaled to the groups that the place has. Each language's minimum is half of its
 * share, at least 1 % where its share is as much. Takes the first twelve languages; Vietnamese alone for none at all.
 */
export function defaultLanguageMix(
  gateLanguages: readonly string[],
  neighbour: "CN" | "LA" | "KH" | null,
  rolesOf: (tag: string) => readonly LanguageRole[],
): LanguageMix {
  const languages = [...new Set(gateLanguages)].slice(0, MAX_LANGUAGES);
  if (languages.length === 0) languages.push(OFFICIAL);
  const isNeighbours = (tag: string) =>
    neighbour === null ? rolesOf(tag).includes("foreign") : mainSubtag(tag) === NEIGHBOUR_LANGUAGES[neighbour];
  const groupOf = (tag: string): keyof typeof WEIGHTS => {
    if (rolesOf(tag).includes("official")) return "official";
    if (tag === WORLD) return "world";
    return isNeighbours(tag) ? "neighbour" : "others";
  };
  const groups = languages.map(groupOf);
  const parts = languages.map((name) => {
    const group = groupOf(name);
    return { name, weight: WEIGHTS[group] / groups.filter((other) => other === group).length, mostPpm: WHOLE_PPM };
  });
  const { given } = divideWhole(WHOLE_PPM, parts);
  return languages
    .map((language) => ({ language, ...withMinimum(given.get(language) ?? 0) }))
    .sort((one, other) => other.sharePpm - one.sharePpm);
}

function withMinimum(sharePpm: number): { sharePpm: number; minimumPpm: number } {
  return { sharePpm, minimumPpm: Math.min(sharePpm, Math.max(Math.floor(sharePpm / 2), LEAST_MINIMUM_PPM)) };
}
