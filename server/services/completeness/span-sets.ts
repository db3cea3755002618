import { mergeSpans, type Span } from "../../../schemas/rules/daypart-windows.ts";

/** Any spans as a set of instants: sorted, apart, none of them empty. */
export function spanSet(spans: readonly Span[]): Span[] {
  return mergeSpans(spans.filter(([fromMs, toMs]) => fromMs < toMs));
}

/** The instants that lie in both sets. */
export function intersectSpans(one: readonly Span[], other: readonly Span[]): Span[] {
  const both: Span[] = [];
  let at = 0;
  for (const [fromMs, toMs] of one) {
    while (at < other.length && (other[at]?.[1] ?? 0) <= fromMs) at += 1;
    for (let index = at; index < other.length; index += 1) {
      const [otherFromMs, otherToMs] = other[index] ?? [toMs, toMs];
      if (otherFromMs >= toMs) break;
      both.push([Math.max(fromMs, otherFromMs), Math.min(toMs, otherToMs)]);
    }
  }
  return both;
}

/** The instants of `all` that do not lie in `taken`. */
export function subtractSpans(all: readonly Span[], taken: readonly Span[]): Span[] {
  const left: Span[] = [];
  let at = 0;
  for (const [fromMs, toMs] of all) {
    let doneMs = fromMs;
    while (at < taken.length && (taken[at]?.[1] ?? 0) <= fromMs) at += 1;
    for (let index = at; index < taken.length; index += 1) {
      const [takenFromMs, takenToMs] = taken[index] ?? [toMs, toMs];
      if (takenFromMs >= toMs) break;
      if (takenFromMs > doneMs) left.push([doneMs, takenFromMs]);
      doneMs = Math.max(doneMs, takenToMs);
    }
    if (doneMs < toMs) left.push([doneMs, toMs]);
  }
  return left;
}

/** Length of a set. */
export function lengthOfSpans(spans: readonly Span[]): number {
  return spans.reduce((sum, [fromMs, toMs]) => sum + toMs - fromMs, 0);
}
