import type { Cycle } from "./loop-cycle.ts";
import type { Lane, LanePlan } from "./loop-lanes.ts";

const MAX_MOVES = 4_000;
/** Above this many lanes, only the best single steps are tried in pairs. */
const PAIRED_LANES = 40;
const CANDIDATES = 16;

/**
 * Rounds the wanted showings of a cycle to whole ones so that the airtime of every entry and language ends close to
 * its target, never below the least counts. A listed entry's places keep counts that differ by at most one, the
 * earlier ones first.
 */
export function countLanes(
  plan: LanePlan,
  languageShares: readonly number[],
  showingsPerMs: readonly number[],
  cycle: Cycle,
): number[] {
  const tally = new Tally(plan, languageShares, showingsPerMs, cycle);
  for (let move = 0; move < MAX_MOVES; move += 1) if (!tally.improve()) break;
  return tally.counts.some((count) => count > 0) ? tally.counts : [1, ...tally.counts.slice(1)];
}

/** Airtime errors of a set of counts, in seconds, and the moves that lower them. */
class Tally {
  readonly counts: number[];
  private readonly lanes: readonly Lane[];
  private readonly seconds: readonly number[];
  private readonly wanted: readonly number[];
  private readonly least: number[];
  private readonly entryError: number[];
  private readonly languageError: number[];
  private readonly entryLongest: readonly number[];
  private readonly languageLongest: readonly number[];
  /** By entry: showings of a listed entry, which decide whose place is next. */
  private readonly listed: number[];
  private readonly placeCounts: readonly number[];
  private totalError: number;

  constructor(plan: LanePlan, languageShares: readonly number[], showingsPerMs: readonly number[], cycle: Cycle) {
    const cycleSeconds = cycle.lengthMs / 1_000;
    this.lanes = plan.lanes;
    this.placeCounts = plan.placeCounts;
    this.seconds = plan.lanes.map((lane) => lane.durationMs / 1_000);
    this.wanted = showingsPerMs.map((rate) => rate * cycle.lengthMs);
    this.least = [...cycle.leastCounts];
    this.counts = this.wanted.map((wanted, lane) => Math.max(Math.round(wanted), this.least[lane] ?? 0));
    this.listed = plan.placeCounts.map((places, entry) => (places > 0 ? this.startListed(entry, places) : 0));
    const longest = (picked: (lane: Lane) => boolean) =>
      plan.lanes.reduce((most, lane) => (picked(lane) ? Math.max(most, lane.durationMs / 1_000) : most), 0.001);
    this.entryLongest = plan.entries.map((_, entry) => longest((lane) => lane.entry === entry));
    this.languageLongest = plan.languages.map((_, language) => longest((lane) => lane.language === language));
    this.entryError = plan.entryShares.map((share) => -share * cycleSeconds);
    this.languageError = languageShares.map((share) => -share * cycleSeconds);
    this.totalError = -cycleSeconds;
    for (const [lane, count] of this.counts.entries()) this.addAirtime(lane, count);
  }

  /** Makes the one move that lowers the cost most; false when none does. */
  improve(): boolean {
    const ups = this.singles(1);
    const downs = this.singles(-1);
    let [gain, bestUp, bestDown] = [-1e-9, -1, -1];
    const consider = (up: number, down: number) => {
      const change = this.change(up, down);
      if (change < gain) [gain, bestUp, bestDown] = [change, up, down];
    };
    for (const up of ups) if (this.mayStep(up, 1)) consider(up, -1);
    for (const down of downs) if (this.mayStep(down, -1)) consider(-1, down);
    for (const up of ups) for (const down of downs) if (this.mayTrade(up, down)) consider(up, down);
    if (bestUp >= 0) this.step(bestUp, 1);
    if (bestDown >= 0) this.step(bestDown, -1);
    return bestUp >= 0 || bestDown >= 0;
  }

  private singles(step: 1 | -1): number[] {
    const all = this.lanes.map((_, lane) => lane);
    const lanes = step > 0 ? all : all.filter((lane) => (this.counts[lane] ?? 0) > (this.least[lane] ?? 0));
    if (lanes.length <= PAIRED_LANES) return lanes;
    const costs = all.map((lane) => (step > 0 ? this.change(lane, -1) : this.change(-1, lane)));
    return lanes
      .sort((one, other) => (costs[one] ?? 0) - (costs[other] ?? 0) || one - other)
      .slice(0, CANDIDATES)
      .sort((one, other) => one - other);
  }

  private mayStep(index: number, step: 1 | -1): boolean {
    const lane = this.lanes[index];
    if (lane === undefined) return false;
    const places = this.placeCounts[lane.entry] ?? 0;
    const showings = this.listed[lane.entry] ?? 0;
    return places === 0 || lane.place === (showings + (step > 0 ? 0 : places - 1)) % places;
  }

  private mayTrade(up: number, down: number): boolean {
    const [one, other] = [this.lanes[up], this.lanes[down]];
    if (up === down || one === undefined || other === undefined) return false;
    const sameList = one.entry === other.entry && (this.placeCounts[one.entry] ?? 0) > 0;
    return sameList ? one.place === other.place : this.mayStep(up, 1) && this.mayStep(down, -1);
  }

  /** Change of the cost if lane `up` has one showing more and lane `down` one less; -1 stands for no lane. */
  private change(up: number, down: number): number {
    const upLane = this.lanes[up];
    const downLane = this.lanes[down];
    const more = upLane === undefined ? 0 : (this.seconds[up] ?? 0);
    const less = downLane === undefined ? 0 : (this.seconds[down] ?? 0);
    const total = this.totalError;
    let change = 0.5 * ((total + more - less) * (total + more - less) - total * total);
    if (upLane !== undefined) change += this.drift(up, 1);
    if (downLane !== undefined) change += this.drift(down, -1);
    const sameEntry = upLane?.entry === downLane?.entry;
    const sameLanguage = upLane?.language === downLane?.language;
    if (upLane !== undefined) {
      change += ENTRY_WEIGHT * rise(this.entryError, this.entryLongest, upLane.entry, sameEntry ? more - less : more);
      change += rise(this.languageError, this.languageLongest, upLane.language, sameLanguage ? more - less : more);
    }
    if (downLane !== undefined) {
      if (!sameEntry) change += ENTRY_WEIGHT * rise(this.entryError, this.entryLongest, downLane.entry, -less);
      if (!sameLanguage) change += rise(this.languageError, this.languageLongest, downLane.language, -less);
    }
    return change;
  }

  /** Keeps counts near what the pair wanted, where entries and languages do not care. */
  private drift(lane: number, step: number): number {
    const seconds = this.seconds[lane] ?? 0;
    const off = (this.counts[lane] ?? 0) - (this.wanted[lane] ?? 0);
    return 0.02 * seconds * seconds * (2 * step * off + 1);
  }

  private step(index: number, step: 1 | -1): void {
    const entry = this.lanes[index]?.entry ?? 0;
    this.counts[index] = (this.counts[index] ?? 0) + step;
    if ((this.placeCounts[entry] ?? 0) > 0) this.listed[entry] = (this.listed[entry] ?? 0) + step;
    this.addAirtime(index, step);
  }

  private addAirtime(index: number, showings: number): void {
    const lane = this.lanes[index];
    if (lane === undefined) return;
    const seconds = showings * (this.seconds[index] ?? 0);
    this.entryError[lane.entry] = (this.entryError[lane.entry] ?? 0) + seconds;
    this.languageError[lane.language] = (this.languageError[lane.language] ?? 0) + seconds;
    this.totalError += seconds;
  }

  /** Settles the counts of a listed entry's lanes from its rounded sum; returns its showings. */
  private startListed(entry: number, places: number): number {
    const own = this.lanes.flatMap((lane, index) => (lane.entry === entry ? [index] : []));
    const sum = own.reduce((all, lane) => all + (this.wanted[lane] ?? 0), 0);
    const isFloored = own.some((lane) => (this.least[lane] ?? 0) > 0);
    const showings = Math.max(Math.round(sum), isFloored ? 1 : 0);
    for (let place = 0; place < places; place += 1) {
      const here = own.filter((lane) => this.lanes[lane]?.place === place);
      let left = Math.floor((showings - place + places - 1) / places);
      for (const lane of here) {
        this.least[lane] = Math.min(this.least[lane] ?? 0, left);
        this.counts[lane] = this.least[lane] ?? 0;
        left -= this.counts[lane] ?? 0;
      }
      for (; left > 0; left -= 1) {
        const lack = (lane: number) => (this.wanted[lane] ?? 0) - (this.counts[lane] ?? 0);
        const next = here.reduce((best, lane) => (lack(lane) > lack(best) ? lane : best), here[0] ?? 0);
        this.counts[next] = (this.counts[next] ?? 0) + 1;
      }
    }
    return showings;
  }
}

/** An entry's share is a promise to someone, the mix a wish. */
const ENTRY_WEIGHT = 2;

/** How much the cost of one row grows when its error moves by `seconds`. */
function rise(errors: readonly number[], longest: readonly number[], row: number, seconds: number): number {
  const error = errors[row] ?? 0;
  const longestSeconds = longest[row] ?? 1;
  return steep(error + seconds, longestSeconds) - steep(error, longestSeconds);
}

/** Square of the error, plus a wall that rises near seven tenths of the row's longest item. */
function steep(error: number, longestSeconds: number): number {
  const ratio = error / (0.7 * longestSeconds);
  const squared = ratio * ratio;
  const fourth = squared * squared;
  return error * error + fourth * fourth * longestSeconds * longestSeconds;
}
