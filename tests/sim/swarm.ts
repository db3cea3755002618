import type { FaultKind } from "./faults/fault.ts";
import { tellFault } from "./faults/fault.ts";
import { planWorld, runWorld, type WorldResult } from "./run-world.ts";
import { shrink } from "./shrink.ts";
import { rulesOf, type Variant } from "./variants.ts";

/** What many worlds came to together. */
export interface SwarmResult {
  playerDays: number;
  plays: number;
  untied: number;
  events: number;
  seeds: number;
  readonly faults: Map<FaultKind, number>;
  /** Of the first seed that broke a promise. */
  failed: WorldResult | null;
}

/** Lives through one seed after another until `playerDays` are reached or a promise is broken. */
export async function runSwarm(firstSeed: number, playerDays: number): Promise<SwarmResult> {
  const sum: SwarmResult = {
    playerDays: 0,
    plays: 0,
    untied: 0,
    events: 0,
    seeds: 0,
    faults: new Map(),
    failed: null,
  };
  for (let seed = firstSeed; sum.playerDays < playerDays; seed += 1) {
    const result = await runWorld(planWorld(seed));
    sum.playerDays += result.playerDays;
    sum.plays += result.plays;
    sum.untied += result.untied;
    sum.events += result.events;
    sum.seeds += 1;
    for (const { kind } of result.plan.faults) sum.faults.set(kind, (sum.faults.get(kind) ?? 0) + 1);
    if (result.violations.length === 0) continue;
    sum.failed = result;
    break;
  }
  return sum;
}

/** A broken promise as a person needs it: seed, what was broken, and the fewest faults that still break it. */
export async function tellFailure(failed: WorldResult): Promise<string> {
  const small = await shrink(failed.plan);
  const { players, runMs, seed } = failed.plan;
  return [
    `seed ${seed}: ${players} players, ${(runMs / 86_400_000).toFixed(1)} days`,
    ...failed.violations.map(({ kind, detail }) => `  ${kind}: ${detail}`),
    `with these ${small.faults.length} of ${failed.plan.faults.length} faults:`,
    ...small.faults.map((fault) => `  ${tellFault(fault)}`),
  ].join("\n");
}

/** How a broken variant ended. `caughtBySeed` is null when no promise was broken in all its worlds. */
export interface VariantVerdict {
  readonly variant: Variant;
  readonly caughtBySeed: number | null;
  readonly violated: string;
}

/** Worlds a variant is given; each lasts a day and has the faults it needs. */
const VARIANT_SEEDS = 6;
const SURVIVOR_SEEDS = 2;

/** Runs one broken variant through the checker. An error thrown by it is passed on: dying is not being caught. */
export async function tryVariant(variant: Variant): Promise<VariantVerdict> {
  const seeds = variant.healedBy === undefined ? VARIANT_SEEDS : SURVIVOR_SEEDS;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations } = await runWorld(planWorld(seed, variant.needs, 1), rulesOf(variant));
    const violated = [...new Set(violations.map(({ kind }) => kind))].join(", ");
    if (violations.length > 0) return { variant, caughtBySeed: seed, violated };
  }
  return { variant, caughtBySeed: null, violated: "" };
}

/** Whether the table says so. */
export function isAsExpected({ variant, caughtBySeed }: VariantVerdict): boolean {
  return (variant.healedBy === undefined) === (caughtBySeed !== null);
}
