import type { Frame } from "./loop-frame.ts";
import type { LaneRow, RowState } from "./loop-row.ts";
import { repeats } from "./loop-wishes.ts";

/** How wide the search is: beginnings kept at each step of a window. */
const WIDTH = 48;
/** Room for the codes of one step, four times what can come up. */
const TABLE = 8_192;

/** The lanes of a window, each kind once. */
interface Kinds {
  readonly lanes: readonly number[];
  readonly counts: readonly number[];
  /** Factor of each kind in the code of a set of them. */
  readonly factors: readonly number[];
}

/** Most slots that a window may have: their codes are below two to this power, and a step fits its table. */
export const MOST_REORDERED = 24;

/** Beginnings of one length, by number. What comes next depends on the lanes used, not on their order. */
class Layer {
  size = 0;
  readonly cost = new Float64Array(WIDTH * MOST_REORDERED);
  readonly code = new Int32Array(WIDTH * MOST_REORDERED);
  readonly kind = new Uint8Array(WIDTH * MOST_REORDERED);
  readonly parent = new Int32Array(WIDTH * MOST_REORDERED);

  /** Keeps the `WIDTH` cheapest; of equal ones those that came first. */
  prune(): void {
    if (this.size <= WIDTH) return;
    const dearest = this.cost.slice(0, this.size).sort()[WIDTH - 1] as number;
    let below = 0;
    for (let index = 0; index < this.size; index += 1) if ((this.cost[index] as number) < dearest) below += 1;
    let equals = WIDTH - below;
    let kept = 0;
    for (let index = 0; index < this.size; index += 1) {
      const cost = this.cost[index] as number;
      if (cost > dearest || (cost === dearest && equals === 0)) continue;
      if (cost === dearest) equals -= 1;
      this.put(kept, cost, this.code[index] as number, this.kind[index] as number, this.parent[index] as number);
      kept += 1;
    }
    this.size = kept;
  }

  put(index: number, cost: number, code: number, kind: number, parent: number): void {
    this.cost[index] = cost;
    this.code[index] = code;
    this.kind[index] = kind;
    this.parent[index] = parent;
  }
}

/** Finds the best order of a few neighbouring slots. Keep one for a row: it owns the room it works in. */
export class WindowSearch {
  /** Slots looked at so far. */
  looked = 0;
  private readonly state: RowState;
  private readonly layers = Array.from({ length: MOST_REORDERED + 1 }, () => new Layer());
  private readonly table = new Int32Array(TABLE).fill(-1);
  private readonly filled: number[] = [];

  constructor(state: RowState) {
    this.state = state;
  }

  /**
   * The cheapest order of the slots from `first` to `last`, if it costs less than `limit`: step by step, of all
   * beginnings with the same lanes the cheapest is kept, of those the cheapest few. Moves of single slots are special
   * cases of it. Repeats cost `repeatCost` each, those at both ends included.
   */
  find(first: number, last: number, repeatCost: number, limit: number): LaneRow | undefined {
    const { frame, row } = this.state;
    const kinds = kindsOf(row.subarray(first, last + 1));
    const window = new Window(this.state, kinds, first, last);
    const outerLeft = row[first === 0 ? row.length - 1 : first - 1] as number;
    const outerRight = row[last === row.length - 1 ? 0 : last + 1] as number;
    const [root] = this.layers;
    if (root === undefined) return undefined;
    root.size = 1;
    root.put(0, 0, 0, 0, -1);
    let layer = root;
    for (let step = 0; step <= last - first; step += 1) {
      const next = this.layers[step + 1] as Layer;
      next.size = 0;
      for (let index = 0; index < layer.size; index += 1) {
        window.stand(layer.code[index] as number);
        const before = step === 0 ? outerLeft : (kinds.lanes[layer.kind[index] as number] as number);
        for (let kind = 0; kind < kinds.lanes.length; kind += 1) {
          if (!window.mayFollow(kind)) continue;
          const lane = kinds.lanes[kind] as number;
          let cost = (layer.cost[index] as number) + window.costOf(lane) + repeatCost * repeats(frame, before, lane);
          if (step === last - first) cost += repeatCost * repeats(frame, lane, outerRight);
          this.looked += 1;
          if (cost < limit)
            this.keep(next, cost, (layer.code[index] as number) + (kinds.factors[kind] as number), kind, index);
        }
      }
      for (const place of this.filled) this.table[place] = -1;
      this.filled.length = 0;
      next.prune();
      layer = next;
    }
    return layer.size === 0 ? undefined : this.trace(kinds, last - first + 1);
  }

  /** Notes a beginning, unless one with the same lanes is as cheap. */
  private keep(next: Layer, cost: number, code: number, kind: number, parent: number): void {
    let place = (code * 2_654_435) % TABLE;
    for (let held = this.table[place] as number; held >= 0; held = this.table[place] as number) {
      if (next.code[held] === code) {
        if (cost < (next.cost[held] as number)) next.put(held, cost, code, kind, parent);
        return;
      }
      place = (place + 1) % TABLE;
    }
    this.table[place] = next.size;
    this.filled.push(place);
    next.put(next.size, cost, code, kind, parent);
    next.size += 1;
  }

  private trace(kinds: Kinds, length: number): LaneRow {
    const lanes = new Int32Array(length);
    let index = 0;
    for (let step = length; step > 0; step -= 1) {
      const layer = this.layers[step] as Layer;
      lanes[step - 1] = kinds.lanes[layer.kind[index] as number] as number;
      index = layer.parent[index] as number;
    }
    return lanes;
  }
}

function kindsOf(row: LaneRow): Kinds {
  const counts = new Map<number, number>();
  for (const lane of row) counts.set(lane, (counts.get(lane) ?? 0) + 1);
  const lanes = [...counts.keys()].sort((one, other) => one - other);
  const factors: number[] = [];
  let factor = 1;
  for (const lane of lanes) {
    factors.push(factor);
    factor *= (counts.get(lane) ?? 0) + 1;
  }
  return { lanes, counts: lanes.map((lane) => counts.get(lane) ?? 0), factors };
}

/** Where a beginning of the window leaves every entry and language. */
class Window {
  private readonly state: RowState;
  private readonly frame: Frame;
  private readonly kinds: Kinds;
  private readonly entryBase: Float64Array;
  private readonly languageBase: Float64Array;
  private readonly entrySum: Float64Array;
  private readonly languageSum: Float64Array;
  private readonly startAt: number;
  /** By listed entry: its lanes in the order that they must keep. */
  private readonly queues = new Map<number, number[]>();
  private readonly entryUsed: Int32Array;
  private readonly used: Int32Array;
  private at = 0;

  constructor(state: RowState, kinds: Kinds, first: number, last: number) {
    const { frame, row } = state;
    this.state = state;
    this.frame = frame;
    this.kinds = kinds;
    this.entryBase = new Float64Array(frame.entryMix.length);
    this.languageBase = new Float64Array(frame.languageMix.length);
    this.entrySum = new Float64Array(frame.entryMix.length);
    this.languageSum = new Float64Array(frame.languageMix.length);
    this.entryUsed = new Int32Array(frame.entryMix.length);
    this.used = new Int32Array(kinds.lanes.length);
    this.startAt = state.startOf[first] as number;
    for (let slot = last; slot >= first; slot -= 1) {
      const lane = row[slot] as number;
      const entry = frame.entryOf[lane] as number;
      this.entryBase[entry] = state.entryHad[slot] as number;
      this.languageBase[frame.languageOf[lane] as number] = state.languageHad[slot] as number;
      if ((frame.placeOf[lane] as number) < 0) continue;
      const queue = this.queues.get(entry) ?? [];
      queue.unshift(lane);
      this.queues.set(entry, queue);
    }
  }

  /** Takes its stand after the beginning that used what the code says. */
  stand(code: number): void {
    const { entryOf, languageOf, lengths } = this.frame;
    this.at = this.startAt;
    this.entrySum.set(this.entryBase);
    this.languageSum.set(this.languageBase);
    this.entryUsed.fill(0);
    let rest = code;
    for (let kind = 0; kind < this.used.length; kind += 1) {
      const choices = (this.kinds.counts[kind] as number) + 1;
      const count = rest % choices;
      rest = (rest - count) / choices;
      this.used[kind] = count;
      if (count === 0) continue;
      const lane = this.kinds.lanes[kind] as number;
      const entry = entryOf[lane] as number;
      const language = languageOf[lane] as number;
      const airtime = count * (lengths[lane] as number);
      this.at += airtime;
      this.entrySum[entry] = (this.entrySum[entry] as number) + airtime;
      this.languageSum[language] = (this.languageSum[language] as number) + airtime;
      this.entryUsed[entry] = (this.entryUsed[entry] as number) + count;
    }
  }

  mayFollow(kind: number): boolean {
    if ((this.used[kind] as number) >= (this.kinds.counts[kind] as number)) return false;
    const lane = this.kinds.lanes[kind] as number;
    if ((this.frame.placeOf[lane] as number) < 0) return true;
    const entry = this.frame.entryOf[lane] as number;
    return this.queues.get(entry)?.[this.entryUsed[entry] as number] === lane;
  }

  costOf(lane: number): number {
    const entryHad = this.entrySum[this.frame.entryOf[lane] as number] as number;
    const languageHad = this.languageSum[this.frame.languageOf[lane] as number] as number;
    return this.state.costAt(lane, entryHad, languageHad, this.at);
  }
}
