const WHOLE_PPM = 1_000_000;
/** A tenth of a hundredth: what people set shares by. */
export const SHARE_STEP_PPM = 1_000;

/**
 * Shares in steps of 0.1 % that make a whole, in proportion to the weights, none under one step. The share at `fixed`
 * keeps its own weight, taken in parts per million, as far as the others are left a step each; null scales all of them.
 * What rounding leaves goes to the largest remainders, earlier ones first. At most 1 000 shares; none for none.
 */
export function wholeShares(weights: readonly number[], fixed: number | null): number[] {
  const steps = WHOLE_PPM / SHARE_STEP_PPM;
  if (weights.length === 0) return [];
  const kept = fixed === null ? null : (weights[fixed] ?? null);
  if (fixed === null || kept === null) return portions(weights, steps).map((share) => share * SHARE_STEP_PPM);
  if (weights.length === 1) return [WHOLE_PPM];
  const own = Math.min(steps - (weights.length - 1), Math.max(1, Math.round(kept / SHARE_STEP_PPM)));
  const others = portions(
    weights.filter((_, index) => index !== fixed),
    steps - own,
  );
  return [...others.slice(0, fixed), own, ...others.slice(fixed)].map((share) => share * SHARE_STEP_PPM);
}

/** Whole portions of `total`, at least one each, in proportion to the weights; equal ones where all weights are nothing. */
function portions(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((all, weight) => all + Math.max(0, weight), 0);
  const free = total - weights.length;
  const wanted = weights.map((weight) =>
    Math.max(0, (sum === 0 ? total / weights.length : (Math.max(0, weight) / sum) * total) - 1),
  );
  const over = wanted.reduce((all, portion) => all + portion, 0);
  const exact = wanted.map((portion) => (over === 0 ? free / weights.length : (portion / over) * free));
  const whole = exact.map(Math.floor);
  let left = free - whole.reduce((all, portion) => all + portion, 0);
  const byRemainder = exact
    .map((portion, index) => ({ index, remainder: portion - Math.floor(portion) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    whole[index] = (whole[index] ?? 0) + 1;
    left -= 1;
  }
  return whole.map((portion) => portion + 1);
}
