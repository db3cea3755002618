import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import type { CompileFrame } from "./compile-frame.ts";
import { type ActiveEntry, chooseItems, type PlannedEntry, type PlannedItem } from "./planned-entries.ts";

/** A stretch of time in which an entry is open with the same items. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly active: ActiveEntry;
  /** It ends with operating hours: to the millisecond. */
  readonly endsExactly: boolean;
}

/** Gives equal choices of an entry's items one identity. */
export type ActiveOf = (planned: PlannedEntry, items: readonly PlannedItem[]) => ActiveEntry;

/**
 * Cuts the spans of an entry wherever an item begins or ends to be valid; stretches without any are left out. In weeks
 * far ahead an entry keeps to the items that it shows throughout a block of weeks, if there are any: such a week is
 * compiled many times before it comes, and would otherwise need a loop of its own for each item that expires.
 */
export function entryStretches(
  planned: PlannedEntry,
  spans: readonly Span[],
  frame: CompileFrame,
  activeOf: ActiveOf,
): Stretch[] {
  const { items, candidates, entry } = planned;
  const endsWithHours = entry.hours.kind === "operating";
  const alwaysValid = candidates.every(({ edition }) => edition.notBeforeMs === null && edition.notAfterMs === null);
  const steadyIn = steadyItems(planned);
  const stretches: Stretch[] = [];
  const add = (shown: Shown, span: Span) => {
    if (shown.items.length === 0) return;
    const active = activeOf(planned, areSame(shown.items, items) ? items : shown.items);
    const endsExactly = endsWithHours && shown.toMs === span[1];
    const last = stretches.at(-1);
    if (last !== undefined && last.toMs === shown.fromMs && last.active === active && !last.endsExactly) {
      stretches[stretches.length - 1] = { ...last, toMs: shown.toMs, endsExactly };
    } else stretches.push({ fromMs: shown.fromMs, toMs: shown.toMs, active, endsExactly });
  };
  for (const span of spans) {
    const fromMs = Math.max(span[0], frame.fromMs);
    const toMs = Math.min(span[1], frame.untilMs);
    if (fromMs >= toMs) continue;
    if (alwaysValid) add({ fromMs, toMs, items }, span);
    else {
      for (const part of weekParts(fromMs, toMs, frame)) {
        const steady = part.steady === null ? [] : steadyIn(part.steady);
        const shown =
          steady.length > 0 ? [{ ...part, items: steady }] : shownByValidity(planned, part.fromMs, part.toMs);
        for (const one of shown) add(one, span);
      }
    }
  }
  return stretches;
}

/** What an entry shows while the same items are valid. */
interface Shown {
  readonly fromMs: number;
  readonly toMs: number;
  readonly items: readonly PlannedItem[];
}

function areSame(some: readonly PlannedItem[], others: readonly PlannedItem[]): boolean {
  return some === others || (some.length === others.length && some.every((item, index) => item === others[index]));
}

function weekParts(fromMs: number, toMs: number, { weeks }: CompileFrame) {
  const parts = weeks
    .filter((week) => week.fromMs < toMs && week.toMs > fromMs)
    .map(({ steady, ...week }) => ({
      fromMs: Math.max(fromMs, week.fromMs),
      toMs: Math.min(toMs, week.toMs),
      steady,
    }));
  // The frame holds a day before its weeks and one after them.
  const firstMs = parts[0]?.fromMs ?? toMs;
  const lastMs = parts.at(-1)?.toMs ?? toMs;
  const before = firstMs > fromMs ? [{ fromMs, toMs: firstMs, steady: null }] : [];
  const after = lastMs < toMs ? [{ fromMs: lastMs, toMs, steady: null }] : [];
  return [...before, ...parts, ...after];
}

/** The items that are shown at every moment of a block. */
function steadyItems(planned: PlannedEntry): (block: Span) => readonly PlannedItem[] {
  const known = new Map<number, readonly PlannedItem[]>();
  return ([fromMs, toMs]) => {
    const before = known.get(fromMs);
    if (before !== undefined) return before;
    const [first, ...others] = shownByValidity(planned, fromMs, toMs);
    const steady = (first?.items ?? []).filter((item) => others.every(({ items }) => items.includes(item)));
    known.set(fromMs, steady);
    return steady;
  };
}

function shownByValidity(planned: PlannedEntry, fromMs: number, toMs: number): Shown[] {
  const { candidates, items } = planned;
  const cuts = new Set([fromMs, toMs]);
  for (const { edition } of candidates) {
    for (const bound of [edition.notBeforeMs, edition.notAfterMs]) {
      if (bound !== null && bound > fromMs && bound < toMs) cuts.add(bound);
    }
  }
  const bounds = [...cuts].sort((one, other) => one - other);
  return bounds.slice(0, -1).map((startMs, index) => {
    const endMs = bounds[index + 1] ?? toMs;
    const valid = validThrough(candidates, startMs, endMs);
    return {
      fromMs: startMs,
      toMs: endMs,
      items: valid.length === candidates.length ? items : chooseItems(planned, valid),
    };
  });
}

/** The items that are valid in all of `[fromMs, toMs)`. */
export function validThrough(items: readonly PlannedItem[], fromMs: number, toMs: number): PlannedItem[] {
  return items.filter(
    ({ edition }) => (edition.notBeforeMs ?? 0) <= fromMs && (edition.notAfterMs ?? Number.MAX_SAFE_INTEGER) >= toMs,
  );
}
