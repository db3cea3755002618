import { CannotStart } from "./cannot-start.ts";
import { BadConfig, readConfig } from "./config.ts";
import { startServer } from "./start-server.ts";

try {
  const { stop } = await startServer(readConfig());
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());
} catch (error) {
  if (!(error instanceof CannotStart || error instanceof BadConfig)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
