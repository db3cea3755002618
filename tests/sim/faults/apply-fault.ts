import type { SimWorld } from "../engine/world.ts";
import type { SimMachine } from "../player/machine.ts";
import type { SimServer } from "../server/server.ts";
import type { Fault } from "./fault.ts";

const DAY_MS = 86_400_000;
const EIGHT_YEARS_MS = 8 * 365 * DAY_MS;

export interface FaultTargets {
  readonly world: SimWorld;
  readonly server: SimServer;
  readonly machines: readonly SimMachine[];
}

/** Makes it go wrong now. */
export function applyFault({ world, server, machines }: FaultTargets, fault: Fault): void {
  const machine = machines[fault.machine];
  if (machine === undefined) return;
  world.note(fault.kind, fault.machine, Math.round(fault.forMs));
  if (!harmPath(world, machine, fault))
    if (!harmServer(world, server, fault)) harmMachine(world, server, machine, fault);
}

function harmPath(world: SimWorld, { path }: SimMachine, { kind, forMs, part }: Fault): boolean {
  const untilMs = world.nowMs + forMs;
  const { blockedUntilMs } = path;
  path.trouble(forMs);
  switch (kind) {
    case "cut":
      blockedUntilMs.up = Math.max(blockedUntilMs.up, untilMs);
      blockedUntilMs.down = Math.max(blockedUntilMs.down, untilMs);
      return true;
    case "cut-up":
      blockedUntilMs.up = Math.max(blockedUntilMs.up, untilMs);
      return true;
    case "cut-down":
      blockedUntilMs.down = Math.max(blockedUntilMs.down, untilMs);
      return true;
    case "reset":
      for (const connection of path.connections) connection.reset();
      return true;
    case "half-open":
      for (const connection of path.connections) connection.lose();
      return true;
    case "slow-link": {
      path.latencyMs = 100 + part * 900;
      path.jitterMs = path.latencyMs / 2;
      world.after(forMs, () => {
        path.latencyMs = 20;
        path.jitterMs = 5;
      });
      return true;
    }
    case "held-back":
      path.holdsBackUntilMs = untilMs;
      return true;
    case "socket-blocked":
      path.socketsBlockedUntilMs = untilMs;
      for (const connection of path.connections) connection.reset();
      return true;
    case "hung-peer":
      path.hungUntilMs = untilMs;
      for (const connection of path.connections) connection.lose();
      return true;
    default:
      return false;
  }
}

function harmServer(world: SimWorld, server: SimServer, { kind, forMs }: Fault): boolean {
  switch (kind) {
    case "server-crash":
      server.crash(forMs);
      return true;
    case "server-crash-before-commit":
      server.crashInIngest = "before-commit";
      return true;
    case "server-crash-after-commit":
      server.crashInIngest = "after-commit";
      return true;
    case "server-disk-full":
      server.fullUntilMs = world.nowMs + forMs;
      return true;
    case "restore-backup":
      server.restore(forMs);
      return true;
    default:
      return false;
  }
}

function harmMachine(world: SimWorld, server: SimServer, machine: SimMachine, { kind, forMs, part }: Fault): void {
  const { disk, clock } = machine;
  switch (kind) {
    case "agent-kill":
      machine.crash("kill", forMs);
      return;
    case "power-cut":
      machine.crash("power", forMs);
      return;
    case "crash-in-write": {
      // The link is away for a while afterwards: nobody tells the machine what its disk should remember.
      const crash = () => {
        machine.crash(part < 0.5 ? "kill" : "power", forMs);
        machine.path.blockedUntilMs.down = Math.max(machine.path.blockedUntilMs.down, world.nowMs + forMs + 600_000);
        machine.path.trouble(forMs + 600_000);
      };
      disk.crashInWrite = { crash, of: part % 0.5 < 0.3 ? "withdrawals" : "any" };
      return;
    }
    case "power-cut-in-sync":
      if (disk.log !== null) disk.log.crashInSync = () => machine.crash("power", forMs);
      return;
    case "disk-full":
      disk.fullUntilMs = Math.max(disk.fullUntilMs, world.nowMs + forMs);
      return;
    case "sync-error":
      if (disk.log !== null) disk.log.failsNextSync = true;
      return;
    case "clock-jump":
      clock.wallOffsetMs += part < 0.1 ? -EIGHT_YEARS_MS : (part < 0.55 ? -1 : 1) * forMs;
      return;
    case "flat-battery":
      machine.isFlat = part < 0.8;
      return;
    case "page-hang":
      machine.hangStage();
      return;
    case "browser-crash":
      machine.restartBrowser();
      return;
    case "wipe-and-replace":
      machine.wipe(forMs);
      return;
    case "old-status": {
      const old = server.oldStatuses.get(machine.screenId) ?? [];
      const status = old[Math.floor(part * old.length)];
      if (status !== undefined) machine.agent?.trust.take(status);
      return;
    }
    case "replayed-batch":
      server.replay(part);
      return;
    default:
      return;
  }
}
