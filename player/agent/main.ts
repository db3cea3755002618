import type { RunningAgent } from "./agent.ts";
import type { Begun } from "./begun.ts";
import { readConfig } from "./config.ts";
import { listenOnLoopback, ownEntrance } from "./loopback/loopback-listener.ts";
import { createSystemClock } from "./ports/clock.ts";
import { collectEarly } from "./ports/collect-early.ts";
import { holdDataDir } from "./ports/data-dir-lock.ts";
import { beginFirstBrowser } from "./ports/first-browser.ts";
import { createReporter } from "./ports/reporter.ts";
import { openServiceManager } from "./ports/service-manager.ts";

/** Without a server: by then the first picture has long been on the glass. */
const COLLECT_EARLY_AFTER_MS = 10_000;

const report = createReporter(process.stdout);

/**
 * Runs the player until it is told to stop; a second Ctrl-C does not wait for a clean end. A restart that was ordered is
 * a new process where a service manager starts one, and a new agent in this process where nobody would.
 */
async function run(): Promise<void> {
  const config = readConfig(process.argv.slice(2), import.meta.dirname);
  const manager = openServiceManager(config.environment, report);
  // The browser comes up while the agent is still being read: what is imported here is kept small for it.
  const lock = await holdDataDir(config.dataDir);
  const listener = await listenOnLoopback(config.stagePort);
  let begun: Begun | undefined = { lock, listener, browser: beginFirstBrowser(config, ownEntrance(listener)) };
  await begun.browser.begun;
  const { startAgent } = await import("./agent.ts");
  let agent: RunningAgent;
  let isStopping = false;
  let isLeaving = false;
  const start = async () => {
    const ports = { clock: createSystemClock(), random: Math.random, report, restart, onOnline: collectEarly };
    const first = begun;
    begun = undefined;
    agent = await startAgent(config, ports, first);
  };
  const end = (then: () => void): void => {
    if (isStopping) return;
    isStopping = true;
    agent.stop().then(then, fail);
  };
  const restart = () =>
    end(() => {
      if (isLeaving || config.environment.NOTIFY_SOCKET !== undefined) process.exit(0);
      isStopping = false;
      start().catch(fail);
    });
  const stop = (): void => {
    isLeaving = true;
    manager.stop();
    end(() => process.exit(0));
  };
  await start();
  setTimeout(collectEarly, COLLECT_EARLY_AFTER_MS).unref();
  manager.begin();
  process.on("SIGTERM", stop);
  process.on("SIGINT", () => (isLeaving ? process.exit(1) : stop()));
}

function fail(error: unknown): never {
  report("failed", { reason: reasonOf(error) });
  process.exit(1);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // By its name: the built agent brings a class of its own.
  return error.name === "DataDirInUseError" ? error.message : (error.stack ?? error.message);
}

run().catch(fail);
