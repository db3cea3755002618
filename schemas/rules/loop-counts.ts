import type { Lane, LanePlan } from "./loop-lanes.ts";
import { settleEntries } from "./loop-settle.ts";

/** How often each lane is shown in a cycle, and the mix that this serves. */
export interface LaneCounts {
  readonly counts: readonly number[];
  /** The nearest feasible language mix; differs from the wanted one where content is missing. */
  readonly languageShares: readonly number[];
}

/** Airtime share of each lane's pair (entry, language), shared evenly among the pair's items. */
export interface LaneRates {
  /** Showings per millisecond of cycle, by lane. */
  readonly showingsPerMs: readonly number[];
  readonly languageShares: readonly number[];
  /** Shortest cycle in which every item has time for one showing. */
  readonly everyItemOnceMs: number;
}

const FITTING_ROUNDS = 400;
/** A pair keeps at least this part of what an even split of its entry would give it: a mix never silences an item. */
const LEAST_PART = 0.1;
const CANDIDATES = 8;
const MAX_MOVES = 4_000;

/**
 * Fits the entries' shares exactly and the languages' as nearly as the content allows (iterative proportional fitting,
 * ending with the entries: a share is a promise to someone, a mix is a wish).
 */
export function laneRates(plan: LanePlan): LaneRates {
  const pairs = fitPairs(plan);
  const pairMs = new Map<string, number>();
  for (const lane of plan.lanes) {
    const name = pairName(lane);
    pairMs.set(name, (pairMs.get(name) ?? 0) + lane.items.length * lane.durationMs);
  }
  let everyItemOnceMs = 0;
  const showingsPerMs = plan.lanes.map((lane) => {
    const share = pairs[lane.entry]?.[lane.language] ?? 0;
    const onceMs = pairMs.get(pairName(lane)) ?? lane.durationMs;
    if (share > 1e-9) everyItemOnceMs = Math.max(everyItemOnceMs, Math.ceil(onceMs / share));
    return (share * lane.items.length) / onceMs;
  });
  const languageShares = plan.languages.map((_, language) => pairs.reduce((sum, row) => sum + (row[language] ?? 0), 0));
  return { showingsPerMs, languageShares, everyItemOnceMs };
}

function pairName(lane: Lane): string {
  return `${lane.entry} ${lane.language}`;
}

function fitPairs(plan: LanePlan): number[][] {
  const rates = plan.entryShares.map((share, entry) =>
    plan.languageShares.map((mix, language) =>
      plan.lanes.some((lane) => lane.entry === entry && lane.language === language) ? share * mix : 0,
    ),
  );
  for (let round = 0; round < FITTING_ROUNDS; round += 1) {
    plan.languageShares.forEach((wanted, language) => {
      const sum = rates.reduce((total, row) => total + (row[language] ?? 0), 0);
      if (sum > 0) for (const row of rates) row[language] = ((row[language] ?? 0) * wanted) / sum;
    });
    let worst = 0;
    rates.forEach((row, entry) => {
      const wanted = plan.entryShares[entry] ?? 0;
      const sum = row.reduce((total, rate) => total + rate, 0);
      worst = Math.max(worst, Math.abs(sum - wanted));
      if (sum > 0)
        for (let language = 0; language < row.length; language += 1)
          row[language] = ((row[language] ?? 0) * wanted) / sum;
    });
    if (worst < 1e-7) break;
  }
  return rates.map((row, entry) => withLeastPart(plan, row, entry));
}

/** Raises pairs that the mix has pressed to almost nothing; the entry's other pairs give way, its sum stays. */
function withLeastPart(plan: LanePlan, row: readonly number[], entry: number): number[] {
  const own = plan.lanes.filter((lane) => lane.entry === entry);
  const evenMs = own.reduce((sum, lane) => sum + lane.items.length * lane.durationMs, 0);
  const least = row.map((_, language) => {
    const pairMs = own.reduce(
      (sum, lane) => sum + (lane.language === language ? lane.items.length * lane.durationMs : 0),
      0,
    );
    return (LEAST_PART * (plan.entryShares[entry] ?? 0) * pairMs) / Math.max(1, evenMs);
  });
  // No wanted language has content here: the entry's promise stands, so its content is shared evenly.
  if (row.every((rate) => rate <= 0)) return least.map((rate) => rate / LEAST_PART);
  const raised = row.map((rate, language) => rate < (least[language] ?? 0));
  const given = least.reduce((sum, rate, language) => sum + (raised[language] ? rate : 0), 0);
  const kept = row.reduce((sum, rate, language) => sum + (raised[language] ? 0 : rate), 0);
  const left = (plan.entryShares[entry] ?? 0) - given;
  return row.map((rate, language) =>
    raised[language] ? (least[language] ?? 0) : kept > 0 ? (rate * left) / kept : rate,
  );
}

/**
 * Rounds the wanted showings of a cycle to whole ones so that the airtime of every entry and language ends close to
 * its target. An item with time for a showing gets one; so does an entry with half an item's worth of time.
 */
export function countLanes(plan: LanePlan, rates: LaneRates, cycleMs: number): LaneCounts {
  const tally = new Tally(plan, rates, cycleMs);
  while (tally.moves < MAX_MOVES && tally.improve()) tally.moves += 1;
  return { counts: settleEntries(plan, tally.counts, tally.wanted, tally.least), languageShares: rates.languageShares };
}

/** Airtime errors of a set of counts, in seconds, and the moves that lower them. */
class Tally {
  readonly counts: number[];
  moves = 0;
  private readonly lanes: readonly Lane[];
  readonly wanted: readonly number[];
  readonly least: readonly number[];
  private readonly entryError: number[];
  private readonly languageError: number[];
  private readonly entryLongest: number[];
  private readonly languageLongest: number[];
  private totalError = 0;

  constructor(plan: LanePlan, rates: LaneRates, cycleMs: number) {
    this.lanes = plan.lanes;
    this.wanted = rates.showingsPerMs.map((rate) => rate * cycleMs);
    this.least = leastCounts(plan, this.wanted, cycleMs);
    this.counts = this.wanted.map((wanted, lane) => Math.max(Math.round(wanted), this.least[lane] ?? 0));
    this.entryError = plan.entryShares.map((share) => (-share * cycleMs) / 1_000);
    this.languageError = rates.languageShares.map((share) => (-share * cycleMs) / 1_000);
    this.entryLongest = plan.entryShares.map((_, entry) => longest(plan.lanes.filter((lane) => lane.entry === entry)));
    this.languageLongest = rates.languageShares.map((_, language) =>
      longest(plan.lanes.filter((lane) => lane.language === language)),
    );
    this.totalError = -cycleMs / 1_000;
    this.counts.forEach((count, lane) => {
      this.apply(lane, count, false);
    });
  }

  /** Makes the one move that lowers the cost most; false when none does. */
  improve(): boolean {
    const ups = this.best(1);
    const downs = this.best(-1);
    let found = { gain: -1e-9, steps: [] as (readonly [number, number])[] };
    const consider = (steps: (readonly [number, number])[]) => {
      const gain = this.change(steps);
      if (gain < found.gain) found = { gain, steps };
    };
    for (const up of ups) consider([[up, 1]]);
    for (const down of downs) consider([[down, -1]]);
    for (const up of ups)
      for (const down of downs)
        if (up !== down)
          consider([
            [up, 1],
            [down, -1],
          ]);
    for (const [lane, step] of found.steps) this.apply(lane, step, true);
    return found.steps.length > 0;
  }

  /** The lanes whose single step costs least. */
  private best(step: 1 | -1): number[] {
    return this.lanes
      .map((_, lane) => ({
        lane,
        cost: this.mayStep(lane, step) ? this.change([[lane, step]]) : Number.POSITIVE_INFINITY,
      }))
      .filter(({ cost }) => cost < Number.POSITIVE_INFINITY)
      .sort((one, other) => one.cost - other.cost || one.lane - other.lane)
      .slice(0, CANDIDATES)
      .map(({ lane }) => lane);
  }

  private mayStep(lane: number, step: number): boolean {
    return step > 0 || (this.counts[lane] ?? 0) > (this.least[lane] ?? 0);
  }

  private change(steps: readonly (readonly [number, number])[]): number {
    const before = this.cost(steps);
    for (const [lane, step] of steps) this.apply(lane, step, true);
    const after = this.cost(steps);
    for (const [lane, step] of steps) this.apply(lane, -step, true);
    return after - before;
  }

  /** The part of the cost that these lanes can change, each term once. */
  private cost(steps: readonly (readonly [number, number])[]): number {
    let cost = 0.5 * this.totalError * this.totalError;
    const entries = new Set<number>();
    const languages = new Set<number>();
    for (const [index] of steps) {
      const lane = this.lanes[index];
      if (lane === undefined) continue;
      entries.add(lane.entry);
      languages.add(lane.language);
      const off = (lane.durationMs / 1_000) * ((this.counts[index] ?? 0) - (this.wanted[index] ?? 0));
      cost += 0.02 * off * off;
    }
    for (const entry of entries) cost += steep(this.entryError[entry] ?? 0, this.entryLongest[entry] ?? 1);
    for (const language of languages) {
      cost += steep(this.languageError[language] ?? 0, this.languageLongest[language] ?? 1);
    }
    return cost;
  }

  private apply(index: number, step: number, counted: boolean): void {
    const lane = this.lanes[index];
    if (lane === undefined) return;
    const seconds = (step * lane.durationMs) / 1_000;
    if (counted) this.counts[index] = (this.counts[index] ?? 0) + step;
    this.entryError[lane.entry] = (this.entryError[lane.entry] ?? 0) + seconds;
    this.languageError[lane.language] = (this.languageError[lane.language] ?? 0) + seconds;
    this.totalError += seconds;
  }
}

function leastCounts(plan: LanePlan, wanted: readonly number[], cycleMs: number): number[] {
  const least = plan.lanes.map((lane, index) =>
    (wanted[index] ?? 0) >= lane.items.length - 1e-6 ? lane.items.length : 0,
  );
  plan.entryShares.forEach((share, entry) => {
    const own = plan.lanes.flatMap((lane, index) => (lane.entry === entry ? [index] : []));
    if (own.some((index) => (least[index] ?? 0) > 0)) return;
    const lengthOf = (index: number) => plan.lanes[index]?.durationMs ?? 0;
    const shortest = own.reduce((best, next) => (lengthOf(next) < lengthOf(best) ? next : best), own[0] ?? 0);
    if (share * cycleMs >= lengthOf(shortest) / 2) least[shortest] = 1;
  });
  return least;
}

function longest(lanes: readonly Lane[]): number {
  return lanes.reduce((most, lane) => Math.max(most, lane.durationMs / 1_000), 0.001);
}

/** Square of the error, plus a wall that rises near seven tenths of the row's longest item. */
function steep(error: number, longestSeconds: number): number {
  const ratio = error / (0.7 * longestSeconds);
  const squared = ratio * ratio;
  const fourth = squared * squared;
  return error * error + fourth * fourth * longestSeconds * longestSeconds;
}
