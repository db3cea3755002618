import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "../support/processes.ts";
import { StageClient } from "../support/stage-client.ts";

const distDir = join(import.meta.dirname, "..", "..", "dist");

export interface AgentLine {
  readonly event: string;
  readonly [detail: string]: unknown;
}

/** How an agent is run when not plainly. */
export interface HowToRun {
  /** By default the built agent. */
  readonly script?: string;
  /** A command that runs the one after it in its own place, so that this process is still the agent. */
  readonly under?: readonly string[];
}

/** The built agent as a process of its own, to be ended in any way. */
export class AgentProcess {
  readonly lines: AgentLine[] = [];
  readonly ended: Promise<number | null>;
  readonly child: ChildProcess;

  constructor(
    dataDir: string,
    serverUrl: string,
    env: Record<string, string> = { STAGE_BROWSER: "none" },
    { script = join(distDir, "agent.js"), under = [] }: HowToRun = {},
  ) {
    const [command = process.execPath, ...args] = [...under, process.execPath, script];
    this.child = spawn(command, args, {
      env: {
        PATH: process.env.PATH,
        SERVER_URL: serverUrl,
        AGENT_DATA_DIR: dataDir,
        STAGE_DIR: join(distDir, "stage"),
        ...env,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.ended = new Promise((resolve) => this.child.once("close", (code) => resolve(code)));
    if (this.child.stdout === null) throw new Error("The agent has no output.");
    createInterface({ input: this.child.stdout }).on("line", (line) => this.lines.push(JSON.parse(line) as AgentLine));
  }

  /** The newest line of this event, once there is one. */
  line(event: string, withinMs = 30_000): Promise<AgentLine> {
    return until(`the agent's "${event}"`, withinMs, () => this.lines.findLast((line) => line.event === event));
  }

  async enterStage(): Promise<StageClient> {
    return StageClient.enter(String((await this.line("stage-address")).url));
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Ids of the processes whose command line has every one of these words. */
export async function findProcesses(...words: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (words.every((word) => line.includes(word))) found.push(Number(name));
  }
  return found;
}
