import { median, medianInterval, type Spread, spreadOf } from "./statistics.ts";

export type Verdict = "met" | "missed" | "undecided";

/** One line of a bench's result, as all benches print them; `met` is null when it is undecided. */
export interface BenchResult {
  readonly what: string;
  readonly ours: number;
  readonly limit: number;
  readonly unit: string;
  readonly ratio: number;
  readonly aim: string;
  readonly met: boolean | null;
  readonly verdict: Verdict;
  readonly spread: readonly [number, number];
  /** Where the figure was judged by its median: what holds the true one with at least 95 %. */
  readonly interval?: readonly [number, number];
  readonly note?: string;
}

/** When others use more than this of the machine, no gap is judged: order and black still are. */
const BUSY_CORES = 0.5;

/**
 * Judges one figure of several rounds against "at most `limit`". A spread that lies on both sides of the limit is
 * undecided, and so is a figure without a round; `busyCores` is what others used meanwhile.
 */
export function judge(
  what: string,
  values: readonly number[],
  limit: number,
  unit: string,
  options: { readonly busyCores?: number; readonly note?: string } = {},
): BenchResult {
  return resultOf(what, values, limit, unit, { ...options, verdict: (spread) => verdictOf(spread, limit) });
}

/** How surely the interval that a median is judged by holds it. */
const CONFIDENCE = 0.95;

/**
 * Judges the median of many paired rounds against "at most `limit`", by an interval that holds the true median with at
 * least 95 %: an interval on both sides of the limit is undecided, and so are too few rounds for one (fewer than six).
 */
export function judgeMedian(
  what: string,
  values: readonly number[],
  limit: number,
  unit: string,
  options: { readonly busyCores?: number; readonly note?: string } = {},
): BenchResult {
  const interval = medianInterval(values, CONFIDENCE);
  const verdict = (): Verdict => (interval === undefined ? "undecided" : verdictOf(interval, limit));
  const result = resultOf(what, values, limit, unit, { ...options, verdict });
  return interval === undefined ? result : { ...result, interval: [rounded(interval.least), rounded(interval.most)] };
}

function resultOf(
  what: string,
  values: readonly number[],
  limit: number,
  unit: string,
  options: { readonly busyCores?: number; readonly note?: string; readonly verdict: (spread: Spread) => Verdict },
): BenchResult {
  const spread = spreadOf(values);
  const isBusy = (options.busyCores ?? 0) > BUSY_CORES;
  const verdict = isBusy ? "undecided" : options.verdict(spread);
  const busyNote = isBusy ? `others used ${(options.busyCores ?? 0).toFixed(1)} cores` : undefined;
  const note = [options.note, busyNote].filter((text) => text !== undefined).join("; ");
  return {
    what,
    ours: rounded(spread.median),
    limit: rounded(limit),
    unit,
    ratio: rounded(limit === 0 ? spread.median : spread.median / limit),
    aim: "<= 1",
    met: verdict === "undecided" ? null : verdict === "met",
    verdict,
    spread: [rounded(spread.least), rounded(spread.most)],
    ...(note === "" ? {} : { note }),
  };
}

/** Judges a count that must be nought, over all rounds together: one is too many, on a busy machine too. */
export function judgeNone(what: string, counts: readonly number[], unit: string): BenchResult {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const spread = spreadOf(counts);
  const verdict = counts.length === 0 ? "undecided" : total === 0 ? "met" : "missed";
  return {
    what,
    ours: rounded(total),
    limit: 0,
    unit,
    ratio: rounded(total),
    aim: "= 0",
    met: verdict === "undecided" ? null : verdict === "met",
    verdict,
    spread: [rounded(spread.least), rounded(spread.most)],
  };
}

function verdictOf(spread: Pick<Spread, "least" | "most">, limit: number): Verdict {
  if (Number.isNaN(spread.least) || Number.isNaN(spread.most)) return "undecided";
  if (spread.most <= limit) return "met";
  return spread.least > limit ? "missed" : "undecided";
}

/** What others used, in the middle of all rounds. */
export const busyCoresOf = (runs: readonly { readonly otherCores: number }[]): number =>
  median(runs.map((run) => run.otherCores));

const rounded = (value: number): number => Number(value.toFixed(3));
