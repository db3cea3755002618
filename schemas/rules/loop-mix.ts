import type { MixConflict } from "./loop-contract.ts";
import { type Flow, findMaxFlow } from "./loop-flow.ts";
import type { LanePlan } from "./loop-lanes.ts";

/** Rows with content in the same languages: for every question of mix they are one. */
export interface RowKind {
  readonly share: number;
  readonly rows: readonly number[];
  readonly languages: readonly number[];
}

/** The language mix as it can be met while every entry keeps its share. */
export interface NearestMix {
  /** By language, sums to 1: the wanted mix, or where that cannot be met the nearest one in Kullback–Leibler divergence. */
  readonly shares: readonly number[];
  readonly conflict: MixConflict | null;
  readonly kinds: readonly RowKind[];
  /** By kind: the languages that can have airtime of it in some way to meet `shares`. */
  readonly usable: readonly (readonly number[])[];
}

/** Shares are flowed in these: fine enough that rounding them stays far below one part per million. */
const WHOLE = 1_000_000_000;
const UNITS_PER_PPM = WHOLE / 1_000_000;

/**
 * Finds the mix to aim at. A conflict is reported from one part per million on, with the entries that exist only in
 * languages which together want less than those entries do. Then no language falls under its minimum if any mix
 * that keeps the entries' shares allows that; minimums that exclude each other are lowered in proportion.
 */
export function findNearestMix(plan: LanePlan): NearestMix {
  const kinds = rowKinds(plan);
  const supplies = apportion(
    kinds.map((kind) => kind.share),
    WHOLE,
  );
  const everywhere = kinds.map((kind) => kind.languages);
  const wanted = apportion(plan.languageShares, WHOLE);
  const flow = flowOf(supplies, wanted, everywhere);
  const excess = WHOLE - flow.total;
  if (excess < UNITS_PER_PPM) {
    return { shares: plan.languageShares, conflict: null, kinds, usable: usablePairs(everywhere, flow) };
  }
  const stuckRows = kinds.flatMap((kind, index) => (flow.stuckKinds[index] ? kind.rows : []));
  const stuckEntries = new Set(stuckRows.map((row) => plan.rows[row]?.entry ?? -1));
  const conflict = {
    entryIds: plan.entries.flatMap((entry, index) => (stuckEntries.has(index) ? [entry.entryId] : [])),
    languages: plan.languages.filter((_, language) => flow.stuckLanguages[language]),
    excessPpm: Math.round(excess / UNITS_PER_PPM),
  };
  const blocks = new Blocks(plan, kinds, supplies);
  return { shares: blocks.units.map((units) => units / WHOLE), conflict, kinds, usable: blocks.usable };
}

function rowKinds(plan: LanePlan): RowKind[] {
  const kinds = new Map<string, { share: number; rows: number[]; languages: readonly number[] }>();
  for (const [index, row] of plan.rows.entries()) {
    const name = row.languages.join(" ");
    const kind = kinds.get(name) ?? { share: 0, rows: [], languages: row.languages };
    kind.share += row.share;
    kind.rows.push(index);
    kinds.set(name, kind);
  }
  return [...kinds.values()];
}

/**
 * The nearest mix by decomposition: where a set of kinds wants more than its languages' part, those languages take all
 * of it and nothing else, and both sides are settled alone. Within a block every language has the same multiple of
 * its wish, or its minimum.
 */
class Blocks {
  readonly units: number[];
  readonly usable: number[][];
  readonly #supplies: readonly number[];
  readonly #wishes: readonly number[];
  readonly #minimums: readonly number[];
  readonly #open: readonly (readonly number[])[];

  constructor(plan: LanePlan, kinds: readonly RowKind[], supplies: readonly number[]) {
    this.units = plan.languages.map(() => 0);
    this.usable = kinds.map(() => []);
    this.#supplies = supplies;
    const isWished = (language: number) => (plan.languageShares[language] ?? 0) > 0;
    // Airtime goes to a language that nobody wished for only where an entry has no other.
    const hasWished = kinds.map((kind) => kind.languages.some(isWished));
    this.#open = kinds.map((kind, index) => (hasWished[index] ? kind.languages.filter(isWished) : kind.languages));
    this.#wishes = plan.languageShares.map((share) => (share > 0 ? share : 1));
    this.#minimums = reachableMinimums(plan.languageMinimums, supplies, this.#open);
    const both = [true, false].map((wished) => ({
      kinds: kinds.flatMap((_, index) => (hasWished[index] === wished ? [index] : [])),
      languages: plan.languages.flatMap((_, language) => (isWished(language) === wished ? [language] : [])),
    }));
    for (const block of both) this.#settle(block.kinds, block.languages);
  }

  #settle(kinds: readonly number[], languages: readonly number[]): void {
    if (kinds.length === 0 || languages.length === 0) return;
    const supplies = kinds.map((kind) => this.#supplies[kind] ?? 0);
    const total = supplies.reduce((sum, units) => sum + units, 0);
    const capacities = this.#fill(languages, total);
    const open = kinds.map((kind) => indexesIn(languages, this.#open[kind] ?? []));
    const flow = flowOf(supplies, capacities, open);
    const isStuck = flow.total < total - 2 * (kinds.length + languages.length);
    if (isStuck && flow.stuckKinds.includes(false)) {
      for (const side of [true, false]) {
        this.#settle(
          kinds.filter((_, index) => flow.stuckKinds[index] === side),
          languages.filter((_, index) => flow.stuckLanguages[index] === side),
        );
      }
      return;
    }
    for (const [index, language] of languages.entries()) this.units[language] = capacities[index] ?? 0;
    for (const [index, used] of usablePairs(open, flow).entries()) {
      this.usable[kinds[index] ?? 0] = used.map((language) => languages[language] ?? 0);
    }
  }

  /** Each language the same multiple of its wish, but at least its minimum; `total` in all. */
  #fill(languages: readonly number[], total: number): number[] {
    const floors = languages.map((language) => this.#minimums[language] ?? 0);
    const wishes = languages.map((language) => this.#wishes[language] ?? 0);
    const held = languages.map(() => false);
    for (;;) {
      const left = total - floors.reduce((sum, floor, index) => sum + (held[index] ? floor : 0), 0);
      const wished = wishes.reduce((sum, wish, index) => sum + (held[index] ? 0 : wish), 0);
      const filled = floors.map((floor, index) => (held[index] ? floor : ((wishes[index] ?? 0) * left) / wished));
      const short = filled.map((units, index) => !held[index] && units < (floors[index] ?? 0));
      if (!short.includes(true)) return apportion(filled, total);
      for (const [index, isShort] of short.entries()) if (isShort) held[index] = true;
      if (!held.includes(false)) return apportion(floors, total);
    }
  }
}

/** The minimums as far as the content can carry them together, in units. */
function reachableMinimums(
  minimums: readonly number[],
  supplies: readonly number[],
  open: readonly (readonly number[])[],
): number[] {
  const reachable = minimums.map((minimum, language) => {
    const content = supplies.reduce((sum, units, kind) => sum + (open[kind]?.includes(language) ? units : 0), 0);
    return Math.min(Math.floor(minimum * WHOLE), content);
  });
  const fits = (floors: readonly number[]) =>
    flowOf(supplies, floors, open).total === floors.reduce((sum, floor) => sum + floor, 0);
  if (fits(reachable)) return reachable;
  let fitting = reachable.map(() => 0);
  let [low, high] = [0, 1];
  for (let step = 0; step < 20; step += 1) {
    const middle = (low + high) / 2;
    const lowered = reachable.map((floor) => Math.floor(floor * middle));
    if (fits(lowered)) [low, fitting] = [middle, lowered];
    else high = middle;
  }
  return fitting;
}

function flowOf(
  supplies: readonly number[],
  capacities: readonly number[],
  open: readonly (readonly number[])[],
): Flow {
  const mayFlow = new Uint8Array(supplies.length * capacities.length);
  for (const [kind, languages] of open.entries()) {
    for (const language of languages) mayFlow[kind * capacities.length + language] = 1;
  }
  return findMaxFlow({ supplies, capacities, mayFlow });
}

/**
 * By kind: the languages that some flow of the same size uses. A pair without flow, whose ends lie in different strongly
 * connected parts of the residual graph, is empty in all of them; to leave it out is what makes fitting converge fast.
 */
function usablePairs(open: readonly (readonly number[])[], flow: Flow): number[][] {
  const languageCount = flow.stuckLanguages.length;
  const givers = Array.from({ length: languageCount }, (_, language) =>
    open.flatMap((_, kind) => ((flow.units[kind * languageCount + language] ?? 0) > 0 ? [kind] : [])),
  );
  return open.map((languages, kind) => {
    if (languages.length < 2) return [...languages];
    const used = languages.filter((language) => (flow.units[kind * languageCount + language] ?? 0) > 0);
    if (used.length === languages.length) return used;
    return languages.filter((language) => used.includes(language) || leadsBack(language, kind, open, givers));
  });
}

/** Whether airtime taken from `language` can be passed on until it reaches `kind` again. */
function leadsBack(
  language: number,
  kind: number,
  open: readonly (readonly number[])[],
  givers: readonly (readonly number[])[],
): boolean {
  const seen = new Set([language]);
  for (const next of seen) {
    for (const giver of givers[next] ?? []) {
      if (giver === kind) return true;
      for (const reached of open[giver] ?? []) seen.add(reached);
    }
  }
  return false;
}

function indexesIn(all: readonly number[], picked: readonly number[]): number[] {
  return all.flatMap((value, index) => (picked.includes(value) ? [index] : []));
}

/** Whole units in proportion to `weights` that sum to `total`; the largest remainders are rounded up, ties by index. */
function apportion(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum <= 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (weight * total) / sum);
  const whole = exact.map(Math.floor);
  const order = weights
    .map((_, index) => index)
    .sort((one, other) => remainder(exact, other) - remainder(exact, one) || one - other);
  let missing = total - whole.reduce((all, units) => all + units, 0);
  for (const index of order) {
    if (missing <= 0) break;
    whole[index] = (whole[index] ?? 0) + 1;
    missing -= 1;
  }
  return whole;
}

function remainder(values: readonly number[], index: number): number {
  const value = values[index] ?? 0;
  return value - Math.floor(value);
}
