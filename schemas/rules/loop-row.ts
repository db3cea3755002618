import type { Frame } from "./loop-frame.ts";

/** A row of the frame's lanes, one for each slot. */
export type LaneRow = Int32Array;

/** How two slots of a row change places. */
export type Move = "swap" | "later-first" | "earlier-last";

/**
 * A row with what each slot finds: when it starts, and what airtime its entry and its language have had until then.
 * Lengths are in longest items. A deviation is extreme only right before or right after a showing, so these four
 * numbers of each slot are all that must be looked at.
 */
export class RowState {
  readonly frame: Frame;
  readonly row: LaneRow;
  readonly startOf: Float64Array;
  readonly entryHad: Float64Array;
  readonly languageHad: Float64Array;
  /** Sum of the eighth, or in a steep row the sixteenth, powers of the slot's four deviations. */
  readonly slotCost: Float64Array;
  /** By lane: the share of its entry, of its language. */
  readonly entryMix: Float64Array;
  readonly languageMix: Float64Array;
  readonly isSteep: boolean;
  private readonly entrySum: Float64Array;
  private readonly languageSum: Float64Array;

  constructor(frame: Frame, row: LaneRow, isSteep: boolean) {
    this.frame = frame;
    this.row = row.slice();
    this.isSteep = isSteep;
    this.startOf = new Float64Array(row.length);
    this.entryHad = new Float64Array(row.length);
    this.languageHad = new Float64Array(row.length);
    this.slotCost = new Float64Array(row.length);
    this.entryMix = frame.lengths.map((_, lane) => frame.entryMix[frame.entryOf[lane] as number] as number);
    this.languageMix = frame.lengths.map((_, lane) => frame.languageMix[frame.languageOf[lane] as number] as number);
    this.entrySum = new Float64Array(frame.entryMix.length);
    this.languageSum = new Float64Array(frame.languageMix.length);
    this.settle(0, row.length - 1, 0);
  }

  /** Cost of showing `lane` at `at`, when its entry and language have had that much. */
  costAt(lane: number, entryHad: number, languageHad: number, at: number): number {
    const length = this.frame.lengths[lane] as number;
    const entryMix = this.entryMix[lane] as number;
    const languageMix = this.languageMix[lane] as number;
    const entryBefore = entryHad - entryMix * at;
    const languageBefore = languageHad - languageMix * at;
    return powerSum(
      entryBefore,
      entryBefore + length - entryMix * length,
      languageBefore,
      languageBefore + length - languageMix * length,
      this.isSteep,
    );
  }

  /** Largest deviation of any entry or language anywhere in the row. */
  bound(): number {
    const { lengths } = this.frame;
    let most = 0;
    for (let slot = 0; slot < this.row.length; slot += 1) {
      const lane = this.row[slot] as number;
      const length = lengths[lane] as number;
      const entryMix = this.entryMix[lane] as number;
      const languageMix = this.languageMix[lane] as number;
      const entryBefore = (this.entryHad[slot] as number) - entryMix * (this.startOf[slot] as number);
      const languageBefore = (this.languageHad[slot] as number) - languageMix * (this.startOf[slot] as number);
      const entryAfter = entryBefore + length - entryMix * length;
      const languageAfter = languageBefore + length - languageMix * length;
      most = Math.max(most, -entryBefore, entryAfter, -languageBefore, languageAfter);
    }
    return most;
  }

  /** Makes the move between slots `first` and `last` and settles what lies between. */
  apply(move: Move, first: number, last: number): void {
    this.lift(first, last);
    shiftLanes(this.row, move, first, last);
    this.settle(first, last, this.startOf[first] as number);
  }

  /** Puts the same lanes in another order from `first` on. */
  replace(first: number, lanes: LaneRow): void {
    this.lift(first, first + lanes.length - 1);
    this.row.set(lanes, first);
    this.settle(first, first + lanes.length - 1, this.startOf[first] as number);
  }

  /** Notes what every entry and language of the window has had before it. */
  private lift(first: number, last: number): void {
    const { row, frame } = this;
    for (let slot = last; slot >= first; slot -= 1) {
      const lane = row[slot] as number;
      this.entrySum[frame.entryOf[lane] as number] = this.entryHad[slot] as number;
      this.languageSum[frame.languageOf[lane] as number] = this.languageHad[slot] as number;
    }
  }

  private settle(first: number, last: number, startAt: number): void {
    const { entryOf, languageOf, lengths } = this.frame;
    let at = startAt;
    for (let slot = first; slot <= last; slot += 1) {
      const lane = this.row[slot] as number;
      const entry = entryOf[lane] as number;
      const language = languageOf[lane] as number;
      const length = lengths[lane] as number;
      const entryHad = this.entrySum[entry] as number;
      const languageHad = this.languageSum[language] as number;
      this.startOf[slot] = at;
      this.entryHad[slot] = entryHad;
      this.languageHad[slot] = languageHad;
      this.slotCost[slot] = this.costAt(lane, entryHad, languageHad, at);
      this.entrySum[entry] = entryHad + length;
      this.languageSum[language] = languageHad + length;
      at += length;
    }
  }
}

/** Exchanges two slots, or brings one of them to the other's side. */
export function shiftLanes(row: LaneRow, move: Move, first: number, last: number): void {
  const earlier = row[first] as number;
  const later = row[last] as number;
  if (move === "later-first") row.copyWithin(first + 1, first, last);
  if (move === "earlier-last") row.copyWithin(first, first + 1, last + 1);
  if (move !== "earlier-last") row[first] = later;
  if (move !== "later-first") row[last] = earlier;
}

/** Eighth powers, or sixteenth ones, by squaring: they see the worst deviation and hardly anything else. */
export function powerSum(one: number, two: number, three: number, four: number, isSteep: boolean): number {
  let a = one * one;
  let b = two * two;
  let c = three * three;
  let d = four * four;
  a *= a;
  b *= b;
  c *= c;
  d *= d;
  if (!isSteep) return a * a + b * b + c * c + d * d;
  a *= a;
  b *= b;
  c *= c;
  d *= d;
  return a * a + b * b + c * c + d * d;
}
