import type { Frame } from "./loop-frame.ts";
import type { LaneRow } from "./loop-row.ts";

/** How much a lane that runs late or early weighs against the two families. */
const LANE_WEIGHT = 0.15;

/**
 * Lays the row slot by slot, each time the lane that keeps the sum of squared deviations of both families smallest; ties
 * go by the lanes' order. A listed entry's places come in their order.
 */
export function orderGreedily(frame: Frame): LaneRow {
  const run = new GreedyRun(frame);
  const row = new Int32Array(frame.slotCount);
  for (let slot = 0; slot < row.length; slot += 1) row[slot] = run.take();
  return row;
}

/**
 * The cost of a lane is the change of the sum of squares if it comes next, and what keeps lanes from running dry. All of
 * it but what its entry and its language have had is a straight line over time, kept by lane.
 */
class GreedyRun {
  private readonly frame: Frame;
  private readonly left: Int32Array;
  /** Twice the airtime that each has had. */
  private readonly entryHad: Float64Array;
  private readonly languageHad: Float64Array;
  /** By lane: its line; infinitely high once all its showings are placed. */
  private readonly level: Float64Array;
  private readonly slope: Float64Array;
  private readonly nextPlace: Int32Array;
  /** By lane: when its last showings ended, the oldest of one turn first. */
  private readonly ended: number[][];
  private readonly mixSquares: number;
  /** Sum of all airtime so far, each weighted by its own mix. */
  private mixed = 0;
  private at = 0;
  private before = -1;

  constructor(frame: Frame) {
    const { entryMix, languageMix, counts, lengths, cycleLength } = frame;
    this.frame = frame;
    this.left = counts.slice();
    this.entryHad = new Float64Array(entryMix.length);
    this.languageHad = new Float64Array(languageMix.length);
    this.nextPlace = new Int32Array(entryMix.length);
    this.ended = frame.hasSpacing ? Array.from(counts, () => []) : [];
    this.mixSquares = squares(entryMix) + squares(languageMix);
    this.level = new Float64Array(frame.laneCount);
    this.slope = new Float64Array(frame.laneCount);
    for (let lane = 0; lane < frame.laneCount; lane += 1) {
      const length = lengths[lane] as number;
      const mix = this.mixOf(lane);
      const paceCost = laneCost(length);
      const pace = ((counts[lane] as number) * paceCost) / cycleLength;
      this.level[lane] = length * length * (this.mixSquares + 2 - 2 * mix) + paceCost / 2 - (pace * length) / 2;
      this.slope[lane] = 2 * length * mix + pace;
    }
  }

  /** Run for every lane at every slot: nothing in it but what must be. */
  take(): number {
    const { laneCount, placeOf, entryOf, languageOf, lengths, hasPlaces } = this.frame;
    const { entryHad, languageHad, level, slope, nextPlace, at } = this;
    const drift = 2 * (at * this.mixSquares - this.mixed);
    let best = -1;
    let lowest = Number.POSITIVE_INFINITY;
    for (let lane = 0; lane < laneCount; lane += 1) {
      const entry = entryOf[lane] as number;
      const had = drift + (entryHad[entry] as number) + (languageHad[languageOf[lane] as number] as number);
      let cost = (lengths[lane] as number) * had + (level[lane] as number) - (slope[lane] as number) * at;
      // Broken wishes only add to it.
      if (cost >= lowest) continue;
      if (hasPlaces) {
        const place = placeOf[lane] as number;
        if (place >= 0 && place !== nextPlace[entry]) continue;
      }
      cost += this.brokenWishes(lane);
      if (cost < lowest) {
        lowest = cost;
        best = lane;
      }
    }
    this.show(best);
    return best;
  }

  private mixOf(lane: number): number {
    const { entryOf, languageOf, entryMix, languageMix } = this.frame;
    return (entryMix[entryOf[lane] as number] as number) + (languageMix[languageOf[lane] as number] as number);
  }

  /** Soft, as a hard rule would wreck airtime. */
  private brokenWishes(lane: number): number {
    const { keyOf, spacings, turns } = this.frame;
    const key = keyOf[lane] as number;
    const repeats = key >= 0 && this.before >= 0 && keyOf[this.before] === key ? 1 : 0;
    const spacing = spacings[lane] as number;
    if (spacing === 0) return repeats;
    const ended = this.ended[lane] ?? [];
    const lastTurn = ended.length < (turns[lane] ?? 1) ? undefined : ended[0];
    return repeats + (lastTurn !== undefined && this.at - lastTurn < spacing ? 1 : 0);
  }

  private show(lane: number): void {
    const { lengths, entryOf, languageOf, placeCounts, placeOf, turns, spacings } = this.frame;
    const length = lengths[lane] as number;
    const entry = entryOf[lane] as number;
    const language = languageOf[lane] as number;
    this.entryHad[entry] = (this.entryHad[entry] as number) + 2 * length;
    this.languageHad[language] = (this.languageHad[language] as number) + 2 * length;
    this.mixed += length * this.mixOf(lane);
    this.left[lane] = (this.left[lane] as number) - 1;
    this.level[lane] =
      this.left[lane] === 0 ? Number.POSITIVE_INFINITY : (this.level[lane] as number) + laneCost(length);
    this.at += length;
    this.before = lane;
    const places = placeCounts[entry] ?? 0;
    if (places > 0) this.nextPlace[entry] = ((placeOf[lane] ?? 0) + 1) % places;
    if ((spacings[lane] ?? 0) === 0) return;
    const ended = this.ended[lane] ?? [];
    ended.push(this.at);
    if (ended.length > (turns[lane] ?? 1)) ended.shift();
  }
}

/** What one showing too many, or too few, of a lane costs. */
function laneCost(length: number): number {
  return LANE_WEIGHT * 2 * length * length;
}

function squares(mix: Float64Array): number {
  let sum = 0;
  for (const share of mix) sum += share * share;
  return sum;
}
