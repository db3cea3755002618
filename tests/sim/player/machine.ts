import type { z } from "zod";
import type { Withdrawals } from "../../../schemas/manifest.ts";
import type { StageSlot, StageToAgent } from "../../../schemas/stage-channel.ts";
import type { SimWorld } from "../engine/world.ts";
import { SimPath } from "../network/path.ts";
import type { Catalogue } from "../plan.ts";
import type { SimRules } from "../rules.ts";
import type { SimServer } from "../server/server.ts";
import { SimAgent } from "./agent.ts";
import { SimDisk } from "./disk.ts";
import { Life } from "./life.ts";
import { LogDevice } from "./log-device.ts";
import { MachineClock } from "./machine-clock.ts";
import { SimStage } from "./stage.ts";

/** What the checker hears of a machine. */
export interface MachineWatcher {
  shown(machine: SimMachine, slot: StageSlot): void;
  gone(machine: SimMachine, why: "planned" | "replaced" | "dead"): void;
  /** The agent has heard that this slot is on the glass. */
  heard(machine: SimMachine, key: string): void;
  /** The page hangs: from here on nobody can tell what it shows. */
  hung(machine: SimMachine): void;
  crashed(machine: SimMachine): void;
  diskGone(machine: SimMachine): void;
  /** From now on nothing that this list names is on the glass. */
  hidden(machine: SimMachine, list: Withdrawals): void;
  /** The manifest of this revision is the one that plays. */
  holds(machine: SimMachine, revision: number): void;
}

export interface MachinePorts {
  readonly world: SimWorld;
  readonly rules: SimRules;
  readonly server: SimServer;
  readonly catalogue: Catalogue;
  readonly watcher: MachineWatcher;
  readonly index: number;
  readonly screenId: string;
  readonly driftPpm: number;
  /** How long the agent may sleep when nothing is due. */
  readonly idleSleepMs: number;
}

const BROWSER_STARTS_MS = 1_500;

/** One box at a screen: disk, clocks, network, agent and page. */
export class SimMachine {
  readonly index: number;
  readonly screenId: string;
  readonly disk: SimDisk;
  readonly clock: MachineClock;
  readonly path: SimPath;
  agent: SimAgent | null = null;
  stage: SimStage | null = null;
  /** While it is off, nothing brings it back but `powerOn`. */
  isOn = false;
  isFlat = false;
  readonly #ports: MachinePorts;
  #starts = 0;

  constructor(ports: MachinePorts) {
    this.#ports = ports;
    this.index = ports.index;
    this.screenId = ports.screenId;
    this.disk = new SimDisk(ports.world);
    this.clock = new MachineClock(ports.world, ports.driftPpm);
    this.path = new SimPath(ports.world);
  }

  /** The process starts: counts its boot, pairs if it never was, and plays. */
  powerOn(): void {
    const { world, rules } = this.#ports;
    if (this.isOn) return;
    this.isOn = true;
    this.#starts += 1;
    this.clock.restart();
    if (this.isFlat) this.clock.wallOffsetMs = -world.nowMs;
    const { world: w, server } = this.#ports;
    const { clock, disk, path, index } = this;
    const life = new Life({ world: w, rules, clock, disk, path, server, machine: index });
    this.#life = life;
    const boot = rules.nextBoot(disk.files.boot);
    life.write(
      () => {
        disk.files.boot = boot;
      },
      () => this.#pairOrPlay(life, boot),
      { fits: true },
    );
  }

  #life: Life | null = null;

  #pairOrPlay(life: Life, boot: number): void {
    const { files } = this.disk;
    if (files.identity !== null) {
      this.#play(life, boot);
      return;
    }
    life.ask(
      (server) => {
        const paired = server.state.pair(this.screenId, this.#ports.world.nowMs);
        for (const player of paired.revoked) server.revoke(player);
        return paired;
      },
      (paired) => {
        if (paired === undefined) {
          life.after(60_000, () => this.#pairOrPlay(life, boot));
          return;
        }
        const first = Math.max(boot, life.rules.nextBoot(paired.highestBoot));
        life.write(
          () => {
            files.boot = first;
            files.identity = { player: paired.player, screenId: this.screenId };
          },
          () => this.#play(life, first),
          { fits: true },
        );
      },
    );
  }

  #play(life: Life, boot: number): void {
    const { catalogue, idleSleepMs } = this.#ports;
    const { identity } = this.disk.files;
    if (identity === null) return;
    this.disk.log ??= new LogDevice(life.world, this.disk, identity.player, life.rules.log);
    this.agent = new SimAgent(life, {
      catalogue,
      log: this.disk.log,
      identity,
      boot,
      idleSleepMs,
      hasPresenter: () => this.stage !== null,
      beforeLook: () => this.stage?.beat(),
      onProgram: (slots, agentMs) => this.#handOver(slots, agentMs),
      onStageSilent: () => this.restartBrowser(),
      onHidden: (list) => this.#ports.watcher.hidden(this, list),
      onHeld: (revision) => this.#ports.watcher.holds(this, revision),
    });
    this.agent.start();
    life.after(BROWSER_STARTS_MS, () => this.#openStage(life));
  }

  #openStage(life: Life): void {
    if (this.stage !== null || this.agent === null) return;
    const { world, watcher } = this.#ports;
    this.#agentMsAtWord = this.agent.time.agentMs();
    this.#wordAtMs = world.nowMs;
    const stage: SimStage = new SimStage(world, {
      tell: (message) => this.#tell(stage, life, message),
      watcher: {
        shown: (slot) => watcher.shown(this, slot),
        gone: (why) => watcher.gone(this, why),
      },
      agentMs: () => Math.floor(this.#agentMsAtWord + (world.nowMs - this.#wordAtMs) * this.clock.rate),
      trueDelayMs: (delayMs) => this.clock.trueDelayMs(delayMs),
    });
    this.stage = stage;
    this.agent.presenterChanged(true);
  }

  #agentMsAtWord = 0;
  #wordAtMs = 0;
  #wordArrivesMs = 0;

  /** The list goes to the page, with the time as the agent knows it. */
  #handOver(slots: readonly StageSlot[], agentMs: number): void {
    const { world } = this.#ports;
    const { stage } = this;
    if (stage === null) return;
    const saidAtMs = world.nowMs;
    this.#wordArrivesMs = Math.max(this.#wordArrivesMs, world.nowMs + world.random.between(0.5, 3));
    world.at(this.#wordArrivesMs, () => {
      if (this.stage !== stage) return;
      this.#agentMsAtWord = agentMs;
      this.#wordAtMs = saidAtMs;
      stage.take(slots);
    });
  }

  /** A heartbeat stands for those of the last second, so it is heard at once; a change travels. */
  #tell(stage: SimStage, life: Life, message: z.infer<typeof StageToAgent>): void {
    const { world, watcher } = this.#ports;
    const hear = () => {
      if (life.isOver || this.stage !== stage) return;
      if (message.type === "shown") watcher.heard(this, message.key);
      this.agent?.evidence(message);
    };
    if (message.type === "heartbeat") hear();
    else world.after(2, hear);
  }

  /** The page hangs: the picture stays and nothing is said any more. */
  hangStage(): void {
    const { stage } = this;
    if (stage === null || stage.isHung) return;
    stage.hang();
    this.#ports.watcher.hung(this);
    for (const delayMs of [2_000, 5_100]) this.agent?.playback.lookWithin(delayMs);
  }

  /** The browser is ended and started anew. */
  restartBrowser(): void {
    const { stage } = this;
    const life = this.#life;
    if (stage === null || life === null) return;
    stage.beat();
    stage.die();
    this.stage = null;
    this.agent?.presenterChanged(false);
    life.after(BROWSER_STARTS_MS, () => this.#openStage(life));
  }

  /** Whether a push from the server reaches it now and nothing keeps it from acting on it. */
  canHear(): boolean {
    const { world, server } = this.#ports;
    const { agent, stage, path } = this;
    const isReachable = path.isClear && path.troubledUntilMs < world.nowMs && path.latencyMs < 150 && server.isUp;
    const isWatching = stage !== null && !stage.isHung && !this.disk.isFull;
    return isReachable && isWatching && agent?.session.isLive === true && agent.session.transport === "socket";
  }

  /** The agent's process ends, and with it the browser. A power cut also takes what was not synced. */
  crash(how: "kill" | "power", downMs: number): void {
    const { world, watcher } = this.#ports;
    if (!this.isOn) return;
    world.note(how, this.index, this.#starts);
    this.isOn = false;
    if (this.#life !== null) this.#life.isOver = true;
    this.agent?.session.abandon();
    this.stage?.die();
    this.agent = null;
    this.stage = null;
    this.disk.crash();
    this.disk.log?.crash(how);
    watcher.crashed(this);
    world.after(downMs, () => this.powerOn());
  }

  /** The disk is gone; what replaces it knows nothing. */
  wipe(downMs: number): void {
    this.crash("power", downMs);
    this.#ports.watcher.diskGone(this);
    this.disk.wipe();
  }
}
