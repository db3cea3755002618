import type { Frame } from "./loop-frame.ts";
import { type LaneRow, type Move, type RowState, shiftLanes } from "./loop-row.ts";
import { shortfallAt } from "./loop-wishes.ts";

/** How far the showings of a row come too early for their entry's spacing, kept as the row changes. */
export class SpacingShortfall {
  /** By slot, as a part of the spacing. */
  readonly parts: Float64Array;
  private readonly frame: Frame;
  private readonly row: LaneRow;
  private readonly longestSpacing: number;

  constructor(state: RowState) {
    this.frame = state.frame;
    this.row = state.row;
    this.parts = new Float64Array(state.row.length);
    this.longestSpacing = state.frame.spacings.reduce((most, spacing) => Math.max(most, spacing), 0);
    if (state.frame.hasSpacing) this.measure(0, state.row.length);
  }

  /** Measures anew what a change between these slots can have moved; returns what it comes to. */
  settle(first: number, last: number): number {
    const until = this.reach(last);
    this.measure(first, until);
    return this.sum(first, until);
  }

  /** What the slots from `first` to those that `last` reaches come to. */
  around(first: number, last: number): number {
    return this.sum(first, this.reach(last));
  }

  /** The same after a move. */
  after(move: Move, first: number, last: number): number {
    const { row } = this;
    const until = this.reach(last);
    const kept = row.slice(first, last + 1);
    shiftLanes(row, move, first, last);
    let sum = 0;
    for (let slot = first; slot < until; slot += 1) sum += shortfallAt(this.frame, row, this.inRow(slot));
    row.set(kept, first);
    return sum;
  }

  private sum(first: number, until: number): number {
    let sum = 0;
    for (let slot = first; slot < until; slot += 1) sum += this.parts[this.inRow(slot)] as number;
    return sum;
  }

  private measure(first: number, until: number): void {
    for (let slot = first; slot < until; slot += 1) {
      this.parts[this.inRow(slot)] = shortfallAt(this.frame, this.row, this.inRow(slot));
    }
  }

  /** First slot after `last`, counted on over the seam, whose spacing cannot reach back to it. */
  private reach(last: number): number {
    let away = 0;
    let slot = last + 1;
    for (; away < this.longestSpacing && slot - last < this.row.length; slot += 1) {
      away += this.frame.lengths[this.row[this.inRow(slot)] as number] as number;
    }
    return slot;
  }

  private inRow(slot: number): number {
    return slot < this.row.length ? slot : slot - this.row.length;
  }
}
