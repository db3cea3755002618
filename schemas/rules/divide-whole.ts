/** One taker of an amount. */
export interface Part {
  readonly name: string;
  readonly weight: number;
  /** It takes no more than this. */
  readonly mostPpm: number;
}

/**
 * Divides an amount among parts by weight, none above its own most: what a full part leaves goes to the others by their
 * weights. Whole millionths, rounded down, the few left over given one each in the parts' order. `left` is what no part
 * may take; `full` names the parts that stopped at their most.
 */
export function divideWhole(
  amountPpm: number,
  parts: readonly Part[],
): { given: Map<string, number>; left: number; full: Set<string> } {
  const given = new Map<string, number>();
  const full = new Set<string>();
  let left = Math.max(0, amountPpm);
  let open = parts.filter(({ weight }) => weight > 0);
  while (open.length > 0) {
    const amount = left;
    const weight = open.reduce((sum, part) => sum + part.weight, 0);
    const stopped = open.filter((part) => part.mostPpm < (amount * part.weight) / weight);
    for (const part of stopped.length > 0 ? stopped : open) {
      const ppm = stopped.length > 0 ? part.mostPpm : Math.floor((amount * part.weight) / weight);
      given.set(part.name, ppm);
      left -= ppm;
      if (stopped.length > 0) full.add(part.name);
    }
    if (stopped.length === 0) break;
    open = open.filter((part) => !full.has(part.name));
  }
  for (const { name, mostPpm } of open) {
    const ppm = given.get(name) ?? 0;
    if (left <= 0 || ppm >= mostPpm) continue;
    given.set(name, ppm + 1);
    left -= 1;
  }
  return { given, left, full };
}
