import { planWorld, runWorld } from "../tests/sim/run-world.ts";
import { isAsExpected, runSwarm, tellFailure, tryVariant } from "../tests/sim/swarm.ts";
import { VARIANTS } from "../tests/sim/variants.ts";

const PLAYER_DAYS = 1_500;
const TRACED_SEED = 11;

/**
 * Lives through simulated worlds until 1 500 player-days have passed, then runs every broken variant through the same
 * checker. `npm run sim -- 200` asks for other player-days, `npm run sim -- seed 42` for one seed. Ends with 1 when a
 * promise was broken, a variant did otherwise than its table says, or one seed left two traces.
 */
async function simulate(): Promise<void> {
  const [first, second] = process.argv.slice(2);
  if (first === "seed") return tellSeed(Number(second));
  const isSound = await tellSwarm(Number(first ?? PLAYER_DAYS));
  const isSame = await tellTraces();
  const isCaught = await tellVariants();
  process.exitCode = isSound && isSame && isCaught ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function tellSwarm(playerDays: number): Promise<boolean> {
  const before = process.cpuUsage();
  const sum = await runSwarm(1, playerDays);
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1_000_000;
  const perSecond = (sum.playerDays / cpuSeconds).toFixed(1);
  say(
    `${sum.playerDays.toFixed(0)} player-days in ${sum.seeds} worlds, ${cpuSeconds.toFixed(0)} CPU seconds (${perSecond} a second)`,
  );
  say(`${sum.plays} plays stored, ${sum.events} events`);
  say(`${sum.untied} plays of a boot that had met the server were stored by the wall clock alone`);
  say("faults:");
  for (const [kind, count] of [...sum.faults].sort()) say(`  ${String(count).padStart(6)}  ${kind}`);
  if (sum.failed !== null) say(`BROKEN ${await tellFailure(sum.failed)}`);
  else say("no play lost, none doubled, none invented, order kept, every player converged");
  return sum.failed === null;
}

async function tellTraces(): Promise<boolean> {
  const one = await runWorld(planWorld(TRACED_SEED));
  const other = await runWorld(planWorld(TRACED_SEED));
  say(`trace of seed ${TRACED_SEED}: ${one.traceHash}, and again ${other.traceHash}`);
  return one.traceHash === other.traceHash;
}

async function tellVariants(): Promise<boolean> {
  let isAll = true;
  say("broken variants:");
  for (const variant of VARIANTS) {
    const verdict = await tryVariant(variant);
    const { caughtBySeed, violated } = verdict;
    const found = caughtBySeed === null ? "not caught" : `caught by seed ${caughtBySeed}: ${violated}`;
    const why = variant.healedBy === undefined ? "" : ` (healed: ${variant.healedBy})`;
    say(`  ${isAsExpected(verdict) ? "ok    " : "WRONG "} ${variant.name}: ${found}${why}`);
    isAll &&= isAsExpected(verdict);
  }
  return isAll;
}

async function tellSeed(seed: number): Promise<void> {
  const result = await runWorld(planWorld(seed));
  say(`seed ${seed}: ${result.playerDays.toFixed(1)} player-days, ${result.plays} plays, trace ${result.traceHash}`);
  if (result.violations.length === 0) return;
  say(await tellFailure(result));
  process.exitCode = 1;
}

await simulate();
