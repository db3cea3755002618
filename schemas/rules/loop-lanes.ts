import type { LoopEntry, LoopInput, LoopItem, LoopLanguage } from "./loop-contract.ts";

/** Items of one row, language and length: what is sequenced. Which of them plays never moves a boundary. */
export interface Lane {
  readonly entry: number;
  readonly row: number;
  readonly language: number;
  readonly durationMs: number;
  /** In the order in which they take turns. */
  readonly items: readonly LoopItem[];
  /** Which place of a listed entry this is; -1 where no order is kept. */
  readonly place: number;
}

/** What has one wish for airtime: an entry, or one place of a listed entry, as its order fixes each place's part. */
export interface Row {
  readonly entry: number;
  readonly place: number;
  readonly share: number;
  /** Languages that it has content in, ascending. */
  readonly languages: readonly number[];
}

/** Any input in its one order. The shares of the entries, of the rows and of the languages each sum to 1. */
export interface LanePlan {
  readonly entries: readonly LoopEntry[];
  readonly entryShares: readonly number[];
  readonly languages: readonly string[];
  readonly languageShares: readonly number[];
  /** What a language must not fall under, as a share. */
  readonly languageMinimums: readonly number[];
  readonly rows: readonly Row[];
  readonly lanes: readonly Lane[];
  /** By entry: how many places its order has; 0 where it keeps none. */
  readonly placeCounts: readonly number[];
}

/**
 * Sorts any input into its lanes: the same set of entries and items gives the same plan in whatever order it came.
 * Entries without items or share, and languages without content, are left out and the rest is scaled.
 */
export function planLanes(input: Pick<LoopInput, "entries" | "languages">): LanePlan {
  const entries = input.entries
    .filter((entry) => entry.sharePpm > 0 && entry.items.length > 0)
    .sort((one, other) => compare(one.entryId, other.entryId));
  const languages = [...new Set(entries.flatMap((entry) => entry.items.map((item) => item.language)))].sort(compare);
  const entryShares = scaled(entries.map((entry) => entry.sharePpm));
  const rows: Row[] = [];
  const lanes: Lane[] = [];
  const placeCounts = entries.map((entry, index) => {
    const places = placesOf(entry);
    for (const { items, part, place } of places) {
      const own = lanesOf(items, { entry: index, row: rows.length, place }, languages);
      const spoken = [...new Set(own.map((lane) => lane.language))].sort((one, other) => one - other);
      rows.push({ entry: index, place, share: (entryShares[index] ?? 0) * part, languages: spoken });
      lanes.push(...own);
    }
    return places.length > 1 ? places.length : 0;
  });
  return { entries, entryShares, languages, ...wishes(input.languages, languages), rows, lanes, placeCounts };
}

interface Place {
  readonly items: readonly LoopItem[];
  /** Part of the entry's airtime. */
  readonly part: number;
  readonly place: number;
}

/** A listed entry shows each place equally often, so a place's part is its mean length's. */
function placesOf(entry: LoopEntry): Place[] {
  const items = [...entry.items].sort(byPosition);
  const positions = [...new Set(items.map((item) => item.position))];
  if (entry.order === "rotate" || positions.length < 2) return [{ items, part: 1, place: -1 }];
  const groups = positions.map((position) => items.filter((item) => item.position === position));
  const parts = scaled(groups.map((group) => group.reduce((sum, item) => sum + item.durationMs, 0) / group.length));
  return groups.map((group, place) => ({ items: group, part: parts[place] ?? 0, place }));
}

function lanesOf(
  items: readonly LoopItem[],
  { entry, row, place }: Pick<Lane, "entry" | "row" | "place">,
  languages: readonly string[],
): Lane[] {
  const lanes: (Lane & { readonly items: LoopItem[] })[] = [];
  for (const item of items) {
    const { durationMs } = item;
    const language = languages.indexOf(item.language);
    const lane = lanes.find((one) => one.durationMs === durationMs && one.language === language);
    if (lane === undefined) lanes.push({ entry, row, language, durationMs, items: [item], place });
    else lane.items.push(item);
  }
  return lanes.sort((one, other) => one.language - other.language || one.durationMs - other.durationMs);
}

function wishes(wanted: readonly LoopLanguage[] | null, languages: readonly string[]) {
  const wishOf = (language: string) => wanted?.find((wish) => wish.language === language);
  const weights = languages.map((language) => wishOf(language)?.sharePpm ?? 0);
  const shares = scaled(weights.some((weight) => weight > 0) ? weights : languages.map(() => 1));
  const least = languages.map((language) => (wishOf(language)?.minimumPpm ?? 0) / 1_000_000);
  return {
    languageShares: shares,
    languageMinimums: least.map((minimum, index) => Math.min(minimum, shares[index] ?? 0)),
  };
}

function byPosition(one: LoopItem, other: LoopItem): number {
  return (
    one.position - other.position ||
    compare(one.key, other.key) ||
    compare(one.language, other.language) ||
    one.durationMs - other.durationMs
  );
}

function scaled(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
