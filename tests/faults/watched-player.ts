import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { PlayerServer } from "../support/player-server.ts";
import { until } from "../support/processes.ts";
import { SignedWorld } from "../support/signed-world.ts";
import type { MadeShowing, StageClient } from "../support/stage-client.ts";
import {
  type Disagreement,
  disagreements,
  expectHonestLog,
  type Life,
  lifeOf,
  showingsThatCount,
} from "./glass-truth.ts";
import { AgentProcess, type HowToRun } from "./player-rig.ts";

/** Long enough to count with room to spare, short enough for many of them. */
export const SHOWING_MS = 3_000;

export interface WatchedOptions {
  /** By default a fresh directory that is removed with the rig. */
  readonly dataDir?: string;
  /** By default straight to the server. */
  readonly serverUrl?: string;
  readonly items?: number;
}

/** A player that is ended and started again at will, with everything written down that its stage really showed. */
export class WatchedPlayer {
  readonly world: SignedWorld;
  readonly server: PlayerServer;
  readonly dataDir: string;
  /** Lives of the agent that are over. */
  readonly lives: Life[] = [];
  #agent: AgentProcess | undefined;
  #stage: StageClient | undefined;
  readonly #serverUrl: string | undefined;
  readonly #ownsDir: boolean;

  private constructor(world: SignedWorld, dataDir: string, options: WatchedOptions) {
    this.world = world;
    this.server = new PlayerServer(world);
    this.dataDir = dataDir;
    this.#serverUrl = options.serverUrl;
    this.#ownsDir = options.dataDir === undefined;
  }

  /** Its server runs and has something to play; the agent does not run yet. */
  static async create(options: WatchedOptions = {}): Promise<WatchedPlayer> {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "cotmoc-watched-")));
    const player = new WatchedPlayer(await SignedWorld.create(), dataDir, options);
    for (let count = 0; count < (options.items ?? 3); count += 1)
      await player.world.addItem({ durationMs: SHOWING_MS });
    await player.world.publish();
    await player.server.start();
    return player;
  }

  get agent(): AgentProcess {
    if (this.#agent === undefined) throw new Error("The agent was not started.");
    return this.#agent;
  }

  get stage(): StageClient {
    if (this.#stage === undefined) throw new Error("Nobody is at the stage.");
    return this.#stage;
  }

  start(env: Record<string, string> = {}, how: HowToRun = {}): void {
    const url = this.#serverUrl ?? this.server.url;
    this.#agent = new AgentProcess(this.dataDir, url, { STAGE_BROWSER: "none", ...env }, how);
  }

  /** Goes to the stage, unless the agent dies before it lets anybody in. */
  async enterStage(): Promise<void> {
    const { agent } = this;
    const ended = agent.ended.then(() => undefined);
    const entrance = await Promise.race([agent.line("stage-address", 60_000), ended]);
    if (entrance === undefined) return;
    // Killed between its word and its answer.
    this.#stage = await Promise.race([agent.enterStage().catch(() => ended), ended]);
  }

  /** Waits until the agent dies by itself, and writes down what was shown until then. */
  async died(withinMs: number): Promise<void> {
    const ended = this.agent.ended.then(() => true);
    let isOver: true | undefined;
    const note = ended.then(() => {
      isOver = true;
      this.endLife();
    });
    await until("the agent to die", withinMs, () => isOver);
    await note;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#agent === undefined) return;
    // A planned end closes what is on the glass; a kill comes as it comes.
    this.endLife();
    await this.#agent.end(signal);
    this.#agent = undefined;
  }

  /** Waits until this many more showings are stored. */
  async stores(count: number, withinMs = 60_000): Promise<void> {
    const { records } = this.server;
    const before = records.length;
    await until(`${count} more showings stored`, withinMs, () => records.length >= before + count || undefined);
  }

  /** Waits until this many showings were made from beginning to end, and count whatever happens now. */
  async shows(count: number, withinMs = 60_000): Promise<void> {
    const fromMs = Date.now();
    const isSince = ({ shownAtMs, removedAtMs }: MadeShowing) => shownAtMs >= fromMs && removedAtMs !== undefined;
    const made = () => showingsThatCount([lifeOf(this.stage)]).filter(isSince).length;
    await until(`${count} showings`, withinMs, () => made() >= count || undefined);
  }

  /** Whether something that counts is not stored yet. */
  get isOwing(): boolean {
    return this.#disagreementsNow().some(({ what }) => what === "lost");
  }

  /** Waits until everything that counts is stored, of this life too. */
  async drains(withinMs = 60_000): Promise<void> {
    await until("the log to be stored", withinMs, () => (this.isOwing ? undefined : true)).catch((error: unknown) => {
      throw new Error(this.#account(), { cause: error });
    });
  }

  /** Everything one needs to see why it is so. */
  #account(): string {
    const { records, mark } = this.server;
    const log = records.map(({ boot, seq, startedWallMs, shownMs }) => `${boot}.${seq} ${startedWallMs}+${shownMs}`);
    return JSON.stringify({ wrong: this.#disagreementsNow(), lives: this.lives, log, mark, told: this.agent.lines });
  }

  /** What the server's log and the glass do not agree on, over all lives that are over. */
  disagreements(): Disagreement[] {
    return disagreements(this.server.records, this.lives);
  }

  expectTruth(): void {
    expectHonestLog(this.server.records);
    expect(this.disagreements()).toEqual([]);
  }

  /** The same while the agent lives. */
  expectTruthUntilNow(): void {
    expectHonestLog(this.server.records);
    expect(this.#disagreementsNow()).toEqual([]);
  }

  #disagreementsNow(): Disagreement[] {
    const now = this.#stage === undefined ? [] : [lifeOf(this.#stage)];
    return disagreements(this.server.records, [...this.lives, ...now]);
  }

  async close(): Promise<void> {
    await this.end("SIGKILL");
    await this.server.stop();
    if (this.#ownsDir) await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Writes down what was shown in this life of the agent, which is about to end. */
  endLife(): void {
    if (this.#stage === undefined) return;
    this.lives.push(lifeOf(this.#stage));
    this.#stage.leave();
    this.#stage = undefined;
  }
}
