import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outputOf, until } from "../../support/processes.ts";
import { run } from "../loop-disk.ts";

/** What the line between the two networks is like. */
export interface LineState {
  /** One way. */
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly loss?: number;
  readonly kbit?: number;
  /** `up`: nothing gets from the player to the server. */
  readonly cut?: "none" | "both" | "up" | "down";
}

const SERVER_PORT = 8_484;
const WAYS = { none: "none", both: "both", up: "there", down: "back" } as const;

/**
 * A network for a player and one for its server, both made for this test, with nothing between them but one line. The
 * server itself and the player's stage are reached from outside by relays.
 */
export class TwoNetworks {
  /** Where the player finds the server. */
  readonly serverUrl = `http://10.203.0.2:${SERVER_PORT}`;
  readonly #dir = mkdtempSync(join(tmpdir(), "cotmoc-net-"));
  readonly #player: string;
  readonly #server: string;
  readonly #control: string;
  readonly #children: ChildProcess[] = [];

  private constructor(name: string) {
    this.#player = `${name}p`;
    this.#server = `${name}s`;
    this.#control = join(this.#dir, "line.json");
  }

  /** `serverUrl`: where the server really listens. `stagePort`: where the player's stage will, on both sides. */
  static async open(serverUrl: string, stagePort: number): Promise<TwoNetworks> {
    const networks = new TwoNetworks(`cm${process.pid}`);
    try {
      await networks.#join(new URL(serverUrl).host, `127.0.0.1:${stagePort}`);
      return networks;
    } catch (error) {
      await networks.close();
      throw error;
    }
  }

  /** What runs a program in the player's network. */
  get under(): string[] {
    return ["ip", "netns", "exec", this.#player];
  }

  /** Changes the line; what is not named is as good as it can be. */
  set(state: LineState): void {
    writeFileSync(this.#control, JSON.stringify({ ...state, cut: WAYS[state.cut ?? "none"], seed: 7 }));
  }

  async close(): Promise<void> {
    for (const child of this.#children) {
      const ended = new Promise((resolve) => child.once("close", resolve));
      if (child.exitCode === null && child.kill("SIGKILL")) await ended;
    }
    for (const name of [this.#player, this.#server]) {
      try {
        run("ip", "netns", "del", name);
      } catch (error) {
        if (!String(error).includes("No such file")) throw error;
      }
    }
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #join(server: string, stage: string): Promise<void> {
    for (const name of [this.#player, this.#server]) {
      run("ip", "netns", "add", name);
      run("ip", "-n", name, "link", "set", "lo", "up");
    }
    this.set({});
    const bridge = join(import.meta.dirname, "bridge.py");
    const ends = [this.#player, "10.203.0.1", this.#server, "10.203.0.2"];
    await this.#spawn("joined", ["python3", bridge, ...ends, this.#control]);
    const serverDoor = join(this.#dir, "server");
    const stageDoor = join(this.#dir, "stage");
    await this.#relay([], serverDoor, server);
    await this.#relay(["ip", "netns", "exec", this.#server], `10.203.0.2:${SERVER_PORT}`, serverDoor);
    await this.#relay(this.under, stageDoor, stage);
    await this.#relay([], stage, stageDoor);
  }

  #relay(under: readonly string[], from: string, to: string): Promise<void> {
    return this.#spawn("listening", [...under, process.execPath, join(import.meta.dirname, "relay.mjs"), from, to]);
  }

  async #spawn(word: string, [command = "", ...args]: readonly string[]): Promise<void> {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#children.push(child);
    const output = outputOf(child);
    await until(`${command} ${args.join(" ")}`, 15_000, () => {
      if (child.exitCode !== null) throw new Error(output());
      return output().includes(word) || undefined;
    });
  }
}
