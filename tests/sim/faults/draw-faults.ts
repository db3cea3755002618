import type { SimRandom } from "../engine/random.ts";
import { FAULT_KINDS, type Fault, type FaultKind } from "./fault.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long each kind lasts, from the shortest to the longest, and how often a day it comes to one machine at most. */
const HABITS: Record<FaultKind, { readonly fromMs: number; readonly toMs: number; readonly aDay: number }> = {
  cut: { fromMs: SECOND, toMs: 30 * HOUR, aDay: 6 },
  "cut-up": { fromMs: SECOND, toMs: HOUR, aDay: 4 },
  "cut-down": { fromMs: SECOND, toMs: HOUR, aDay: 4 },
  reset: { fromMs: 0, toMs: 0, aDay: 20 },
  "half-open": { fromMs: 0, toMs: 0, aDay: 12 },
  "slow-link": { fromMs: MINUTE, toMs: 12 * HOUR, aDay: 2 },
  "held-back": { fromMs: 20 * SECOND, toMs: 10 * MINUTE, aDay: 10 },
  "socket-blocked": { fromMs: 5 * MINUTE, toMs: 12 * HOUR, aDay: 1 },
  "hung-peer": { fromMs: 10 * SECOND, toMs: HOUR, aDay: 3 },
  "server-crash": { fromMs: SECOND, toMs: HOUR, aDay: 3 },
  "server-crash-before-commit": { fromMs: 0, toMs: 0, aDay: 6 },
  "server-crash-after-commit": { fromMs: 0, toMs: 0, aDay: 6 },
  "server-disk-full": { fromMs: 10 * SECOND, toMs: HOUR, aDay: 1 },
  "restore-backup": { fromMs: HOUR, toMs: 72 * HOUR, aDay: 0.5 },
  "agent-kill": { fromMs: SECOND, toMs: MINUTE, aDay: 12 },
  "power-cut": { fromMs: 5 * SECOND, toMs: 8 * HOUR, aDay: 6 },
  "crash-in-write": { fromMs: SECOND, toMs: 10 * MINUTE, aDay: 8 },
  "power-cut-in-sync": { fromMs: 5 * SECOND, toMs: HOUR, aDay: 6 },
  "disk-full": { fromMs: 10 * SECOND, toMs: 6 * HOUR, aDay: 2 },
  "sync-error": { fromMs: 0, toMs: 0, aDay: 6 },
  "clock-jump": { fromMs: SECOND, toMs: 45 * 24 * HOUR, aDay: 6 },
  "flat-battery": { fromMs: 0, toMs: 0, aDay: 1 },
  "page-hang": { fromMs: 0, toMs: 0, aDay: 10 },
  "browser-crash": { fromMs: 0, toMs: 0, aDay: 10 },
  "wipe-and-replace": { fromMs: MINUTE, toMs: 4 * HOUR, aDay: 0.3 },
  "old-status": { fromMs: 0, toMs: 0, aDay: 6 },
  "replayed-batch": { fromMs: 0, toMs: 0, aDay: 10 },
};

/** Kinds that befall the server, not a machine: as often with two players as with twenty. */
const OF_SERVER: ReadonlySet<FaultKind> = new Set([
  "server-crash",
  "server-crash-before-commit",
  "server-crash-after-commit",
  "server-disk-full",
  "restore-backup",
]);

/** Which kinds a seed has at all, and how hard it is hit by each: some worlds are calm and some are brutal. */
export function drawSwarm(random: SimRandom, always: readonly FaultKind[] = []): Map<FaultKind, number> {
  const swarm = new Map<FaultKind, number>();
  const density = random.between(0.1, 0.8);
  for (const kind of FAULT_KINDS) {
    const isOn = random.chance(density);
    const strength = random.spread(0.05, 1);
    if (always.includes(kind)) swarm.set(kind, 2);
    else if (isOn) swarm.set(kind, strength);
  }
  return swarm;
}

/** Everything that will go wrong in `runMs`, in order of time. */
export function drawFaults(
  random: SimRandom,
  swarm: ReadonlyMap<FaultKind, number>,
  runMs: number,
  machines: number,
): Fault[] {
  const faults: Fault[] = [];
  const days = runMs / (24 * HOUR);
  for (const [kind, strength] of swarm) {
    const { fromMs, toMs, aDay } = HABITS[kind];
    const expected = aDay * strength * days * (OF_SERVER.has(kind) ? 1 : machines);
    const count = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0);
    for (let index = 0; index < count; index += 1) {
      faults.push({
        kind,
        atMs: random.between(MINUTE, runMs),
        machine: random.whole(0, machines - 1),
        forMs: toMs === 0 ? 0 : random.spread(fromMs, toMs),
        part: random.next(),
      });
    }
  }
  return faults.sort((one, other) => one.atMs - other.atMs);
}
