import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawOwnSvg } from "../../content/tools/sharp.ts";
import { type FrameBuffer, startFrameBuffer } from "../support/frame-buffer.ts";
import { cellsOf, GLASS, itemOf, STRIP } from "../support/frame-buffer-code.ts";
import { PlayerServer } from "../support/player-server.ts";
import { until } from "../support/processes.ts";
import { SignedWorld, type WorldItem } from "../support/signed-world.ts";
import { AgentProcess, findProcesses, type HowToRun } from "./player-rig.ts";

const installDir = join(import.meta.dirname, "..", "..", "player", "install");
const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** A whole player on a display of its own: server, agent, kiosk browser, and the glass as the display's memory has it. */
export class ScreenRig {
  readonly buffer: FrameBuffer;
  readonly world: SignedWorld;
  readonly server: PlayerServer;
  readonly dataDir: string;
  readonly #directory: string;
  #agent: AgentProcess | undefined;
  #session: ChildProcess | undefined;

  private constructor(directory: string, buffer: FrameBuffer, world: SignedWorld) {
    this.#directory = directory;
    this.dataDir = join(directory, "player");
    this.buffer = buffer;
    this.world = world;
    this.server = new PlayerServer(world);
  }

  /** The server runs; the agent does not yet. */
  static async create(): Promise<ScreenRig> {
    const directory = await mkdtemp(join(tmpdir(), "cotmoc-screen-"));
    const rig = new ScreenRig(directory, await startFrameBuffer(), await SignedWorld.create());
    await rig.server.start();
    return rig;
  }

  /** Adds pictures whose code says which they are, from `first` on. */
  async addPictures(first: number, count: number, durationMs: number): Promise<WorldItem[]> {
    const items: WorldItem[] = [];
    for (let item = first; item < first + count; item += 1) {
      items.push(await this.world.addItem({ durationMs, bytes: await drawStrip(item) }));
    }
    return items;
  }

  /** Starts the player as it is installed: in its own session, with its window manager and background. */
  start(environment: Record<string, string> = {}, how: HowToRun = {}): AgentProcess {
    const session = { DISPLAY: this.buffer.display, PATH: process.env.PATH, HOME: this.#directory };
    this.#session ??= spawn("sh", [join(installDir, "session.sh")], {
      env: { ...session, COTMOC_DATA: this.#directory },
      stdio: "ignore",
    });
    const own = { DISPLAY: this.buffer.display, HOME: this.#directory };
    const env = { STAGE_BROWSER: "auto", CHROMIUM_PATH: CHROMIUM, ...own, ...environment };
    this.#agent = new AgentProcess(this.dataDir, this.server.url, env, how);
    return this.#agent;
  }

  get agent(): AgentProcess {
    if (this.#agent === undefined) throw new Error("The agent was not started.");
    return this.#agent;
  }

  /** Ids of this player's browser processes whose command line has every one of these words. */
  processes(...words: readonly string[]): Promise<number[]> {
    return findProcesses(`--user-data-dir=${this.dataDir}`, ...words);
  }

  /** The item on the glass now; `undefined` when there is none. */
  async itemOnGlass(): Promise<number | undefined> {
    const code = await this.buffer.readCode();
    return code >= 0 ? itemOf(code) : undefined;
  }

  async untilShown(what: string, withinMs = 30_000): Promise<void> {
    await until(what, withinMs, () => this.itemOnGlass());
  }

  async close(): Promise<void> {
    await this.#agent?.end("SIGTERM");
    await this.server.stop();
    this.#session?.kill();
    await this.buffer.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** A picture of the whole glass with the code of `item` in its middle. */
async function drawStrip(item: number): Promise<Buffer> {
  const cells = cellsOf(item, 0).map((white, index) => {
    const x = STRIP.leftPx + index * STRIP.cellPx;
    return `<rect x="${x}" y="${STRIP.topPx}" width="${STRIP.cellPx}" height="${STRIP.heightPx}" fill="${white ? "#fff" : "#000"}"/>`;
  });
  const { widthPx, heightPx } = GLASS;
  return drawOwnSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="${widthPx}" height="${heightPx}" fill="hsl(${(item * 67) % 360} 25% 40%)"/>${cells.join("")}</svg>`,
  );
}
