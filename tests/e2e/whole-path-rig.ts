import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { readCode } from "../support/coded-media.ts";
import { outputOf, until } from "../support/processes.ts";

const distDir = join(import.meta.dirname, "..", "..", "dist");

export interface ServerProcess {
  readonly origin: string;
  readonly output: () => string;
  kill(): Promise<void>;
}

/** The server as `npm start -- --empty` runs it, on a port that stays the same over restarts. */
export async function startServerProcess(dataDir: string, port: number): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(distDir, "launch.js"), "--empty"], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = outputOf(child);
  await until("the server to answer", 60_000, () => {
    if (child.exitCode !== null) throw new Error(`The server ended: ${output()}`);
    return output().includes("Ctrl-C") || undefined;
  });
  return { origin: `http://127.0.0.1:${port}`, output, kill: () => killHard(child) };
}

/** One line an agent printed. */
export interface AgentEvent {
  readonly event: string;
  readonly [detail: string]: unknown;
}

export interface AgentProcess {
  readonly events: readonly AgentEvent[];
  /** Waits for an event printed by now or later. */
  next(event: string, withinMs?: number): Promise<AgentEvent>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A player without a browser of its own: the test renders the stage and so can look at its glass. */
export function startAgentProcess(dataDir: string, serverUrl: string): AgentProcess {
  const child = spawn(process.execPath, [join(distDir, "agent.js")], {
    env: {
      ...process.env,
      SERVER_URL: serverUrl,
      AGENT_DATA_DIR: dataDir,
      STAGE_DIR: join(distDir, "stage"),
      STAGE_BROWSER: "none",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const events: AgentEvent[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => events.push(JSON.parse(line) as AgentEvent));
  return {
    events,
    next: (event, withinMs = 30_000) =>
      until(`the player's "${event}"`, withinMs, () => events.find((line) => line.event === event)),
    kill: () => killHard(child),
    stop: () => end(child, "SIGTERM"),
  };
}

/** What the glass showed at an instant; undefined where the picture carries no code. */
export interface Glance {
  readonly atMs: number;
  readonly code: number | undefined;
}

export interface Watcher {
  readonly glances: readonly Glance[];
  /** Waits until this code is on the glass. */
  see(code: number, withinMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Looks at the glass over and over and writes down which code it carries. */
export function watchGlass(page: () => Page): Watcher {
  const glances: Glance[] = [];
  let watching = true;
  const look = async () => {
    while (watching) {
      const before = Date.now();
      const watched = page();
      try {
        const code = await glance(watched);
        glances.push({ atMs: Math.round((before + Date.now()) / 2), code });
      } catch (error) {
        if (!watched.isClosed()) throw error;
      }
    }
  };
  const done = look();
  return {
    glances,
    see: async (code, withinMs) => {
      const from = glances.length;
      await until(`code ${code} on the glass`, withinMs, () =>
        glances.slice(from).some((seen) => seen.code === code) ? true : undefined,
      );
    },
    stop: async () => {
      watching = false;
      await done;
    },
  };
}

/** Where a slide has its picture: this share of the width from the left, filled over the whole height. */
const PICTURE_SHARE = 0.47;

/** A whole picture or film carries its code in the middle, a slide in the middle of its picture. */
async function glance(page: Page): Promise<number | undefined> {
  const png = await page.screenshot({ type: "png" });
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const whole = await readCode(png);
  return whole ?? (await readCode(png, { x: (width * PICTURE_SHARE - height) / 2, y: 0, width: height, height }));
}

/** A port nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function killHard(child: ChildProcess): Promise<void> {
  return end(child, "SIGKILL");
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}
