/** The value that `share` of all lie at or below; of few values the largest. `NaN` for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
export const largest = (values: readonly number[]): number => percentile(values, 1);

/** One figure of several rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: percentile(values, 0), most: largest(values) };
}

/** Where the true median of what was drawn lies. */
export interface MedianInterval {
  readonly least: number;
  readonly most: number;
  /** The probability that it holds it, whatever the values' distribution is; at least what was asked for. */
  readonly confidence: number;
}

/**
 * The narrowest pair of values, equally far from both ends, that holds the median at least as surely as `confidence`;
 * `undefined` when there are too few values for that, or one is not a number. So many of n independent values lie below
 * the median as of n tossed coins show heads.
 */
export function medianInterval(values: readonly number[], confidence: number): MedianInterval | undefined {
  if (values.some(Number.isNaN)) return undefined;
  const sorted = [...values].sort((one, other) => one - other);
  let probability = 0.5 ** sorted.length;
  let below = probability;
  let found: MedianInterval | undefined;
  for (let index = 0; 1 - 2 * below >= confidence; index += 1) {
    const [least, most] = [sorted[index], sorted[sorted.length - 1 - index]];
    if (least === undefined || most === undefined) break;
    found = { least, most, confidence: 1 - 2 * below };
    probability *= (sorted.length - index) / (index + 1);
    below += probability;
  }
  return found;
}
