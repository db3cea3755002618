import type { Fault } from "./faults/fault.ts";
import { type SimRules, TRUE_RULES } from "./rules.ts";
import { runWorld, type WorldPlan } from "./run-world.ts";

/** Runs spent on making a failing plan smaller. */
const MOST_RUNS = 60;

/**
 * The same world with as few faults as still break a promise of the same kind (ddmin over the list of faults). Deterministic;
 * gives back the plan itself when nothing can be left out.
 */
export async function shrink(plan: WorldPlan, rules: SimRules = TRUE_RULES): Promise<WorldPlan> {
  const kinds = new Set((await runWorld(plan, rules)).violations.map(({ kind }) => kind));
  let runs = 0;
  const stillFails = async (faults: readonly Fault[]): Promise<boolean> => {
    runs += 1;
    const { violations } = await runWorld({ ...plan, faults }, rules);
    return violations.some(({ kind }) => kinds.has(kind));
  };
  let faults = plan.faults;
  let pieces = 2;
  while (faults.length > 1 && runs < MOST_RUNS) {
    const smaller = await leaveOutOne(faults, pieces, stillFails);
    if (smaller !== undefined) {
      faults = smaller;
      pieces = Math.max(2, pieces - 1);
    } else if (pieces >= faults.length) break;
    else pieces = Math.min(faults.length, pieces * 2);
  }
  return { ...plan, faults };
}

async function leaveOutOne(
  faults: readonly Fault[],
  pieces: number,
  stillFails: (faults: readonly Fault[]) => Promise<boolean>,
): Promise<readonly Fault[] | undefined> {
  const length = Math.ceil(faults.length / pieces);
  for (let from = 0; from < faults.length; from += length) {
    const rest = [...faults.slice(0, from), ...faults.slice(from + length)];
    if (await stillFails(rest)) return rest;
  }
  return undefined;
}
