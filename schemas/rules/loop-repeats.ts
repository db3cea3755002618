/** What of a slot decides whether it may stand next to another. */
export interface KeyedSlot {
  readonly entryId: string;
  readonly key: string;
}

export interface RepeatCount {
  readonly repeats: number;
  readonly unavoidableRepeats: number;
  readonly mostFrequent: { readonly key: string; readonly count: number };
}

/** How many slots follow one of the same key, seam included, and how many must: more than half of all cannot be parted. */
export function countRepeats(slots: readonly KeyedSlot[]): RepeatCount {
  const counts = new Map<string, number>();
  let repeats = 0;
  let mostFrequent = { key: "", count: 0 };
  let before = slots.at(-1)?.key;
  for (const { key } of slots) {
    if (key === before) repeats += 1;
    before = key;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > mostFrequent.count) mostFrequent = { key, count };
  }
  return { repeats, unavoidableRepeats: Math.max(0, 2 * mostFrequent.count - slots.length), mostFrequent };
}

/**
 * Moves slots until no item follows itself that need not, seam included. What moves goes to the nearest place that
 * removes a repeat and makes none. A slot of `listed` entries never passes another of its entry.
 */
export function partRepeats<Slot extends KeyedSlot>(slots: readonly Slot[], listed: ReadonlySet<string>): Slot[] {
  const row = [...slots];
  const { repeats, unavoidableRepeats, mostFrequent } = countRepeats(row);
  // Where one item has half of the slots, what must be parted are the others: each gap between two of them wants one.
  const find = mostFrequent.count * 2 >= row.length ? findGapMove : findNearMove;
  for (let left = repeats; left > unavoidableRepeats; left = countRepeats(row).repeats) {
    const move = find(row, listed, mostFrequent.key);
    if (move === undefined) break;
    const [slot] = row.splice(move.from, 1);
    if (slot !== undefined) row.splice(move.to > move.from ? move.to - 1 : move.to, 0, slot);
  }
  return row;
}

/** A slot, and the gap it goes to: before the slot `to` as things stand. */
interface SlotMove {
  readonly from: number;
  readonly to: number;
}

/** For the first gap that lacks one, the nearest slot of the most frequent key that stands beside another. */
function findGapMove(row: readonly KeyedSlot[], listed: ReadonlySet<string>, key: string): SlotMove | undefined {
  for (let to = 0; to < row.length; to += 1) {
    if (row[to]?.key === key || row.at(to - 1)?.key === key) continue;
    for (let away = 2; away < row.length; away += 1) {
      for (const from of [to - away, to + away - 1]) {
        if (row[from]?.key === key && mends(row, from, to) && mayPass(row, from, to, listed)) return { from, to };
      }
    }
  }
  return undefined;
}

function findNearMove(row: readonly KeyedSlot[], listed: ReadonlySet<string>): SlotMove | undefined {
  for (const [at, slot] of row.entries()) {
    if (slot.key !== row.at(at - 1)?.key) continue;
    for (let away = 2; away < row.length; away += 1) {
      const move = moveAt(row, at, away, listed);
      if (move !== undefined) return move;
    }
  }
  return undefined;
}

/** One of the two alike goes `away`, or another comes from there in between. */
function moveAt(
  row: readonly KeyedSlot[],
  at: number,
  away: number,
  listed: ReadonlySet<string>,
): SlotMove | undefined {
  const before = at === 0 ? row.length - 1 : at - 1;
  for (let choice = 0; choice < 6; choice += 1) {
    const from = choice < 2 ? at : choice < 4 ? before : choice === 4 ? at - away : at + away - 1;
    const to = choice > 3 ? at : choice % 2 === 0 ? from - away : from + away;
    if (mends(row, from, to) && mayPass(row, from, to, listed)) return { from, to };
  }
  return undefined;
}

/** Whether fewer slots repeat the one before them after the move. */
function mends(row: readonly KeyedSlot[], from: number, to: number): boolean {
  if (from < 0 || from >= row.length || to < 0 || to > row.length || to === from || to === from + 1) return false;
  // Through the seam the gap can be the slot's own side.
  if ((to - from - 1 + row.length) % row.length === 0 || (to - from + row.length) % row.length === 0) return false;
  const lifted = same(row, from - 1, from + 1) - same(row, from - 1, from) - same(row, from, from + 1);
  return lifted + same(row, to - 1, from) + same(row, from, to) - same(row, to - 1, to) < 0;
}

function same(row: readonly KeyedSlot[], one: number, other: number): number {
  const keyAt = (index: number) => row[(index + row.length) % row.length]?.key;
  return keyAt(one) === keyAt(other) ? 1 : 0;
}

function mayPass(row: readonly KeyedSlot[], from: number, to: number, listed: ReadonlySet<string>): boolean {
  const entryId = row[from]?.entryId ?? "";
  if (!listed.has(entryId)) return true;
  const passed = to > from ? row.slice(from + 1, to) : row.slice(to, from);
  return passed.every((slot) => slot.entryId !== entryId);
}
