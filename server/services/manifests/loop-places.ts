import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import type { Stretch } from "./locked-debt.ts";
import { rowOf, slotIndexIn } from "./loop-row.ts";
import type { SetPlan } from "./set-plan.ts";

/** Airtime less target of each member over the stretches so far, and where in the loop the last stretch ended. */
interface Standing {
  readonly offMs: Float64Array;
  stoppedAtMs: number;
}

/** A loop goes on where it stopped while no member is further off than this part of its longest item. */
const LET_BE = 0.35;
/** Else it goes on at the nearest of so many slots before and after that brings them closest. */
const LOOK_AROUND = 12;

/**
 * Where a loop goes on after a section, so that a day with sections gives each entry and each language what a day without
 * them does: interrupted, it goes on where it stopped, and what cut items have added up to is made good by a step of some
 * slots. It knows nothing but the stretches that it was told of.
 */
export class LoopPlaces {
  readonly #standings = new Map<string, Standing>();

  /** Counts a stretch that is over. */
  count({ set, loop, phaseMs, lengthMs }: Stretch): void {
    if (loop.lengthMs === 0 || lengthMs <= 0) return;
    const paths = pathsOf(loop, set);
    const standing = this.#standings.get(loop.id) ?? { offMs: new Float64Array(paths.count), stoppedAtMs: 0 };
    this.#standings.set(loop.id, standing);
    standing.stoppedAtMs = (phaseMs + lengthMs) % loop.lengthMs;
    for (let member = 0; member < paths.count; member += 1) {
      // Whole rounds leave every member where it was.
      const changeMs = paths.offAt(member, standing.stoppedAtMs) - paths.offAt(member, phaseMs % loop.lengthMs);
      standing.offMs[member] = (standing.offMs[member] ?? 0) + changeMs;
    }
  }

  /** The slot's start at which the loop goes on; `elseMs`: a position in it, for a loop that has not played yet. */
  nextPhase(set: SetPlan, loop: BuiltLoop, elseMs: number): number {
    if (loop.lengthMs === 0) return 0;
    const paths = pathsOf(loop, set);
    const standing = this.#standings.get(loop.id);
    const first = standing ? nearestSlot(loop, standing.stoppedAtMs) : slotIndexIn(rowOf(loop), elseMs);
    const { startsMs, longestItemMs } = rowOf(loop);
    let best = first;
    let bestMs = paths.farthest(standing?.offMs, startsMs[first] ?? 0);
    if (bestMs <= longestItemMs * LET_BE) return startsMs[first] ?? 0;
    const most = Math.min(LOOK_AROUND, loop.slots.length >> 1);
    for (let step = 1; step <= most; step += 1) {
      for (const index of [first + step, first - step + loop.slots.length]) {
        const candidate = index % loop.slots.length;
        const farMs = paths.farthest(standing?.offMs, startsMs[candidate] ?? 0);
        if (farMs < bestMs) [best, bestMs] = [candidate, farMs];
      }
    }
    return startsMs[best] ?? 0;
  }
}

/** The slot that a position is in while less than half of it has been shown, else the one after it. */
function nearestSlot(loop: BuiltLoop, positionMs: number): number {
  const row = rowOf(loop);
  const index = slotIndexIn(row, positionMs);
  const doneMs = positionMs - (row.startsMs[index] ?? 0);
  const isNearer = doneMs * 2 < (loop.slots[index]?.durationMs ?? 0);
  return isNearer ? index : (index + 1) % loop.slots.length;
}

const known = new WeakMap<BuiltLoop, Paths>();

/** Worked out once for each loop that a section interrupts. */
function pathsOf(loop: BuiltLoop, set: SetPlan): Paths {
  const before = known.get(loop);
  if (before !== undefined) return before;
  const paths = new Paths(loop, set);
  known.set(loop, paths);
  return paths;
}

/** How far each entry and each language is from its share of a loop, at every position of it. */
class Paths {
  readonly count: number;
  readonly #loop: BuiltLoop;
  /** Members of each slot: its entry, its language. */
  readonly #membersOf: readonly (readonly number[])[];
  /** Airtime of each member before each slot; the last is the whole loop's. */
  readonly #beforeMs: readonly Float64Array[];
  readonly #places = new Map<string, number>();

  constructor(loop: BuiltLoop, { entries }: SetPlan) {
    this.#loop = loop;
    const languages = new Map(
      entries.flatMap(({ entryId, items }) => items.map(({ key, language }) => [`${entryId} ${key}`, language])),
    );
    this.#membersOf = loop.slots.map(({ entryId, key }) => [
      this.#placeOf(`entry ${entryId}`),
      this.#placeOf(`language ${languages.get(`${entryId} ${key}`) ?? ""}`),
    ]);
    this.count = this.#places.size;
    const before = Array.from({ length: this.count }, () => new Float64Array(loop.slots.length + 1));
    for (const [index, { durationMs }] of loop.slots.entries()) {
      for (const [member, path] of before.entries()) {
        const isShown = this.#membersOf[index]?.includes(member) === true;
        path[index + 1] = (path[index] ?? 0) + (isShown ? durationMs : 0);
      }
    }
    this.#beforeMs = before;
  }

  /** Airtime less share of time, from the loop's start to a position in it. */
  offAt(member: number, positionMs: number): number {
    const row = rowOf(this.#loop);
    const index = slotIndexIn(row, positionMs);
    const isShown = this.#membersOf[index]?.includes(member) === true;
    const shownMs = isShown ? positionMs - (row.startsMs[index] ?? 0) : 0;
    return (this.#beforeMs[member]?.[index] ?? 0) + shownMs - this.#share(member) * positionMs;
  }

  /** Of all members, the farthest from its target if the loop went on at a position. */
  farthest(offMs: Float64Array | undefined, positionMs: number): number {
    let mostMs = 0;
    for (let member = 0; member < this.count; member += 1) {
      const farMs = Math.abs((offMs?.[member] ?? 0) - this.offAt(member, positionMs));
      if (farMs > mostMs) mostMs = farMs;
    }
    return mostMs;
  }

  #share(member: number): number {
    return (this.#beforeMs[member]?.[this.#loop.slots.length] ?? 0) / this.#loop.lengthMs;
  }

  #placeOf(name: string): number {
    const place = this.#places.get(name) ?? this.#places.size;
    this.#places.set(name, place);
    return place;
  }
}
