import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningAgent, startAgent } from "../../player/agent/agent.ts";
import type { AgentConfig } from "../../player/agent/config.ts";
import { type Clock, createSystemClock } from "../../player/agent/ports/clock.ts";
import { PlayerServer } from "./player-server.ts";
import { SignedWorld } from "./signed-world.ts";
import { StageClient } from "./stage-client.ts";

export interface AgentEvent {
  readonly event: string;
  readonly [detail: string]: unknown;
}

/** A server, a data directory and an agent that can be stopped and started on it. */
export class AgentRig {
  readonly world: SignedWorld;
  readonly server: PlayerServer;
  readonly dataDir: string;
  readonly stageDir: string;
  readonly events: AgentEvent[] = [];
  readonly #rootDir: string;
  readonly #stages: StageClient[] = [];
  #agent: RunningAgent | undefined;

  private constructor(rootDir: string, world: SignedWorld) {
    this.#rootDir = rootDir;
    this.world = world;
    this.server = new PlayerServer(world);
    this.dataDir = join(rootDir, "data");
    this.stageDir = join(rootDir, "stage");
  }

  /** The server runs; the agent does not yet. */
  static async create(): Promise<AgentRig> {
    const rootDir = await mkdtemp(join(tmpdir(), "cotmoc-agent-"));
    const rig = new AgentRig(rootDir, await SignedWorld.create());
    await mkdir(rig.stageDir);
    await writeFile(join(rig.stageDir, "index.html"), "<!doctype html><title>stage</title>");
    await rig.server.start();
    return rig;
  }

  config(change: Partial<AgentConfig> = {}): AgentConfig {
    return {
      serverUrl: this.server.url,
      dataDir: this.dataDir,
      stageDir: this.stageDir,
      stagePort: 0,
      browser: "none",
      chromiumPath: undefined,
      hasDisplay: false,
      deviceName: "máy thử",
      environment: {},
      ...change,
    };
  }

  /** Starts the agent on what its disk holds; `clock` is the machine's own unless a test has another. */
  async startAgent(clock: Clock = createSystemClock()): Promise<void> {
    this.events.length = 0;
    this.#agent = await startAgent(this.config(), {
      clock,
      // Without jitter reconnection is quick, which is all a test wants of it.
      random: () => 0.05,
      report: (event, detail = {}) => this.events.push({ event, ...detail }),
      restart: () => this.events.push({ event: "restart-wanted" }),
      onOnline: () => undefined,
    });
  }

  async stopAgent(): Promise<void> {
    for (const stage of this.#stages.splice(0)) stage.leave();
    await this.#agent?.stop();
    this.#agent = undefined;
  }

  /** The newest address that lets a browser in. */
  entrance(): string {
    return String(this.events.findLast(({ event }) => event === "stage-address")?.url);
  }

  async enterStage(): Promise<StageClient> {
    const stage = await StageClient.enter(this.entrance());
    this.#stages.push(stage);
    await until("the stage has a role", () => stage.role !== undefined);
    return stage;
  }

  async close(): Promise<void> {
    await this.stopAgent();
    await this.server.stop();
    await rm(this.#rootDir, { recursive: true, force: true });
  }
}

/** Waits for a condition that can be observed; fails by name when it does not come about in time. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not in time: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
