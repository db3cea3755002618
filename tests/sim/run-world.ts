import { checkGaps, checkLedger } from "./check/check-ledger.ts";
import { Checker } from "./check/checker.ts";
import type { Violation } from "./check/violations.ts";
import { SimRandom } from "./engine/random.ts";
import { SimWorld } from "./engine/world.ts";
import { applyFault } from "./faults/apply-fault.ts";
import { drawFaults, drawSwarm } from "./faults/draw-faults.ts";
import type { Fault, FaultKind } from "./faults/fault.ts";
import { DAY_MS, drawCatalogue, idOf, START_MS } from "./plan.ts";
import { SimMachine } from "./player/machine.ts";
import { type SimRules, TRUE_RULES } from "./rules.ts";
import { MemoryLedger } from "./server/memory-ledger.ts";
import { SimServer } from "./server/server.ts";
import { ServerState } from "./server/server-state.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Three times what a busy player is good for. */
const EVENTS_A_DAY = 60_000;
const BACKUP_EVERY_MS = HOUR_MS;
/** After healing everything, all players must be where the server wants them within this. */
const CONVERGES_WITHIN_MS = 45 * MINUTE_MS;

/** Everything that a seed decides about a world. */
export interface WorldPlan {
  readonly seed: number;
  readonly players: number;
  readonly runMs: number;
  /** How long showings are, as a multiple of the shortest. */
  readonly pace: number;
  readonly idleSleepMs: number;
  readonly faults: readonly Fault[];
}

export interface WorldResult {
  readonly plan: WorldPlan;
  readonly violations: readonly Violation[];
  readonly traceHash: string;
  readonly playerDays: number;
  readonly plays: number;
  /** Showings whose start the server knows by the player's wall clock alone although their boot had met it. */
  readonly untied: number;
  readonly events: number;
}

/**
 * Draws a world from its seed; `always` names kinds of fault it has in any case. One world in ten is dense: short
 * showings, looked at each second. `days` asks for that length and no dense world.
 */
export function planWorld(seed: number, always: readonly FaultKind[] = [], days?: number): WorldPlan {
  const random = new SimRandom(seed);
  const players = random.pick([1, 2, 2, 3, 4]);
  const isDense = random.chance(0.1) && days === undefined;
  const runMs = Math.round((days ?? (isDense ? 0.1 : random.pick([1, 2, 2, 3, 5]))) * DAY_MS);
  const swarm = drawSwarm(random, always);
  return {
    seed,
    players,
    runMs,
    pace: isDense ? 1 : random.spread(4, 12),
    idleSleepMs: isDense ? 1_000 : 900_000,
    faults: drawFaults(random, swarm, runMs, players),
  };
}

/** Lives the world through: first with everything going wrong, then healed. Same plan and rules, same trace. */
export async function runWorld(plan: WorldPlan, rules: SimRules = TRUE_RULES): Promise<WorldResult> {
  const { seed, players, runMs } = plan;
  const world = new SimWorld(seed ^ 0x5eed, START_MS + 6 * HOUR_MS);
  const catalogue = drawCatalogue(world.random.fork(1), runMs, plan.pace);
  const ledger = new MemoryLedger(rules.ledger);
  const checker = new Checker(world, catalogue, ledger);
  const state = new ServerState(ledger, catalogue, world.random.fork(2));
  const server = new SimServer(world, rules, state, ledger, checker);
  const machines = Array.from({ length: players }, (_, index) => {
    const screenId = idOf(5, index);
    const openFromMs = world.random.whole(4, 9) * HOUR_MS;
    state.screens.set(screenId, { screenId, openFromMs, openToMs: openFromMs + world.random.whole(4, 11) * HOUR_MS });
    const driftPpm = world.random.between(-100, 100);
    const { idleSleepMs } = plan;
    return new SimMachine({
      world,
      rules,
      server,
      catalogue,
      watcher: checker,
      index,
      screenId,
      driftPpm,
      idleSleepMs,
    });
  });
  const startMs = world.nowMs;
  world.mostEvents = 100_000 + (EVENTS_A_DAY * players * runMs) / DAY_MS;
  const office = new SimRandom(seed ^ 0x0ff1ce);
  keepOffice(world, server, checker, machines, catalogue, office);
  for (const machine of machines) {
    machine.clock.wallOffsetMs = world.random.between(-2_000, 2_000);
    world.after(world.random.between(0, 600_000), () => machine.powerOn());
  }
  for (const fault of plan.faults) world.at(startMs + fault.atMs, () => applyFault({ world, server, machines }, fault));
  await world.run(startMs + runMs);
  for (const machine of machines) heal(machine);
  server.fullUntilMs = 0;
  server.crashInIngest = null;
  const convergedAtMs = await converge(world, server, machines);
  if (world.isOutOfHand) checker.violate("out-of-hand", `${world.events} events`);
  else if (convergedAtMs === undefined) checker.violate("never-converged", tellStanding(server, machines));
  for (const machine of machines) {
    checker.excuse(machine);
    if (convergedAtMs !== undefined && machine.disk.log !== null) checkGaps(checker, ledger, machine.disk.log);
  }
  checkLedger(checker, ledger, convergedAtMs ?? world.nowMs - CONVERGES_WITHIN_MS / 2);
  return {
    plan,
    violations: checker.violations,
    traceHash: world.trace.name,
    playerDays: (players * runMs) / DAY_MS,
    plays: ledger.rows.length,
    untied: checker.untied.size,
    events: world.events,
  };
}

/** What people do meanwhile: plans are published, documents withdrawn, backups made. */
function keepOffice(
  world: SimWorld,
  server: SimServer,
  checker: Checker,
  machines: readonly SimMachine[],
  catalogue: ReturnType<typeof drawCatalogue>,
  office: SimRandom,
): void {
  const { state } = server;
  const publish = () => {
    if (server.isUp) {
      const screens = [...state.screens.keys()];
      const screenId = screens[office.whole(0, screens.length - 1)] ?? "";
      state.publish(screenId);
      server.push(screenId);
    }
    world.after(office.spread(HOUR_MS, 12 * HOUR_MS), publish);
  };
  const withdraw = () => {
    if (server.isUp && state.withdrawalsVersion < 4_000) {
      const airings = [...catalogue.keys()];
      const airingSha256 = airings[office.whole(0, airings.length - 1)] ?? "";
      const known = state.lists.at(-1)?.entries.length ?? 0;
      if (known < 6) {
        state.withdraw(airingSha256, world.nowMs);
        server.push(null);
        checker.withdrawn(machines, airingSha256);
      }
    }
    world.after(office.spread(2 * HOUR_MS, 36 * HOUR_MS), withdraw);
  };
  const backup = () => {
    if (server.isUp) server.backup();
    world.after(BACKUP_EVERY_MS, backup);
  };
  for (const screenId of state.screens.keys()) state.publish(screenId);
  server.backup();
  world.after(office.spread(HOUR_MS, 6 * HOUR_MS), publish);
  world.after(office.spread(HOUR_MS, 12 * HOUR_MS), withdraw);
  world.after(BACKUP_EVERY_MS, backup);
}

function heal(machine: SimMachine): void {
  machine.path.heal();
  machine.isFlat = false;
  machine.disk.fullUntilMs = 0;
  machine.disk.crashInWrite = null;
  if (machine.disk.log !== null) {
    machine.disk.log.failsNextSync = false;
    machine.disk.log.crashInSync = null;
  }
  machine.powerOn();
}

/** Runs on until every player holds what the server wants and the server holds all a player had a minute before. */
async function converge(
  world: SimWorld,
  server: SimServer,
  machines: readonly SimMachine[],
): Promise<number | undefined> {
  const deadlineMs = world.nowMs + CONVERGES_WITHIN_MS;
  while (world.nowMs < deadlineMs) {
    const beforeMs = world.nowMs;
    const heads = machines.map(({ agent }) => agent?.log.head);
    await world.run(world.nowMs + MINUTE_MS);
    const isDone = machines.every((machine, index) => isConverged(server, machine, heads[index]));
    if (isDone) return beforeMs;
  }
  return undefined;
}

function isConverged(server: SimServer, machine: SimMachine, head: { boot: number; seq: number } | undefined): boolean {
  const { agent } = machine;
  const player = machine.disk.files.identity?.player;
  if (agent === null || head === undefined || player === undefined) return false;
  const mark = server.ledger.markOf(player);
  const hasAll = mark.boot > head.boot || (mark.boot === head.boot && mark.seq >= head.seq);
  const wanted = server.state.manifests.get(machine.screenId);
  return (
    hasAll && agent.install.held?.sha256 === wanted?.sha256 && agent.trust.version === server.state.withdrawalsVersion
  );
}

function tellStanding(server: SimServer, machines: readonly SimMachine[]): string {
  const lines = machines.map((machine) => {
    const player = machine.disk.files.identity?.player ?? 0;
    const mark = server.ledger.markOf(player);
    const { agent } = machine;
    const head = agent?.log.head;
    const wanted = server.state.manifests.get(machine.screenId)?.manifest.revision;
    return (
      `player ${player} live ${agent?.session.isLive} mark ${mark.boot}.${mark.seq} head ${head?.boot}.${head?.seq} ` +
      `holds ${agent?.install.held?.revision} wanted ${wanted} list ${agent?.trust.version} of ${server.state.withdrawalsVersion}`
    );
  });
  return lines.join("; ");
}
