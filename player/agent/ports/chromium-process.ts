import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { type CdpListener, type CdpPipe, openCdpPipe } from "./cdp-pipe.ts";
import { CHROMIUM_ENVIRONMENT, chromiumFlags } from "./chromium-flags.ts";
import { killProcess } from "./kill-process.ts";

const KILL_AFTER_MS = 3_000;
/** Of the service manager's own; a browser that knew them could speak in the agent's name. */
const NOT_HANDED_ON = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"];

export interface ChromiumOptions {
  readonly chromiumPath: string;
  /** Holds one fresh profile for each start and nothing else: all others in it are removed. */
  readonly profilesDir: string;
  readonly hasDisplay: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One Chromium with all its processes. */
export interface ChromiumProcess {
  readonly pid: number;
  readonly pipe: CdpPipe;
  /** Resolves when it is gone, however that came about. */
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  /** Ends all its processes, hung ones too. */
  kill(): void;
  /** Lets it end by itself, and ends it if it does not. */
  close(): Promise<void>;
}

/** Starts Chromium, which opens `url`, with a profile that knows of nothing before it. Rejects when it cannot be started. */
export async function startChromium(
  options: ChromiumOptions,
  url: string,
  onEvent: CdpListener,
): Promise<ChromiumProcess> {
  const { chromiumPath, profilesDir, hasDisplay, environment } = options;
  await mkdir(profilesDir, { recursive: true, mode: 0o700 });
  const profile = `${process.pid}-${process.hrtime.bigint()}`;
  const profileDir = join(profilesDir, profile);
  const flags = chromiumFlags({ profileDir, hasDisplay, isRoot: process.getuid?.() === 0, url });
  const child = spawn(chromiumPath, flags, {
    // A group of its own: its many processes end together, and not by the keys pressed in our terminal.
    detached: true,
    env: {
      ...Object.fromEntries(Object.entries(environment).filter(([name]) => !NOT_HANDED_ON.includes(name))),
      ...CHROMIUM_ENVIRONMENT,
    },
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => resolve(child.pid ?? 0));
  });
  child.on("error", () => killGroup(pid, "SIGKILL"));
  const pipe = openCdpPipe(child.stdio[3] as Writable, child.stdio[4] as Readable, onEvent);
  const ended = endOf(child);
  await removeOthers(profilesDir, profile);
  return {
    pid,
    pipe,
    ended,
    kill: () => killGroup(pid, "SIGKILL"),
    async close() {
      killGroup(pid, "SIGTERM");
      const force = setTimeout(() => killGroup(pid, "SIGKILL"), KILL_AFTER_MS);
      await ended;
      clearTimeout(force);
      await rm(profilesDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Profiles of browsers before this one; what a dying process still writes into stays for the next time. */
async function removeOthers(profilesDir: string, profile: string): Promise<void> {
  const others = (await readdir(profilesDir)).filter((name) => name !== profile);
  await Promise.allSettled(others.map((name) => rm(join(profilesDir, name), { recursive: true, force: true })));
}

function endOf(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => {
    // Its own end counts, not that of its last helper: one that hangs must not keep a new browser from the screen.
    child.once("exit", (code, signal) => {
      if (child.pid !== undefined) killGroup(child.pid, "SIGKILL");
      resolve({ code, signal });
    });
  });
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  killProcess(-pid, signal);
}
