import { type InstantLookup, type Span, spansOnDate } from "../../../schemas/rules/daypart-windows.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { PlannedEntry, PlannedItem } from "./planned-entries.ts";

/** An entry with the items that are valid throughout a piece. */
export interface ActiveEntry {
  readonly planned: PlannedEntry;
  readonly items: readonly PlannedItem[];
}

/** A stretch of a day in which the set of entries and items does not change; elapsed from the day's start. */
export interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
  readonly active: readonly ActiveEntry[];
  /** Equal for equal sets. */
  readonly signature: string;
}

export interface SweptDate {
  readonly date: string;
  readonly startAtMs: number;
  readonly endAtMs: number;
  readonly pieces: readonly Piece[];
}

/**
 * Cuts one civil date at every boundary of windows, dates and item validity, and joins neighbours that hold the same
 * set. The pieces cover the date without gap. A window over midnight counts for the day it starts on, with its dates.
 * With `steadyWeek`, an entry keeps to the items that are valid throughout that week, if it has any: a date far ahead
 * is compiled many times before it comes, and would otherwise need a loop of its own for each item that expires.
 */
export function sweepDate(
  date: string,
  entries: readonly PlannedEntry[],
  at: InstantLookup,
  steadyWeek: Span | null = null,
): SweptDate {
  const startAtMs = at(date, 0);
  const endAtMs = at(addDays(date, 1), 0);
  const open = entries.map((entry) => {
    const planned = steadyWeek === null ? entry : steadyThrough(entry, steadyWeek);
    return { planned, spans: spansTouching(planned, date, at, startAtMs, endAtMs) };
  });
  const cuts = new Set([startAtMs, endAtMs]);
  for (const { planned, spans } of open) {
    for (const [fromMs, toMs] of spans) cuts.add(Math.max(fromMs, startAtMs)).add(Math.min(toMs, endAtMs));
    if (spans.length === 0) continue;
    for (const { edition } of planned.items) {
      for (const bound of [edition.notBeforeMs, edition.notAfterMs]) {
        if (bound !== null && bound > startAtMs && bound < endAtMs) cuts.add(bound);
      }
    }
  }
  const bounds = [...cuts].sort((one, other) => one - other);
  const pieces = bounds.slice(0, -1).map((fromMs, index) => {
    const toMs = bounds[index + 1] ?? endAtMs;
    const active = open.flatMap(({ planned, spans }) =>
      spans.some(([start, end]) => start <= fromMs && toMs <= end) ? activeEntry(planned, fromMs, toMs) : [],
    );
    return { fromMs: fromMs - startAtMs, toMs: toMs - startAtMs, active, signature: signatureOf(active) };
  });
  return { date, startAtMs, endAtMs, pieces: joined(pieces) };
}

function steadyThrough(planned: PlannedEntry, week: Span): PlannedEntry {
  const steady = activeEntry(planned, week[0], week[1])[0]?.items ?? [];
  if (steady.length === 0 || steady.length === planned.items.length) return planned;
  const name = `${planned.name}:${steady.map(({ edition }) => edition.airingSha256).join(",")}`;
  return { ...planned, items: steady, name };
}

function spansTouching(
  { entry, items }: PlannedEntry,
  date: string,
  at: InstantLookup,
  startAtMs: number,
  endAtMs: number,
): Span[] {
  if (items.length === 0) return [];
  return [addDays(date, -1), date]
    .filter((day) => day >= entry.fromDate && (entry.untilDate === null || day <= entry.untilDate))
    .flatMap((day) => spansOnDate(entry.daypart, day, at))
    .filter(([start, end]) => start < endAtMs && end > startAtMs);
}

function activeEntry(planned: PlannedEntry, fromMs: number, toMs: number): ActiveEntry[] {
  const items = planned.items.filter(
    ({ edition }) => (edition.notBeforeMs ?? 0) <= fromMs && (edition.notAfterMs ?? Number.MAX_SAFE_INTEGER) >= toMs,
  );
  return items.length === 0 ? [] : [{ planned, items }];
}

function signatureOf(active: readonly ActiveEntry[]): string {
  return active
    .map(({ planned, items }) =>
      items.length === planned.items.length
        ? planned.name
        : `${planned.name}:${items.map(({ edition }) => edition.airingSha256).join(",")}`,
    )
    .join(" ");
}

function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last !== undefined && last.signature === piece.signature)
      result[result.length - 1] = { ...last, toMs: piece.toMs };
    else result.push(piece);
  }
  return result;
}
