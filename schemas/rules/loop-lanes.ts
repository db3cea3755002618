/** One airing document as the loop sees it. */
export interface LoopItem {
  /** SHA-256 of the airing document: two entries that show the same document share the key. */
  readonly key: string;
  readonly language: string;
  readonly durationMs: number;
  /** Place in the entry's playlist; items of a lane rotate in this order. */
  readonly position: number;
}

export interface LoopEntry {
  readonly entryId: string;
  /** Wanted share of airtime; the shares of all entries are scaled to a whole. */
  readonly sharePpm: number;
  readonly items: readonly LoopItem[];
}

export interface LoopInput {
  readonly entries: readonly LoopEntry[];
  /** Wanted language mix, scaled to the languages that have content; `null`: equal. */
  readonly languageSharesPpm: Readonly<Record<string, number>> | null;
  /** Length of the segment the loop is made for. */
  readonly segmentMs: number;
  /** Longest cycle the manifest has room for. */
  readonly maxCycleMs: number;
}

/** Items of one entry, language and length: what is sequenced. Which of them plays never moves a boundary. */
export interface Lane {
  readonly entry: number;
  readonly language: number;
  readonly durationMs: number;
  readonly items: readonly LoopItem[];
}

/** The lanes in their one order, with the wanted shares of both families (each sums to 1). */
export interface LanePlan {
  readonly entryIds: readonly string[];
  readonly languages: readonly string[];
  readonly lanes: readonly Lane[];
  readonly entryShares: readonly number[];
  readonly languageShares: readonly number[];
}

/**
 * Sorts any input into its lanes: the same set of entries and items gives the same plan in whatever order it came.
 * Entries without items or share, and languages without content, are left out and the rest is scaled.
 */
export function planLanes(input: Pick<LoopInput, "entries" | "languageSharesPpm">): LanePlan {
  const entries = input.entries
    .filter((entry) => entry.sharePpm > 0 && entry.items.length > 0)
    .sort((one, other) => compare(one.entryId, other.entryId));
  const languages = [...new Set(entries.flatMap((entry) => entry.items.map((item) => item.language)))].sort();
  const lanes = entries.flatMap((entry, index) => lanesOf(entry, index, languages));
  const wanted = languages.map((language) => input.languageSharesPpm?.[language] ?? 0);
  return {
    entryIds: entries.map((entry) => entry.entryId),
    languages,
    lanes,
    entryShares: scaled(entries.map((entry) => entry.sharePpm)),
    languageShares: scaled(wanted.some((share) => share > 0) ? wanted : languages.map(() => 1)),
  };
}

function lanesOf(entry: LoopEntry, entryIndex: number, languages: readonly string[]): Lane[] {
  const byLane = new Map<string, LoopItem[]>();
  for (const item of [...entry.items].sort(byPosition)) {
    const name = `${item.language} ${item.durationMs}`;
    byLane.set(name, [...(byLane.get(name) ?? []), item]);
  }
  return [...byLane.values()]
    .map((items) => ({
      entry: entryIndex,
      language: languages.indexOf(items[0]?.language ?? ""),
      durationMs: items[0]?.durationMs ?? 0,
      items,
    }))
    .sort((one, other) => one.language - other.language || one.durationMs - other.durationMs);
}

function byPosition(one: LoopItem, other: LoopItem): number {
  return one.position - other.position || compare(one.key, other.key);
}

function scaled(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
