import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { openCdpPipe } from "../../../player/agent/ports/cdp-pipe.ts";
import { CHROMIUM_ENVIRONMENT, chromiumFlags } from "../../../player/agent/ports/chromium-flags.ts";
import { GLASS } from "../../../tests/support/frame-buffer-code.ts";

const END_WITHIN_MS = 5_000;

/** Chromium in a kiosk window, started with the player's own flags. */
export interface Kiosk {
  readonly pid: number;
  /** When the process was started, on the reader's clock. */
  readonly startedAtMs: number;
  /** Asks the page's debugger one thing and leaves again: a debugger that stays would be measured too. */
  ask(calls: (call: Ask) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export type Ask = (method: string, parameters?: object) => Promise<Record<string, unknown>>;

export const CHROMIUM_PATH = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Starts Chromium on `display` with a fresh profile in memory and, unless it is `undefined`, opens `url`. */
export async function startKiosk(display: string, url: string | undefined): Promise<Kiosk> {
  const profileDir = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "kiosk-"));
  const startedAtMs = Number(process.hrtime.bigint()) / 1e6;
  const child = spawn(CHROMIUM_PATH, kioskFlags(profileDir), {
    detached: true,
    env: kioskEnvironment(display),
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const pipe = openCdpPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const ask: Kiosk["ask"] = async (calls) => {
    const { targetInfos } = (await pipe.call("Target.getTargets")) as { targetInfos: Target[] };
    const targetId = targetInfos.find((target) => target.type === "page")?.targetId;
    const attached = await pipe.call("Target.attachToTarget", { targetId, flatten: true });
    const sessionId = String(attached.sessionId);
    await calls((method, parameters = {}) => pipe.call(method, parameters, sessionId));
    await pipe.call("Target.detachFromTarget", { sessionId });
  };
  const killNow = (): void => killGroup(child, "SIGKILL");
  // A bench that is cut short leaves no browser behind.
  process.once("exit", killNow);
  const stop = async (): Promise<void> => {
    await end(child);
    process.off("exit", killNow);
    await rm(profileDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    if (url !== undefined) {
      await ask(async (call) => {
        await call("Page.navigate", { url });
      });
    }
    return { pid: child.pid ?? 0, startedAtMs, ask, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Target {
  readonly type: string;
  readonly targetId: string;
}

/** There is no window manager here to make the window as large as the display. */
export const WINDOW_FLAGS = ["--window-position=0,0", `--window-size=${GLASS.widthPx},${GLASS.heightPx}`] as const;

/** The player's own flags and `WINDOW_FLAGS`. */
export function kioskFlags(profileDir: string): string[] {
  const isRoot = process.getuid?.() === 0;
  return [...WINDOW_FLAGS, ...chromiumFlags({ profileDir, hasDisplay: true, isRoot, url: "about:blank" })];
}

/** Ours, pointed at `display` alone, with what the player's own browser gets. */
export function kioskEnvironment(display: string): Record<string, string | undefined> {
  return { ...process.env, DISPLAY: display, WAYLAND_DISPLAY: undefined, ...CHROMIUM_ENVIRONMENT };
}

/** Ends a browser that leads its own group of processes. */
async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  killGroup(child, "SIGTERM");
  const force = setTimeout(() => killGroup(child, "SIGKILL"), END_WITHIN_MS);
  await ended;
  clearTimeout(force);
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined && !hasEnded(child)) process.kill(-child.pid, signal);
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
