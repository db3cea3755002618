import type { SimTimer } from "../engine/event-queue.ts";
import type { SimWorld } from "../engine/world.ts";
import type { SimPath } from "../network/path.ts";
import type { SimRules } from "../rules.ts";
import type { SimServer } from "../server/server.ts";
import type { SimDisk } from "./disk.ts";
import type { MachineClock } from "./machine-clock.ts";

/** What one start of an agent lives on. Nothing planned through it happens once it is over. */
export class Life {
  isOver = false;
  readonly world: SimWorld;
  readonly rules: SimRules;
  readonly clock: MachineClock;
  readonly disk: SimDisk;
  readonly path: SimPath;
  readonly server: SimServer;
  /** Index of the machine, for the trace. */
  readonly machine: number;

  constructor(ports: Pick<Life, "world" | "rules" | "clock" | "disk" | "path" | "server" | "machine">) {
    this.world = ports.world;
    this.rules = ports.rules;
    this.clock = ports.clock;
    this.disk = ports.disk;
    this.path = ports.path;
    this.server = ports.server;
    this.machine = ports.machine;
  }

  monoMs(): number {
    return this.rules.monoOf(this.clock);
  }

  after(delayMs: number, run: () => void): SimTimer {
    return this.world.after(this.clock.trueDelayMs(delayMs), () => {
      if (!this.isOver) run();
    });
  }

  /** A durable write that this life may not see the end of. */
  write(change: () => void, then: (isKept: boolean) => void, how: Parameters<SimDisk["write"]>[2] = {}): void {
    const seen = (isKept: boolean) => {
      if (!this.isOver) then(isKept);
    };
    this.disk.write(change, seen, how);
  }

  /** A question to the server over HTTP; `undefined` when it could not be reached. */
  ask<T>(answer: (server: SimServer) => T, then: (answer: T | undefined) => void): void {
    this.path.ask(
      () => (this.server.isUp ? answer(this.server) : undefined),
      (found) => {
        if (!this.isOver) then(found);
      },
    );
  }
}
