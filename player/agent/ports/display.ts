import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, mkdir, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { backoffDelayMs } from "../core/backoff.ts";
import { type CdpPipe, openCdpPipe } from "./cdp-pipe.ts";
import { chromiumFlags } from "./chromium-flags.ts";
import type { Report } from "./reporter.ts";

/** A browser that lived this long was well; its next end starts the backoff anew. */
const HEALTHY_AFTER_MS = 60_000;
const LONGEST_RESTART_MS = 30_000;
const KILL_AFTER_MS = 3_000;

export interface DisplayOptions {
  readonly chromiumPath: string;
  readonly profileDir: string;
  readonly hasDisplay: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the page is. */
  readonly pageUrl: string;
  readonly cookie: { readonly name: string; readonly value: string };
  readonly report: Report;
  /** In `[0, 1)`; spreads restarts. */
  readonly random: () => number;
}

/** The browser that shows the stage. */
export interface Display {
  /** Loads the page anew; a page too far gone for that is ended with its browser. */
  reload(): void;
  /** Ends the browser for good. */
  stop(): Promise<void>;
}

/** The first Chromium there is: `configured`, else `chromium` or `google-chrome` on the PATH. */
export async function findChromium(
  configured: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const directories = (environment.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const candidates =
    configured === undefined
      ? names.flatMap((name) => directories.map((directory) => join(directory, name)))
      : [configured];
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts Chromium and starts it again, with backoff, whenever it ends. */
export function startDisplay(options: DisplayOptions): Display {
  const display = new ChromiumDisplay(options);
  display.launch();
  return display;
}

class ChromiumDisplay implements Display {
  readonly #options: DisplayOptions;
  #child: ChildProcess | undefined;
  #pipe: CdpPipe | undefined;
  #restart: NodeJS.Timeout | undefined;
  #attempt = 0;
  #isOpening = false;
  #isStopped = false;

  constructor(options: DisplayOptions) {
    this.#options = options;
  }

  launch(): void {
    this.#run().catch((error: unknown) => {
      this.#options.report("browser-trouble", { reason: String(error) });
      // Half started is not started: its end plans the next try.
      if (this.#child === undefined) this.#planRestart();
      else kill(this.#child, "SIGKILL");
    });
  }

  async #run(): Promise<void> {
    const { chromiumPath, profileDir, hasDisplay, environment, report } = this.#options;
    await rm(profileDir, { recursive: true, force: true });
    await mkdir(profileDir, { recursive: true, mode: 0o700 });
    if (this.#isStopped) return;
    const flags = chromiumFlags({ profileDir, hasDisplay, isRoot: process.getuid?.() === 0 });
    const child = spawn(chromiumPath, flags, {
      // A group of its own: its many processes end together, and not by the keys pressed in our terminal.
      detached: true,
      env: { ...environment },
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const healthy = setTimeout(() => {
      this.#attempt = 0;
    }, HEALTHY_AFTER_MS);
    child.once("error", (error) => report("browser-trouble", { reason: error.message }));
    child.once("close", (code, signal) => {
      clearTimeout(healthy);
      this.#child = undefined;
      this.#pipe = undefined;
      if (this.#isStopped) return;
      report("browser-ended", { code, signal });
      this.#planRestart();
    });
    this.#pipe = openCdpPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
    await this.#openPage(this.#pipe);
    report("browser-started", { pid: child.pid });
  }

  #planRestart(): void {
    if (this.#isStopped) return;
    const delayMs = 500 + Math.min(LONGEST_RESTART_MS, backoffDelayMs(this.#attempt, this.#options.random()));
    this.#attempt += 1;
    // A browser that dies while it is being set up comes here twice; two of them would fight for one screen.
    clearTimeout(this.#restart);
    this.#restart = setTimeout(() => this.launch(), delayMs);
  }

  /** The cookie goes in before the first request, so the page never has to carry a secret in its address. */
  async #openPage(pipe: CdpPipe): Promise<void> {
    const { cookie, pageUrl } = this.#options;
    const { hostname } = new URL(pageUrl);
    const jar = { ...cookie, domain: hostname, path: "/", httpOnly: true, sameSite: "Strict" };
    this.#isOpening = true;
    try {
      await pipe.call("Storage.setCookies", { cookies: [jar] });
      const sessionId = await attachToPage(pipe);
      await pipe.call("Page.navigate", { url: pageUrl }, sessionId);
      await pipe.call("Target.detachFromTarget", { sessionId });
    } finally {
      this.#isOpening = false;
    }
  }

  reload(): void {
    const pipe = this.#pipe;
    const child = this.#child;
    if (pipe === undefined || child === undefined || this.#isOpening) return;
    this.#openPage(pipe).catch((error: unknown) => {
      this.#options.report("browser-hung", { reason: String(error) });
      kill(child, "SIGKILL");
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    kill(child, "SIGTERM");
    const force = setTimeout(() => kill(child, "SIGKILL"), KILL_AFTER_MS);
    await ended;
    clearTimeout(force);
    await rm(this.#options.profileDir, { recursive: true, force: true });
  }
}

async function attachToPage(pipe: CdpPipe): Promise<string> {
  const { targetInfos } = (await pipe.call("Target.getTargets")) as {
    targetInfos?: { targetId: string; type: string }[];
  };
  const page = targetInfos?.find((target) => target.type === "page");
  const targetId = page?.targetId ?? (await pipe.call("Target.createTarget", { url: "about:blank" })).targetId;
  const { sessionId } = await pipe.call("Target.attachToTarget", { targetId, flatten: true });
  if (typeof sessionId !== "string") throw new Error("The browser gave no session for its page.");
  return sessionId;
}

/** Ends the browser and everything it started. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
