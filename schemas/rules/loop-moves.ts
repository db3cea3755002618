import type { Frame } from "./loop-frame.ts";
import { type Move, powerSum, type RowState } from "./loop-row.ts";
import { repeats } from "./loop-wishes.ts";

const ROUNDING = 1e-9;

/**
 * What a move of one slot would change, without making it. Open a window at its first slot, widen it slot by slot, and
 * ask for moves between the first slot and the one after the last widened.
 */
export class MoveCosts {
  /** Slots looked at so far. */
  looked = 0;
  private readonly state: RowState;
  private readonly frame: Frame;
  /** Airtime of each entry and language within the window. */
  private readonly entryWithin: Float64Array;
  private readonly languageWithin: Float64Array;

  constructor(state: RowState) {
    this.state = state;
    this.frame = state.frame;
    this.entryWithin = new Float64Array(state.frame.entryMix.length);
    this.languageWithin = new Float64Array(state.frame.languageMix.length);
  }

  open(first: number): void {
    this.entryWithin.fill(0);
    this.languageWithin.fill(0);
    this.widen(first);
  }

  widen(slot: number): void {
    const { entryOf, languageOf, lengths } = this.frame;
    const lane = this.state.row[slot] as number;
    const entry = entryOf[lane] as number;
    const language = languageOf[lane] as number;
    this.entryWithin[entry] = (this.entryWithin[entry] as number) + (lengths[lane] as number);
    this.languageWithin[language] = (this.languageWithin[language] as number) + (lengths[lane] as number);
  }

  /** A showing of a listed entry may not overtake another one, except to trade languages at the same place. */
  keepsPlaces(move: Move, first: number, last: number): boolean {
    const { entryOf, placeOf, lengths } = this.frame;
    const earlier = this.state.row[first] as number;
    const later = this.state.row[last] as number;
    const one = entryOf[earlier] as number;
    const other = entryOf[later] as number;
    const isEarlierHeld = move !== "later-first" && (placeOf[earlier] as number) >= 0;
    const isLaterHeld = move !== "earlier-last" && (placeOf[later] as number) >= 0;
    if (one === other)
      return !(isEarlierHeld || isLaterHeld) || (move === "swap" && placeOf[earlier] === placeOf[later]);
    const isEarlierAlone = (this.entryWithin[one] as number) <= (lengths[earlier] as number) + ROUNDING;
    const isLaterAlone = (this.entryWithin[other] as number) <= ROUNDING;
    return (!isEarlierHeld || isEarlierAlone) && (!isLaterHeld || isLaterAlone);
  }

  /** How many more neighbours repeat each other after the move. */
  repeatChange(move: Move, first: number, last: number): number {
    const { row } = this.state;
    const frame = this.frame;
    const a = row[first] as number;
    const b = row[last] as number;
    const next = row[first + 1] as number;
    const previous = row[last - 1] as number;
    // The neighbours outside; when the window is the whole row each end is the other's neighbour.
    const isWhole = first === 0 && last === row.length - 1;
    const outerLeft = row[first === 0 ? row.length - 1 : first - 1] as number;
    const outerRight = row[last === row.length - 1 ? 0 : last + 1] as number;
    if (last === first + 1) {
      if (isWhole) return 0;
      return pair(frame, outerLeft, b, a, outerRight) - pair(frame, outerLeft, a, b, outerRight);
    }
    if (move === "swap") {
      const inside = pair(frame, b, next, previous, a) - pair(frame, a, next, previous, b);
      return isWhole
        ? inside
        : inside + pair(frame, outerLeft, b, a, outerRight) - pair(frame, outerLeft, a, b, outerRight);
    }
    // Brought to the other side, in a whole row it keeps both neighbours.
    if (isWhole) return 0;
    if (move === "later-first") {
      const after = pair(frame, outerLeft, b, previous, outerRight) + repeats(frame, b, a);
      return after - pair(frame, outerLeft, a, previous, b) - repeats(frame, b, outerRight);
    }
    const after = pair(frame, outerLeft, next, a, outerRight) + repeats(frame, b, a);
    return after - pair(frame, outerLeft, a, b, outerRight) - repeats(frame, a, next);
  }

  /** Cost of the slots from `first` to `last` after the move; anything above `limit` once it is passed. */
  costAfter(move: Move, first: number, last: number, limit: number): number {
    const { row, startOf, entryHad, languageHad } = this.state;
    const { entryOf, languageOf, lengths } = this.frame;
    this.looked += 4;
    if (limit <= 0) return Number.POSITIVE_INFINITY;
    const a = row[first] as number;
    const b = row[last] as number;
    const entryA = entryOf[a] as number;
    const entryB = entryOf[b] as number;
    const languageA = languageOf[a] as number;
    const languageB = languageOf[b] as number;
    const gone = move === "later-first" ? 0 : (lengths[a] as number);
    const come = move === "earlier-last" ? 0 : (lengths[b] as number);
    let cost = 0;
    if (move !== "earlier-last") {
      cost += this.state.costAt(
        b,
        (entryHad[last] as number) - (this.entryWithin[entryB] as number),
        (languageHad[last] as number) - (this.languageWithin[languageB] as number),
        startOf[first] as number,
      );
    }
    if (move !== "later-first") {
      const length = lengths[b] as number;
      cost += this.state.costAt(
        a,
        (entryHad[first] as number) + (this.entryWithin[entryA] as number) - gone + (entryA === entryB ? length : 0),
        (languageHad[first] as number) +
          (this.languageWithin[languageA] as number) -
          gone +
          (languageA === languageB ? length : 0),
        (startOf[last] as number) + length - gone,
      );
    }
    if (cost > limit) return cost;
    const from = move === "later-first" ? first : first + 1;
    const until = move === "earlier-last" ? last : last - 1;
    return this.costBetween(from, until, { a, b, gone, come }, cost, limit);
  }

  private costBetween(
    from: number,
    until: number,
    { a, b, gone, come }: { a: number; b: number; gone: number; come: number },
    costSoFar: number,
    limit: number,
  ): number {
    const { row, startOf, entryHad, languageHad, slotCost, entryMix, languageMix, isSteep } = this.state;
    const { entryOf, languageOf, lengths } = this.frame;
    const entryA = entryOf[a] as number;
    const entryB = entryOf[b] as number;
    const languageA = languageOf[a] as number;
    const languageB = languageOf[b] as number;
    const shift = come - gone;
    const isShiftless = shift === 0;
    let cost = costSoFar;
    let slot = from;
    for (; slot <= until && cost <= limit; slot += 1) {
      const lane = row[slot] as number;
      const entry = entryOf[lane] as number;
      const language = languageOf[lane] as number;
      if (isShiftless && entry !== entryA && entry !== entryB && language !== languageA && language !== languageB) {
        cost += slotCost[slot] as number;
        continue;
      }
      let entryBefore = entryHad[slot] as number;
      let languageBefore = languageHad[slot] as number;
      if (entry === entryA) entryBefore -= gone;
      if (entry === entryB) entryBefore += come;
      if (language === languageA) languageBefore -= gone;
      if (language === languageB) languageBefore += come;
      const at = (startOf[slot] as number) + shift;
      const length = lengths[lane] as number;
      entryBefore -= (entryMix[lane] as number) * at;
      languageBefore -= (languageMix[lane] as number) * at;
      const entryAfter = entryBefore + length - (entryMix[lane] as number) * length;
      const languageAfter = languageBefore + length - (languageMix[lane] as number) * length;
      cost += powerSum(entryBefore, entryAfter, languageBefore, languageAfter, isSteep);
    }
    this.looked += slot - from;
    return cost;
  }
}

/** How many of two pairs of neighbours repeat each other. */
function pair(frame: Frame, one: number, two: number, three: number, four: number): number {
  return repeats(frame, one, two) + repeats(frame, three, four);
}
