import type { LanePlan } from "./loop-lanes.ts";

const MAX_STEPS = 4_000;

/**
 * Gives the entries the last word: steps single showings, never below `least`, until each entry's airtime is within the
 * longest item of its share of what the cycle really holds, or no step helps. A mix of languages is a wish; a share is
 * a promise to someone.
 */
export function settleEntries(
  plan: LanePlan,
  counts: readonly number[],
  wanted: readonly number[],
  least: readonly number[],
): number[] {
  const settled = [...counts];
  const longestMs = plan.lanes.reduce((most, lane) => Math.max(most, lane.durationMs), 1);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const off = deviations(plan, settled);
    if (off.every((deviation) => Math.abs(deviation) <= longestMs)) break;
    const before = squares(off);
    let best: { lane: number; by: 1 | -1; after: number } | undefined;
    for (const [lane, { entry }] of plan.lanes.entries()) {
      const by = (off[entry] ?? 0) > 0 ? -1 : 1;
      const count = settled[lane] ?? 0;
      if (by < 0 && count <= (least[lane] ?? 0)) continue;
      settled[lane] = count + by;
      // Among equal steps, the lane that has drifted furthest from what the mix asked for goes first.
      const after = squares(deviations(plan, settled)) * (1 + 1e-9 * by * (count - (wanted[lane] ?? 0)));
      settled[lane] = count;
      if (after < (best?.after ?? before)) best = { lane, by, after };
    }
    if (best === undefined) break;
    settled[best.lane] = (settled[best.lane] ?? 0) + best.by;
  }
  return settled;
}

/** Airtime of each entry minus its share of the whole, in milliseconds; sums to nothing. */
function deviations(plan: LanePlan, counts: readonly number[]): number[] {
  const airtime = plan.entryShares.map(() => 0);
  let totalMs = 0;
  for (const [index, lane] of plan.lanes.entries()) {
    const ms = (counts[index] ?? 0) * lane.durationMs;
    airtime[lane.entry] = (airtime[lane.entry] ?? 0) + ms;
    totalMs += ms;
  }
  return airtime.map((ms, entry) => ms - (plan.entryShares[entry] ?? 0) * totalMs);
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
