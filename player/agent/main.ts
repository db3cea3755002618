import { startAgent } from "./agent.ts";
import { readConfig } from "./config.ts";
import { createSystemClock } from "./ports/clock.ts";
import { DataDirInUseError } from "./ports/data-dir-lock.ts";
import { createReporter } from "./ports/reporter.ts";

const report = createReporter(process.stdout);

/** Runs the player until it is told to stop; a second Ctrl-C does not wait for a clean end. */
async function run(): Promise<void> {
  const agent = await startAgent(readConfig(process.argv.slice(2)), {
    clock: createSystemClock(),
    random: Math.random,
    report,
  });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    agent.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", () => (isStopping ? process.exit(1) : stop()));
}

function fail(error: unknown): never {
  report("failed", { reason: reasonOf(error) });
  process.exit(1);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof DataDirInUseError ? error.message : (error.stack ?? error.message);
}

run().catch(fail);
