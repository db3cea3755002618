import { mkdir } from "node:fs/promises";
import { findTools, ToolsMissing } from "../content/tools/find-tools.ts";
import { type AppOptions, createApp } from "./app.ts";
import { CannotStart } from "./cannot-start.ts";
import type { Config } from "./config.ts";
import { consoleRoutes } from "./console/console-routes.tsx";
import { consoleErrorPage } from "./console/error-page.tsx";
import type { Log, ServiceContext } from "./context.ts";
import { startRenditionQueue } from "./jobs/rendition-queue.ts";
import { DAILY_JOBS, RECURRING_JOBS, startJobs } from "./jobs/schedule.ts";
import { timedBackups } from "./jobs/timed-backups.ts";
import { createJsonLog } from "./json-log.ts";
import { type Fetch, type ListeningAddress, listen } from "./listen.ts";
import { openInstallation } from "./open-installation.ts";
import { systemNow } from "./ports/clock.ts";
import { lockDataDir } from "./ports/data-dir-lock.ts";
import { settleRestore } from "./services/backup/swap-in.ts";
import { watchForRecompile } from "./services/manifests/watch-for-recompile.ts";
import { attachPlayerGateway } from "./socket/gateway.ts";

export interface RunningServer {
  readonly address: ListeningAddress;
  /** Acts as the installation itself. */
  readonly ctx: ServiceContext;
  /** Ends requests, then jobs, then the database. Idempotent. */
  stop(): Promise<void>;
}

/** Something that works beside the requests until it is stopped. */
interface Running {
  stop(): Promise<void> | void;
}

/** What stops in which order: what takes requests all at once, then the background from the last started to the first. */
interface Parts {
  readonly connections: Running[];
  readonly background: Running[];
}

/**
 * Starts the whole server and resolves when it answers. Throws `CannotStart` with one line to act on when port, disk or
 * database cannot be had; what was opened until then is closed again.
 */
export async function startServer(config: Config, log: Log = standardLog(config)): Promise<RunningServer> {
  let answer: Fetch = () => new Response(null, { status: 503, headers: { "Retry-After": "2" } });
  // The port is taken first: a second start by mistake ends here, before it touches what the first one works on.
  const listening = await listen((request, env) => answer(request, env), config.host, config.port);
  const parts: Parts = { connections: [{ stop: listening.close }], background: [] };
  const stop = stopOnce(parts, log);
  try {
    parts.background.push({ stop: await holdDataDir(config, log) });
    const ctx = await openInstallation(config, log);
    parts.background.push({ stop: () => ctx.db.destroy() });
    await reportTools(ctx);
    await startBackground(ctx, config, parts.background);
    answer = createApp(ctx, consoleOf(config)).fetch;
    parts.connections.push({ stop: attachPlayerGateway(listening.server, ctx).close });
    log.info("server-started", { url: listening.address.url, serverName: ctx.settings.serverName });
    return { address: listening.address, ctx, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Alone on the data directory, with a restore that was broken off there undone. Returns how to let go of it. */
async function holdDataDir({ dataDir }: Config, log: Log): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true, mode: 0o750 }).catch((error: unknown) => {
    throw new CannotStart(`Nothing can be written in ${dataDir}: free it, or set DATA_DIR.`, { cause: error });
  });
  const lock = await lockDataDir(dataDir);
  if (lock === undefined) {
    throw new CannotStart(`Another server or a restore works on ${dataDir}: stop it first, or set DATA_DIR.`);
  }
  const { undone } = await settleRestore(dataDir);
  if (undone) log.warn("restore-undone", { dataDir });
  return lock.release;
}

/** Everything that works without being asked. */
async function startBackground(ctx: ServiceContext, config: Config, started: Running[]): Promise<void> {
  started.push({ stop: watchForRecompile(ctx) });
  started.push(await startRenditionQueue(ctx));
  started.push(startJobs(ctx, DAILY_JOBS, [...RECURRING_JOBS, timedBackups(config)]));
}

/** The operator pages. A host that is not this machine alone is public: a demo beside it is a red banner. */
function consoleOf(config: Config): AppOptions {
  const publicHost = !["127.0.0.1", "::1", "localhost"].includes(config.host);
  return { console: consoleRoutes({ publicHost, distDir: config.distDir }), errorPage: consoleErrorPage(config) };
}

function standardLog(config: Config): Log {
  return createJsonLog((line) => void process.stdout.write(line), systemNow, config.logLevel);
}

/** Without ffmpeg the screens still play and people still work; only new videos wait. So it is said, and not fatal. */
async function reportTools(ctx: ServiceContext): Promise<void> {
  try {
    const { ffmpeg } = await findTools({ ffmpegPath: ctx.settings.ffmpegPath });
    ctx.log.info("media-tools", { path: ffmpeg.path, version: ffmpeg.version });
  } catch (error) {
    if (!(error instanceof ToolsMissing)) throw error;
    ctx.log.error("media-tools-missing", { message: error.message });
  }
}

/** One part that fails to stop does not keep the rest from ending. */
function stopOnce(parts: Parts, log: Log): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stopPart = async (part: Running) => {
    try {
      await part.stop();
    } catch (error) {
      log.error("stop-failed", { error });
    }
  };
  const stopAll = async () => {
    // Together: a server is closed only when its sockets are, and those of the players are the gateway's.
    await Promise.all(parts.connections.map(stopPart));
    for (const part of parts.background.toReversed()) await stopPart(part);
    log.info("server-stopped");
  };
  return () => {
    stopping ??= stopAll();
    return stopping;
  };
}
