import type { LanePlan } from "./loop-lanes.ts";
import type { NearestMix } from "./loop-mix.ts";

/** How much airtime each lane should have, whatever the length of the cycle. */
export interface LaneRates {
  /** Showings per millisecond of cycle, by lane. */
  readonly showingsPerMs: readonly number[];
  /** By lane: the cycle in which each item of its pair (row, language) has time for one showing; Infinity: none is. */
  readonly everyItemOnceMs: readonly number[];
}

const FITTING_ROUNDS = 400;
const CLOSE_ENOUGH = 1e-9;
const NOTHING = 1e-9;

/**
 * Shares each row's airtime out to its languages so that the languages come to `mix` (iterative proportional fitting,
 * ending with the rows: a share is a promise to someone, a mix is a wish). Within a pair of row and language every
 * item has the same number of showings.
 */
export function laneRates(plan: LanePlan, mix: NearestMix): LaneRates {
  const parts = fitKinds(mix, plan.languages.length);
  const kindOf = new Int32Array(plan.rows.length);
  for (const [kind, { rows }] of mix.kinds.entries()) for (const row of rows) kindOf[row] = kind;
  const pairMs = new Map<number, number>();
  const pairOf = (row: number, language: number) => row * plan.languages.length + language;
  for (const lane of plan.lanes) {
    const pair = pairOf(lane.row, lane.language);
    pairMs.set(pair, (pairMs.get(pair) ?? 0) + lane.items.length * lane.durationMs);
  }
  const onceMs = plan.lanes.map((lane) => pairMs.get(pairOf(lane.row, lane.language)) ?? lane.durationMs);
  const shares = plan.lanes.map(
    (lane) => (parts[kindOf[lane.row] ?? 0]?.[lane.language] ?? 0) * (plan.rows[lane.row]?.share ?? 0),
  );
  return {
    showingsPerMs: plan.lanes.map((lane, index) => ((shares[index] ?? 0) * lane.items.length) / (onceMs[index] ?? 1)),
    everyItemOnceMs: shares.map((share, index) =>
      share > NOTHING ? (onceMs[index] ?? 0) / share : Number.POSITIVE_INFINITY,
    ),
  };
}

/** By kind and language: the language's part of the kind's airtime; each kind's parts sum to 1. */
function fitKinds(mix: NearestMix, languageCount: number): number[][] {
  const rates = mix.kinds.map((kind, index) => {
    const row = new Array<number>(languageCount).fill(0);
    const usable = mix.usable[index] ?? [];
    const isWished = usable.some((language) => (mix.shares[language] ?? 0) > 0);
    for (const language of usable) row[language] = isWished ? kind.share * (mix.shares[language] ?? 0) : 1;
    return row;
  });
  fitRows(mix, rates);
  for (let round = 0; round < FITTING_ROUNDS; round += 1) {
    fitColumns(mix, rates);
    if (fitRows(mix, rates) < CLOSE_ENOUGH) break;
  }
  return rates.map((row, kind) => row.map((rate) => rate / (mix.kinds[kind]?.share ?? 1)));
}

function fitColumns(mix: NearestMix, rates: readonly number[][]): void {
  for (const [language, wanted] of mix.shares.entries()) {
    let sum = 0;
    for (const row of rates) sum += row[language] ?? 0;
    if (sum > 0) for (const row of rates) row[language] = ((row[language] ?? 0) * wanted) / sum;
  }
}

/** Returns the largest error that it mended. */
function fitRows(mix: NearestMix, rates: readonly number[][]): number {
  let worst = 0;
  for (const [kind, row] of rates.entries()) {
    const wanted = mix.kinds[kind]?.share ?? 0;
    let sum = 0;
    for (const rate of row) sum += rate;
    worst = Math.max(worst, Math.abs(sum - wanted));
    if (sum > 0)
      for (let language = 0; language < row.length; language += 1)
        row[language] = ((row[language] ?? 0) * wanted) / sum;
  }
  return worst;
}
