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
  private readonly entryOf: Int32Array;
  private readonly languageOf: Int32Array;
  private readonly seconds: Float64Array;
  private readonly wanted: readonly number[];
  private readonly least: number[];
  private readonly entries: Errors;
  private readonly languages: Errors;
  /** By entry: showings of a listed entry, which decide whose place is next. */
  private readonly listed: number[];
  private readonly placeCounts: readonly number[];
  private readonly hasPlaces: boolean;
  private readonly more: Prices;
  private readonly less: Prices;
  private totalError: number;

  constructor(plan: LanePlan, languageShares: readonly number[], showingsPerMs: readonly number[], cycle: Cycle) {
    const cycleSeconds = cycle.lengthMs / 1_000;
    this.lanes = plan.lanes;
    this.placeCounts = plan.placeCounts;
    this.hasPlaces = plan.placeCounts.some((places) => places > 0);
    this.entryOf = new Int32Array(plan.lanes.length);
    this.languageOf = new Int32Array(plan.lanes.length);
    this.seconds = new Float64Array(plan.lanes.length);
    for (const [lane, { entry, language, durationMs }] of plan.lanes.entries()) {
      this.entryOf[lane] = entry;
      this.languageOf[lane] = language;
      this.seconds[lane] = durationMs / 1_000;
    }
    this.wanted = showingsPerMs.map((rate) => rate * cycle.lengthMs);
    this.least = [...cycle.leastCounts];
    this.counts = this.wanted.map((wanted, lane) => Math.max(Math.round(wanted), this.least[lane] ?? 0));
    this.listed = plan.placeCounts.map((places, entry) => (places > 0 ? this.startListed(entry, places) : 0));
    this.entries = new Errors(plan.entryShares, cycleSeconds, this.entryOf, this.seconds);
    const attainable = attainableShares(plan, languageShares, cycle);
    this.languages = new Errors(attainable, cycleSeconds, this.languageOf, this.seconds);
    this.more = new Prices(plan.lanes.length);
    this.less = new Prices(plan.lanes.length);
    this.totalError = -cycleSeconds;
    for (const [lane, count] of this.counts.entries()) this.addAirtime(lane, count);
  }

  /** Makes the one move that lowers the cost most; false when none does. */
  improve(): boolean {
    this.price(1, this.more);
    this.price(-1, this.less);
    const ups = this.singles(1);
    const downs = this.singles(-1);
    let [gain, bestUp, bestDown] = [-1e-9, -1, -1];
    for (const up of ups) {
      if (!this.mayStep(up, 1) || (this.more.alone[up] as number) >= gain) continue;
      [gain, bestUp, bestDown] = [this.more.alone[up] as number, up, -1];
    }
    for (const down of downs) {
      if (!this.mayStep(down, -1) || (this.less.alone[down] as number) >= gain) continue;
      [gain, bestUp, bestDown] = [this.less.alone[down] as number, -1, down];
    }
    for (const up of ups) {
      for (const down of downs) {
        if (!this.mayTrade(up, down)) continue;
        const change = this.trade(up, down);
        if (change < gain) [gain, bestUp, bestDown] = [change, up, down];
      }
    }
    if (bestUp >= 0) this.step(bestUp, 1);
    if (bestDown >= 0) this.step(bestDown, -1);
    return bestUp >= 0 || bestDown >= 0;
  }

  /** What one showing more, or less, of each lane changes by itself. */
  private price(step: 1 | -1, prices: Prices): void {
    const total = this.totalError;
    for (let lane = 0; lane < this.seconds.length; lane += 1) {
      const seconds = step * (this.seconds[lane] as number);
      const drift = this.drift(lane, step);
      const entry = ENTRY_WEIGHT * this.entries.rise(this.entryOf[lane] as number, seconds);
      const language = this.languages.rise(this.languageOf[lane] as number, seconds);
      prices.drift[lane] = drift;
      prices.entry[lane] = entry;
      prices.language[lane] = language;
      prices.alone[lane] = 0.5 * ((total + seconds) * (total + seconds) - total * total) + drift + entry + language;
    }
  }

  private singles(step: 1 | -1): number[] {
    const lanes: number[] = [];
    for (let lane = 0; lane < this.counts.length; lane += 1) {
      if (step > 0 || (this.counts[lane] as number) > (this.least[lane] as number)) lanes.push(lane);
    }
    if (lanes.length <= PAIRED_LANES) return lanes;
    return cheapest(lanes, (step > 0 ? this.more : this.less).alone).sort((one, other) => one - other);
  }

  private mayStep(index: number, step: 1 | -1): boolean {
    if (!this.hasPlaces) return true;
    const lane = this.lanes[index];
    if (lane === undefined) return false;
    const places = this.placeCounts[lane.entry] ?? 0;
    const showings = this.listed[lane.entry] ?? 0;
    return places === 0 || lane.place === (showings + (step > 0 ? 0 : places - 1)) % places;
  }

  private mayTrade(up: number, down: number): boolean {
    if (up === down) return false;
    if (!this.hasPlaces) return true;
    const [one, other] = [this.lanes[up], this.lanes[down]];
    if (one === undefined || other === undefined) return false;
    const sameList = one.entry === other.entry && (this.placeCounts[one.entry] ?? 0) > 0;
    return sameList ? one.place === other.place : this.mayStep(up, 1) && this.mayStep(down, -1);
  }

  /** Change of the cost if lane `up` has one showing more and lane `down` one less. */
  private trade(up: number, down: number): number {
    const { more, less } = this;
    const change = (this.seconds[up] as number) - (this.seconds[down] as number);
    const total = this.totalError + change;
    const entry = this.entryOf[up] as number;
    const language = this.languageOf[up] as number;
    const sameEntry = entry === this.entryOf[down];
    const sameLanguage = language === this.languageOf[down];
    return (
      0.5 * (total * total - this.totalError * this.totalError) +
      (more.drift[up] as number) +
      (less.drift[down] as number) +
      (sameEntry
        ? ENTRY_WEIGHT * this.entries.rise(entry, change)
        : (more.entry[up] as number) + (less.entry[down] as number)) +
      (sameLanguage
        ? this.languages.rise(language, change)
        : (more.language[up] as number) + (less.language[down] as number))
    );
  }

  /** Keeps counts near what the pair wanted, where entries and languages do not care. */
  private drift(lane: number, step: number): number {
    const seconds = this.seconds[lane] as number;
    const off = (this.counts[lane] ?? 0) - (this.wanted[lane] ?? 0);
    return 0.02 * seconds * seconds * (2 * step * off + 1);
  }

  private step(index: number, step: 1 | -1): void {
    const entry = this.entryOf[index] as number;
    this.counts[index] = (this.counts[index] ?? 0) + step;
    if ((this.placeCounts[entry] ?? 0) > 0) this.listed[entry] = (this.listed[entry] ?? 0) + step;
    this.addAirtime(index, step);
  }

  private addAirtime(index: number, showings: number): void {
    const seconds = showings * (this.seconds[index] as number);
    this.entries.add(this.entryOf[index] as number, seconds);
    this.languages.add(this.languageOf[index] as number, seconds);
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

/** By lane: what a showing more, or less, changes, in parts and in all. */
class Prices {
  readonly drift: Float64Array;
  readonly entry: Float64Array;
  readonly language: Float64Array;
  readonly alone: Float64Array;

  constructor(lanes: number) {
    this.drift = new Float64Array(lanes);
    this.entry = new Float64Array(lanes);
    this.language = new Float64Array(lanes);
    this.alone = new Float64Array(lanes);
  }
}

/** How far the members of a family, entries or languages, are from their airtime. */
class Errors {
  private readonly seconds: Float64Array;
  private readonly longest: Float64Array;
  /** Cost of each as it stands. */
  private readonly cost: Float64Array;

  constructor(shares: readonly number[], cycleSeconds: number, memberOf: Int32Array, lengths: Float64Array) {
    this.seconds = Float64Array.from(shares, (share) => -share * cycleSeconds);
    this.longest = new Float64Array(shares.length).fill(0.001);
    for (let lane = 0; lane < memberOf.length; lane += 1) {
      const member = memberOf[lane] as number;
      this.longest[member] = Math.max(this.longest[member] as number, lengths[lane] as number);
    }
    this.cost = this.seconds.map((error, member) => steep(error, this.longest[member] as number));
  }

  add(member: number, seconds: number): void {
    const error = (this.seconds[member] as number) + seconds;
    this.seconds[member] = error;
    this.cost[member] = steep(error, this.longest[member] as number);
  }

  /** How much the member's cost grows when its error moves by `seconds`. */
  rise(member: number, seconds: number): number {
    const error = (this.seconds[member] as number) + seconds;
    return steep(error, this.longest[member] as number) - (this.cost[member] as number);
  }
}

/**
 * What of the languages' shares can be had where each lane has its least count and no entry gives up its own share: what
 * a language cannot have goes to the others. A share is a promise to someone, the mix a wish.
 */
function attainableShares(plan: LanePlan, shares: readonly number[], cycle: Cycle): readonly number[] {
  const most = shares.map(() => 0);
  for (const [entry, share] of plan.entryShares.entries()) {
    const floors = new Map<number, number>();
    for (const [index, lane] of plan.lanes.entries()) {
      if (lane.entry !== entry) continue;
      const floor = ((cycle.leastCounts[index] ?? 0) * lane.durationMs) / cycle.lengthMs;
      floors.set(lane.language, (floors.get(lane.language) ?? 0) + floor);
    }
    const all = [...floors.values()].reduce((sum, floor) => sum + floor, 0);
    for (const [language, floor] of floors) most[language] = (most[language] ?? 0) + Math.max(0, share - (all - floor));
  }
  const over = shares.map((share, language) => Math.max(0, share - (most[language] ?? 0)));
  const lost = over.reduce((sum, share) => sum + share, 0);
  const rest = shares.reduce((sum, share, language) => (over[language] === 0 ? sum + share : sum), 0);
  if (lost === 0 || rest === 0) return shares;
  return shares.map((share, language) =>
    over[language] === 0 ? share * (1 + lost / rest) : share - (over[language] ?? 0),
  );
}

/** The lanes of lowest cost; of equal ones the first. */
function cheapest(lanes: readonly number[], costs: Float64Array): number[] {
  const chosen: number[] = [];
  for (const lane of lanes) {
    const cost = costs[lane] as number;
    let place = chosen.length;
    while (place > 0 && (costs[chosen[place - 1] as number] as number) > cost) place -= 1;
    if (place === CANDIDATES) continue;
    chosen.splice(place, 0, lane);
    if (chosen.length > CANDIDATES) chosen.pop();
  }
  return chosen;
}

/** Square of the error, plus a wall that rises near seven tenths of the row's longest item. */
function steep(error: number, longestSeconds: number): number {
  const ratio = error / (0.7 * longestSeconds);
  const squared = ratio * ratio;
  const fourth = squared * squared;
  return error * error + fourth * fourth * longestSeconds * longestSeconds;
}
