import type { Frame } from "./loop-frame.ts";
import { orderGreedily } from "./loop-greedy.ts";
import { orderByMatching } from "./loop-matching.ts";
import { type KeyedSlot, partRepeats } from "./loop-repeats.ts";
import { type LaneRow, RowState } from "./loop-row.ts";
import { type SearchEffort, searchRow } from "./loop-search.ts";
import { OTHER_STARTS } from "./loop-starts.ts";
import { countNeighbours, shortfallAt, unavoidableRepeats } from "./loop-wishes.ts";

/** Above this bound other starts are tried; it lies below what two families can cost even the best order. */
const WORTH_A_RETRY = 0.95;
/** Above this bound stuck slots are looked at with all their neighbours. */
const WORTH_DEPTH = 0.9;
/** Above this bound the order with a proven bound is tried too. */
const WORTH_MATCHING = 1;
/** The bound that every loop is meant to keep; wishes give way above it. */
const NET = 1.25;
/** Slots looked at in one search, and more for each slot of a long row. */
const BUDGET = 600_000;
const BUDGET_PER_SLOT = 600;

interface Candidate {
  readonly row: LaneRow;
  readonly bound: number;
  readonly avoidableRepeats: number;
  readonly tooClose: number;
}

/**
 * Orders the lanes of a frame so that both families stay near their share all along and no item follows itself that need
 * not; spacings are kept as far as that allows. Listed places keep their order without exception.
 */
export function orderLanes(frame: Frame): LaneRow {
  const isGood = (candidate: Candidate) => candidate.bound <= WORTH_A_RETRY && candidate.avoidableRepeats === 0;
  let best = searched(frame, orderGreedily(frame), QUICK);
  if (best.bound > WORTH_DEPTH || !isGood(best)) best = better(best, searched(frame, best.row, DEEP));
  for (const start of OTHER_STARTS) {
    if (isGood(best)) return best.row;
    best = better(best, searched(frame, start(frame), DEEP));
  }
  if (!isGood(best)) best = better(best, searched(frame, best.row, WIDE));
  if (best.bound > WORTH_MATCHING && !frame.hasPlaces) {
    const matched = orderByMatching(frame);
    if (matched !== undefined) best = better(best, searched(frame, matched, DEEP));
  }
  return best.row;
}

type Manner = Pick<SearchEffort, "window" | "isSteep" | "reorders" | "goodEnough">;

const QUICK: Manner = { window: 40, isSteep: false, reorders: false, goodEnough: 0.88 };
const DEEP: Manner = { window: 40, isSteep: false, reorders: true, goodEnough: 0.88 };
const WIDE: Manner = { window: 120, isSteep: true, reorders: true, goodEnough: 0.88 };

/** Searches from a row; where items still follow themselves, parts them and searches on without letting them meet. */
function searched(frame: Frame, start: LaneRow, manner: Manner): Candidate {
  const effort = { ...manner, budget: BUDGET + BUDGET_PER_SLOT * frame.slotCount };
  const found = judged(frame, searchRow(frame, start, { ...effort, mayRepeat: true }));
  if (found.avoidableRepeats === 0) return found;
  const parted = partRepeats(keyedSlots(frame, found.row), listedEntries(frame)).map(({ lane }) => lane);
  return better(found, judged(frame, searchRow(frame, Int32Array.from(parted), { ...effort, mayRepeat: false })));
}

function judged(frame: Frame, row: LaneRow): Candidate {
  const bound = new RowState(frame, row, false).bound();
  const tooClose = frame.hasSpacing ? row.filter((_, slot) => shortfallAt(frame, row, slot) > 0).length : 0;
  const avoidableRepeats = Math.max(0, countNeighbours(frame, row) - unavoidableRepeats(frame));
  return { row, bound, avoidableRepeats, tooClose };
}

/** A lane whose items take turns never repeats one: each of its slots has a key of its own. */
function keyedSlots(frame: Frame, row: LaneRow): (KeyedSlot & { lane: number })[] {
  return Array.from(row, (lane, slot) => {
    const key = frame.keyOf[lane] as number;
    return { lane, entryId: String(frame.entryOf[lane]), key: key >= 0 ? String(key) : `slot ${slot}` };
  });
}

function listedEntries(frame: Frame): Set<string> {
  return new Set([...frame.placeCounts.entries()].flatMap(([entry, places]) => (places > 0 ? [String(entry)] : [])));
}

/** Fewer avoidable repeats first, then fewer broken spacings, unless the bound would leave the range in which it is kept. */
function better(one: Candidate, other: Candidate): Candidate {
  const isKept = (candidate: Candidate) => candidate.bound <= NET;
  if (isKept(one) !== isKept(other)) return isKept(one) ? one : other;
  if (one.avoidableRepeats !== other.avoidableRepeats) {
    return one.avoidableRepeats < other.avoidableRepeats ? one : other;
  }
  if (one.tooClose !== other.tooClose) return one.tooClose < other.tooClose ? one : other;
  return other.bound < one.bound ? other : one;
}
