import type { Frame } from "./loop-frame.ts";
import type { LaneRow } from "./loop-row.ts";

/** One showing of an entry or a language: the n-th of `count` in a cycle; its window is the n-th of `count` equal parts. */
interface Showing {
  readonly member: number;
  readonly turn: number;
  readonly count: number;
}

interface Matched {
  readonly entry: Showing;
  readonly language: Showing;
  readonly lane: number;
}

/**
 * Orders lanes of equal length with a proven bound: at most 1 + min(entries, languages) · share for any of them. Every
 * showing of an entry is matched to one of a language whose window it shares; a fractional matching exists by the lanes'
 * own counts, hence a whole one. It may change the lanes' counts, never those of entries and languages. Undefined
 * when the lengths differ.
 */
export function orderByMatching(frame: Frame): LaneRow | undefined {
  if (frame.lengths.some((length) => length !== frame.lengths[0])) return undefined;
  const entries = showingsOf(frame, frame.entryOf, frame.entryMix.length);
  const languages = showingsOf(frame, frame.languageOf, frame.languageMix.length);
  const laneOf = new Map<number, number>();
  for (let lane = 0; lane < frame.laneCount; lane += 1) {
    laneOf.set((frame.entryOf[lane] as number) * languages.length + (frame.languageOf[lane] as number), lane);
  }
  const partners = entries.map((entry) =>
    languages.flatMap((language, index) => {
      const lane = laneOf.get(entry.member * languages.length + language.member);
      return lane !== undefined && overlap(entry, language) ? [{ index, lane }] : [];
    }),
  );
  const takenBy = new Map<number, { entry: number; lane: number }>();
  for (const entry of entries.keys()) if (!findPartner(entry, partners, takenBy, new Set())) return undefined;
  const matched = [...takenBy].flatMap(([language, { entry, lane }]): Matched[] => {
    const [one, other] = [entries[entry], languages[language]];
    return one === undefined || other === undefined ? [] : [{ entry: one, language: other, lane }];
  });
  return Int32Array.from(matched.sort(byMiddle), ({ lane }) => lane);
}

function showingsOf(frame: Frame, memberOf: Int32Array, members: number): Showing[] {
  return Array.from({ length: members }, (_, member) => {
    const count = frame.counts.reduce((sum, shown, lane) => (memberOf[lane] === member ? sum + shown : sum), 0);
    return Array.from({ length: count }, (_, turn) => ({ member, turn, count }));
  }).flat();
}

/** Whether the two windows have more than an instant in common. */
function overlap(one: Showing, other: Showing): boolean {
  return one.turn * other.count < (other.turn + 1) * one.count && other.turn * one.count < (one.turn + 1) * other.count;
}

/** Finds a language's showing for an entry's, moving others on where need be (augmenting path). */
function findPartner(
  entry: number,
  partners: readonly (readonly { index: number; lane: number }[])[],
  takenBy: Map<number, { entry: number; lane: number }>,
  tried: Set<number>,
): boolean {
  for (const { index, lane } of partners[entry] ?? []) {
    if (tried.has(index)) continue;
    tried.add(index);
    const holder = takenBy.get(index);
    if (holder !== undefined && !findPartner(holder.entry, partners, takenBy, tried)) continue;
    takenBy.set(index, { entry, lane });
    return true;
  }
  return false;
}

function byMiddle(one: Matched, other: Matched): number {
  return middle(one) - middle(other) || one.lane - other.lane;
}

/** Middle of what the two windows have in common, as a part of the cycle. */
function middle({ entry, language }: Matched): number {
  const opens = Math.max(entry.turn / entry.count, language.turn / language.count);
  const closes = Math.min((entry.turn + 1) / entry.count, (language.turn + 1) / language.count);
  return (opens + closes) / 2;
}
