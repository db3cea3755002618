import type { Frame } from "./loop-frame.ts";
import { MoveCosts } from "./loop-moves.ts";
import { MOST_REORDERED, WindowSearch } from "./loop-reorder.ts";
import { type LaneRow, type Move, powerSum, RowState } from "./loop-row.ts";
import { SpacingShortfall } from "./loop-spacing.ts";
import { repeats, unavoidableRepeats } from "./loop-wishes.ts";

/** How hard to search. */
export interface SearchEffort {
  /** Slots that a move spans at most. */
  readonly window: number;
  /** Slots looked at before the search ends; counted, never timed, so that every machine ends alike. */
  readonly budget: number;
  /** A row whose deviations are all below this, and whose wishes are met, is good enough. */
  readonly goodEnough: number;
  readonly isSteep: boolean;
  /** Whether slots that no single move helps are looked at with all their neighbours. */
  readonly reorders: boolean;
  /** Whether a repeat of an item is weighed against airtime; otherwise none is added for any gain. */
  readonly mayRepeat: boolean;
}

/** As much as a deviation of 1.6 longest items. */
const REPEAT_COST = 50;
const NEVER = 1e5;
const SPACING_COST = 10;
/** Slots that cost less than this part of the worst one do not decide the bound: they are left alone. */
const HOT_PART = 0.15;
const LEAST_GAIN = 1e-9;
const MOVES: readonly Move[] = ["swap", "later-first", "earlier-last"];

/**
 * Betters a row by single moves, the worst slot first: only a move across that slot can lower the bound, so nothing else
 * is tried. Ends when no move across any of the worst slots helps. Never makes the row's cost higher.
 */
export function searchRow(frame: Frame, start: LaneRow, effort: SearchEffort): LaneRow {
  const search = new WorstFirst(frame, start, effort);
  search.run();
  return search.state.row;
}

class WorstFirst {
  readonly state: RowState;
  private readonly frame: Frame;
  private readonly effort: SearchEffort;
  /** Slots across which no move helped, until something near them changes. */
  private readonly stuck: Uint8Array;
  private readonly moves: MoveCosts;
  private windows: WindowSearch | undefined;
  private readonly spacing: SpacingShortfall;
  private readonly repeatCost: number;
  private readonly unavoidableRepeats: number;

  constructor(frame: Frame, start: LaneRow, effort: SearchEffort) {
    this.frame = frame;
    this.effort = effort;
    this.repeatCost = effort.mayRepeat ? REPEAT_COST : NEVER;
    this.unavoidableRepeats = unavoidableRepeats(frame);
    this.state = new RowState(frame, start, effort.isSteep);
    this.stuck = new Uint8Array(start.length);
    this.moves = new MoveCosts(this.state);
    this.spacing = new SpacingShortfall(this.state);
  }

  run(): void {
    for (;;) {
      if (this.moves.looked >= this.effort.budget) return;
      const worst = this.worstSlot();
      if (worst < 0) return;
      if (this.improve(worst) || (this.effort.reorders && this.reorder(worst))) continue;
      this.stuck[worst] = 1;
    }
  }

  /** The slot that costs most of those worth a look; -1 when there is none. */
  private worstSlot(): number {
    const { row, slotCost } = this.state;
    const good = this.effort.goodEnough;
    let highest = powerSum(good, 0, 0, 0, this.effort.isSteep) / HOT_PART;
    let repeated = 0;
    let before = row[row.length - 1] as number;
    for (let slot = 0; slot < row.length; slot += 1) {
      const lane = row[slot] as number;
      if ((slotCost[slot] as number) > highest) highest = slotCost[slot] as number;
      repeated += repeats(this.frame, before, lane);
      before = lane;
    }
    this.moves.looked += row.length >> 2;
    const repeatCost = repeated > this.unavoidableRepeats ? this.repeatCost : 0;
    let worst = -1;
    let most = HOT_PART * highest;
    for (let slot = 0; slot < row.length; slot += 1) {
      const lane = row[slot] as number;
      let cost = (slotCost[slot] as number) + SPACING_COST * (this.spacing.parts[slot] as number);
      if (repeatCost > 0) cost += repeatCost * repeats(this.frame, before, lane);
      before = lane;
      if (this.stuck[slot] === 1 || cost <= most) continue;
      most = cost;
      worst = slot;
    }
    return worst;
  }

  /** Makes the first move across `worst` that lowers the cost, the nearest first; false when there is none. */
  private improve(worst: number): boolean {
    const { row, slotCost } = this.state;
    const { window } = this.effort;
    for (let first = worst; first >= Math.max(0, worst - window); first -= 1) {
      let before = slotCost[first] as number;
      this.moves.open(first);
      const end = Math.min(row.length - 1, first + window);
      for (let last = first + 1; last <= end; last += 1) {
        before += slotCost[last] as number;
        if (last >= worst && row[last] !== row[first]) {
          for (const move of MOVES) {
            if (last === first + 1 && move !== "swap") break;
            if (!this.helps(move, first, last, before)) continue;
            this.make(move, first, last);
            return true;
          }
        }
        this.moves.widen(last);
      }
    }
    return false;
  }

  /** Finds the best order of the slots around `worst`, in some windows; false when none is better. */
  private reorder(worst: number): boolean {
    const { row } = this.state;
    const windows = this.windows ?? new WindowSearch(this.state);
    this.windows = windows;
    const length = Math.min(MOST_REORDERED, row.length);
    for (let shift = 0; shift < 4; shift += 1) {
      const first = Math.min(Math.max(0, worst - Math.floor((length * (2 * shift + 1)) / 8)), row.length - length);
      const last = first + length - 1;
      const cost = this.costOf(first, last) - LEAST_GAIN;
      const lookedBefore = windows.looked;
      const lanes = windows.find(first, last, this.repeatCost, cost);
      this.moves.looked += windows.looked - lookedBefore;
      if (lanes !== undefined && this.accepts(first, lanes, cost)) return true;
    }
    return false;
  }

  /** Takes the new order, unless it breaks more spacing than it is worth. */
  private accepts(first: number, lanes: LaneRow, before: number): boolean {
    const last = first + lanes.length - 1;
    const kept = this.state.row.slice(first, last + 1);
    const spacingBefore = this.frame.hasSpacing ? this.spacing.around(first, last) : 0;
    this.state.replace(first, lanes);
    if (this.frame.hasSpacing) {
      const gain = before - this.costOf(first, last);
      if (SPACING_COST * (this.spacing.settle(first, last) - spacingBefore) > gain) {
        this.state.replace(first, kept);
        this.spacing.settle(first, last);
        return false;
      }
    }
    this.touched(first, last);
    return true;
  }

  /** Cost of the slots, and of the repeats from the one before `first` to the one after `last`. */
  private costOf(first: number, last: number): number {
    const { row, slotCost } = this.state;
    let cost = 0;
    for (let slot = first; slot <= last + 1; slot += 1) {
      if (slot <= last) cost += slotCost[slot] as number;
      const before = row[slot === 0 ? row.length - 1 : slot - 1] as number;
      cost += this.repeatCost * repeats(this.frame, before, row[slot === row.length ? 0 : slot] as number);
    }
    return cost;
  }

  private helps(move: Move, first: number, last: number, before: number): boolean {
    const { moves, spacing, frame } = this;
    if (frame.hasPlaces && !moves.keepsPlaces(move, first, last)) return false;
    const allowed = before - this.repeatCost * moves.repeatChange(move, first, last) - LEAST_GAIN;
    if (!frame.hasSpacing) return moves.costAfter(move, first, last, allowed) <= allowed;
    const most = allowed + SPACING_COST * spacing.around(first, last);
    const cost = moves.costAfter(move, first, last, most);
    if (cost > most) return false;
    moves.looked += last - first;
    return cost + SPACING_COST * spacing.after(move, first, last) <= most;
  }

  private make(move: Move, first: number, last: number): void {
    this.state.apply(move, first, last);
    this.touched(first, last);
  }

  private touched(first: number, last: number): void {
    if (this.frame.hasSpacing) this.spacing.settle(first, last);
    const { window } = this.effort;
    this.stuck.fill(0, Math.max(0, first - window), last + window + 1);
  }
}
