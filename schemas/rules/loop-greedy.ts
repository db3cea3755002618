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

class GreedyRun {
  private readonly frame: Frame;
  private readonly done: Int32Array;
  private readonly entryOff: Float64Array;
  private readonly languageOff: Float64Array;
  private readonly nextPlace: Int32Array;
  /** By lane: when its last showings ended, the oldest of one turn first. */
  private readonly ended: number[][];
  private readonly mixSquares: number;
  private at = 0;
  private before = -1;

  constructor(frame: Frame) {
    this.frame = frame;
    this.done = new Int32Array(frame.laneCount);
    this.entryOff = new Float64Array(frame.entryMix.length);
    this.languageOff = new Float64Array(frame.languageMix.length);
    this.nextPlace = new Int32Array(frame.entryMix.length);
    this.ended = Array.from(frame.counts, () => []);
    this.mixSquares = dot(frame.entryMix, frame.entryMix) + dot(frame.languageMix, frame.languageMix);
  }

  take(): number {
    const { laneCount, counts, placeOf, entryOf } = this.frame;
    const drift = dot(this.entryOff, this.frame.entryMix) + dot(this.languageOff, this.frame.languageMix);
    let best = -1;
    let lowest = Number.POSITIVE_INFINITY;
    for (let lane = 0; lane < laneCount; lane += 1) {
      if ((this.done[lane] ?? 0) >= (counts[lane] ?? 0)) continue;
      const place = placeOf[lane] ?? -1;
      if (place >= 0 && place !== this.nextPlace[entryOf[lane] ?? 0]) continue;
      const cost = this.cost(lane, drift);
      if (cost < lowest) {
        lowest = cost;
        best = lane;
      }
    }
    this.show(best);
    return best;
  }

  /** Change of the sum of squares if `lane` comes next, what keeps lanes from running dry, and broken wishes. */
  private cost(lane: number, drift: number): number {
    const frame = this.frame;
    const length = frame.lengths[lane] ?? 0;
    const entry = frame.entryOf[lane] ?? 0;
    const language = frame.languageOf[lane] ?? 0;
    const entryOff = (this.entryOff[entry] ?? 0) - length * (frame.entryMix[entry] ?? 0);
    const languageOff = (this.languageOff[language] ?? 0) - length * (frame.languageMix[language] ?? 0);
    const squares = length * (-2 * drift + length * (this.mixSquares + 2) + 2 * entryOff + 2 * languageOff);
    const due = ((frame.counts[lane] ?? 0) * (this.at + length / 2)) / frame.cycleLength;
    const early = LANE_WEIGHT * 2 * length * length * ((this.done[lane] ?? 0) + 0.5 - due);
    return squares + early + this.brokenWishes(lane);
  }

  /** Soft, as a hard rule would wreck airtime. */
  private brokenWishes(lane: number): number {
    const { keyOf, spacings, turns } = this.frame;
    const key = keyOf[lane] ?? -1;
    const repeats = key >= 0 && this.before >= 0 && keyOf[this.before] === key ? 1 : 0;
    const spacing = spacings[lane] ?? 0;
    if (spacing === 0) return repeats;
    const ended = this.ended[lane] ?? [];
    const lastTurn = ended.length < (turns[lane] ?? 1) ? undefined : ended[0];
    return repeats + (lastTurn !== undefined && this.at - lastTurn < spacing ? 1 : 0);
  }

  private show(lane: number): void {
    const { lengths, entryOf, languageOf, entryMix, languageMix, placeCounts, placeOf, turns, spacings } = this.frame;
    const length = lengths[lane] ?? 0;
    const entry = entryOf[lane] ?? 0;
    const language = languageOf[lane] ?? 0;
    for (let index = 0; index < entryMix.length; index += 1) {
      this.entryOff[index] = (this.entryOff[index] ?? 0) - length * (entryMix[index] ?? 0);
    }
    for (let index = 0; index < languageMix.length; index += 1) {
      this.languageOff[index] = (this.languageOff[index] ?? 0) - length * (languageMix[index] ?? 0);
    }
    this.entryOff[entry] = (this.entryOff[entry] ?? 0) + length;
    this.languageOff[language] = (this.languageOff[language] ?? 0) + length;
    this.done[lane] = (this.done[lane] ?? 0) + 1;
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

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}
