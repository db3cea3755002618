import { startAgent } from "./agent.ts";
import { readConfig } from "./config.ts";
import { createSystemClock } from "./ports/clock.ts";
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
  report("failed", { reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exit(1);
}

run().catch(fail);
