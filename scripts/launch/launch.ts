import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findTools, ToolsMissing } from "../../content/tools/find-tools.ts";
import { CannotStart } from "../../server/cannot-start.ts";
import { BadConfig, type Config, readConfig } from "../../server/config.ts";
import type { ServiceContext } from "../../server/context.ts";
import { createJsonLog } from "../../server/json-log.ts";
import { systemNow } from "../../server/ports/clock.ts";
import { isFirstRun, openFirstRunLink } from "../../server/services/people/open-first-run-link.ts";
import { findDemo, isDemoHalfMade } from "../../server/services/workspace/demo-record.ts";
import { type RunningServer, startServer } from "../../server/start-server.ts";
import { prepareDemo } from "../demo/prepare-demo.ts";
import { type DemoPlayer, startDemoPlayer } from "./demo-player.ts";
import { createProgress } from "./progress.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);

/**
 * Runs server, console and, while the demo is there, one demo player until Ctrl-C. A demo is made only into an empty
 * data folder and never with `--empty`.
 */
async function launch(): Promise<void> {
  const config = readConfig();
  const wantsDemo = !process.argv.includes("--empty");
  const makesDemo = wantsDemo && isEmpty(config.dataDir);
  // Asked before anything is written, so that a machine without ffmpeg is not left with half a demo.
  if (makesDemo) await findTools({ ffmpegPath: config.ffmpegPath });
  const quiet = process.env.LOG_LEVEL === undefined ? "warn" : config.logLevel;
  const server = await startServer(
    config,
    createJsonLog((line) => void process.stderr.write(line), systemNow, quiet),
  );
  const running: { player?: DemoPlayer } = {};
  stopOnSignal(server, running);
  const { ctx, address } = server;
  if (makesDemo) {
    say("Preparing a demo workspace…");
    await prepareDemo(ctx, createProgress(process.stdout));
  } else if (wantsDemo && (await isDemoHalfMade(ctx))) {
    await server.stop();
    throw new CannotStart(
      `The demo in ${config.dataDir} was interrupted while it was made. Delete that folder and start again, or go on without a demo: npm start -- --empty`,
    );
  }
  say("");
  say(`  Console               ${config.publicUrl ?? address.url}/`);
  await offerFirstRun(ctx, config.publicUrl ?? address.url);
  const player = await startPlayerOfDemo(config, ctx, address.url);
  if (player !== undefined) running.player = player;
  say("  Ctrl-C stops everything; the data stays.");
}

function isEmpty(dataDir: string): boolean {
  return !existsSync(dataDir) || readdirSync(dataDir).length === 0;
}

async function offerFirstRun(ctx: ServiceContext, baseUrl: string): Promise<void> {
  if (!(await isFirstRun(ctx))) return;
  const { token } = await openFirstRunLink(ctx);
  say(`  First administrator   ${baseUrl}/first-run/${token}`);
  say("                        (used up by sending the form; 30 minutes)");
}

async function startPlayerOfDemo(
  config: Config,
  ctx: ServiceContext,
  serverUrl: string,
): Promise<DemoPlayer | undefined> {
  const demo = await findDemo(ctx);
  if (demo === undefined) return undefined;
  return startDemoPlayer({
    ctx,
    agentFile: join(config.distDir, "agent.js"),
    stageDir: join(config.distDir, "stage"),
    dataDir: join(config.dataDir, "demo-player"),
    serverUrl,
    screenId: demo.screenId,
    environment: process.env,
    onStageAddress: (url) => say(`  Demo screen           ${url}  (opens once, in any browser)`),
    onBrowserMissing: () => say("  No Chromium was found: open the address above to see the screen play."),
  });
}

/** The player goes first, so that its last record still finds a server. */
function stopOnSignal(server: RunningServer, running: { readonly player?: DemoPlayer }): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    say("\nStopping…");
    await running.player?.stop();
    await server.stop();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
}

try {
  await launch();
} catch (error) {
  if (!(error instanceof CannotStart || error instanceof BadConfig || error instanceof ToolsMissing)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
