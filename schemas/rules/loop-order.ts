import type { LanePlan, LoopItem } from "./loop-lanes.ts";

/** One showing of the cycle, in order. */
export interface OrderedSlot {
  readonly entry: number;
  readonly item: LoopItem;
}

/**
 * Lays `counts` showings of each lane in a row so that entries and languages stay near their share all along, items of
 * a lane take turns, and no item follows itself, seam included, when another is possible. Greedy: each step takes the
 * lane that keeps the sum of squared deviations of both families smallest; ties go by the lanes' order.
 */
export function orderLanes(plan: LanePlan, counts: readonly number[]): OrderedSlot[] {
  const run = new Run(plan, counts);
  const slots: OrderedSlot[] = [];
  for (let slot = run.next(); slot !== undefined; slot = run.next()) slots.push(slot);
  return partRepeats(slots);
}

/** The row as it grows: deviations of both families in milliseconds against the cycle's own mix. */
class Run {
  private readonly lanes: LanePlan["lanes"];
  private readonly counts: readonly number[];
  private readonly done: number[];
  private readonly pools: LoopItem[][];
  private readonly entryMix: readonly number[];
  private readonly languageMix: readonly number[];
  private readonly entryOff: number[];
  private readonly languageOff: number[];
  private readonly mixSquares: number;
  private readonly lengthMs: number;
  private readonly longestMs: number;
  private atMs = 0;
  private previousKey = "";

  constructor(plan: LanePlan, counts: readonly number[]) {
    this.lanes = plan.lanes;
    this.counts = counts;
    this.done = counts.map(() => 0);
    this.pools = plan.lanes.map((lane) => [...lane.items]);
    this.lengthMs = plan.lanes.reduce((sum, lane, index) => sum + lane.durationMs * (counts[index] ?? 0), 0);
    this.longestMs = plan.lanes.reduce(
      (most, lane, index) => ((counts[index] ?? 0) > 0 ? Math.max(most, lane.durationMs) : most),
      0,
    );
    const airtime = (picked: (lane: LanePlan["lanes"][number]) => boolean) =>
      plan.lanes.reduce((sum, lane, index) => (picked(lane) ? sum + lane.durationMs * (counts[index] ?? 0) : sum), 0) /
      Math.max(1, this.lengthMs);
    this.entryMix = plan.entryIds.map((_, entry) => airtime((lane) => lane.entry === entry));
    this.languageMix = plan.languages.map((_, language) => airtime((lane) => lane.language === language));
    this.entryOff = plan.entryIds.map(() => 0);
    this.languageOff = plan.languages.map(() => 0);
    this.mixSquares = dot(this.entryMix, this.entryMix) + dot(this.languageMix, this.languageMix);
  }

  next(): OrderedSlot | undefined {
    const drift = dot(this.entryOff, this.entryMix) + dot(this.languageOff, this.languageMix);
    let best = -1;
    let lowest = Number.POSITIVE_INFINITY;
    this.lanes.forEach((_, lane) => {
      if ((this.done[lane] ?? 0) >= (this.counts[lane] ?? 0)) return;
      const cost = this.cost(lane, drift);
      if (cost < lowest) {
        lowest = cost;
        best = lane;
      }
    });
    return best < 0 ? undefined : this.take(best);
  }

  /** Change of the sum of squares if `index` comes next, and what keeps lanes from running dry and items from repeating. */
  private cost(index: number, drift: number): number {
    const lane = this.lanes[index];
    if (lane === undefined) return Number.POSITIVE_INFINITY;
    const d = lane.durationMs;
    const entryOff = (this.entryOff[lane.entry] ?? 0) - d * (this.entryMix[lane.entry] ?? 0);
    const languageOff = (this.languageOff[lane.language] ?? 0) - d * (this.languageMix[lane.language] ?? 0);
    const squares = -2 * d * drift + d * d * this.mixSquares + 2 * d * entryOff + d * d + 2 * d * languageOff + d * d;
    const due = ((this.counts[index] ?? 0) * (this.atMs + d / 2)) / this.lengthMs;
    const dry = 0.15 * 2 * d * d * ((this.done[index] ?? 0) + 0.5 - due);
    const repeats = (this.pools[index] ?? []).every((item) => item.key === this.previousKey);
    return squares + dry + (repeats ? this.longestMs * this.longestMs : 0);
  }

  private take(index: number): OrderedSlot | undefined {
    const lane = this.lanes[index];
    const pool = this.pools[index];
    if (lane === undefined || pool === undefined) return undefined;
    const turn = Math.max(
      0,
      pool.findIndex((item) => item.key !== this.previousKey),
    );
    const [item] = pool.splice(turn, 1);
    if (item === undefined) return undefined;
    pool.push(item);
    const d = lane.durationMs;
    this.entryMix.forEach((mix, entry) => {
      this.entryOff[entry] = (this.entryOff[entry] ?? 0) - d * mix + (entry === lane.entry ? d : 0);
    });
    this.languageMix.forEach((mix, language) => {
      this.languageOff[language] = (this.languageOff[language] ?? 0) - d * mix + (language === lane.language ? d : 0);
    });
    this.done[index] = (this.done[index] ?? 0) + 1;
    this.atMs += d;
    this.previousKey = item.key;
    return { entry: lane.entry, item };
  }
}

/**
 * Moves the second of two equal neighbours (cyclic) between the nearest two slots that both differ from it. Each move
 * removes one repeat and makes none; while an item holds at most half of the slots such a place exists.
 */
function partRepeats(slots: readonly OrderedSlot[]): OrderedSlot[] {
  const row = [...slots];
  for (let guard = 0; guard < slots.length; guard += 1) {
    const move = nextMove(row);
    if (move === undefined) break;
    const [slot] = row.splice(move.from, 1);
    if (slot !== undefined) row.splice(move.to > move.from ? move.to - 1 : move.to, 0, slot);
  }
  return row;
}

function nextMove(row: readonly OrderedSlot[]): { from: number; to: number } | undefined {
  const keyAt = (index: number) => row[(index + row.length) % row.length]?.item.key;
  for (let from = 0; from < row.length; from += 1) {
    const key = keyAt(from);
    if (row.length < 2 || key !== keyAt(from - 1)) continue;
    for (let away = 2; away < row.length; away += 1) {
      for (const to of [from - away, from + away]) {
        if (to < 0 || to > row.length) continue;
        // Inserting at `to` puts it between `to - 1` and `to`; neither may be the slot itself.
        if (keyAt(to - 1) !== key && keyAt(to) !== key) return { from, to };
      }
    }
  }
  return undefined;
}

function dot(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}
