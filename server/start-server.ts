import { findTools, ToolsMissing } from "../content/tools/find-tools.ts";
import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import type { Log, ServiceContext } from "./context.ts";
import { startRenditionQueue } from "./jobs/rendition-queue.ts";
import { createJsonLog } from "./json-log.ts";
import { type Fetch, type ListeningAddress, type ListeningServer, listen } from "./listen.ts";
import { openInstallation } from "./open-installation.ts";
import { systemNow } from "./ports/clock.ts";

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

/**
 * Starts the whole server and resolves when it answers. Throws `CannotStart` with one line to act on when port, disk or
 * database cannot be had; what was opened until then is closed again.
 */
export async function startServer(config: Config, log: Log = standardLog(config)): Promise<RunningServer> {
  let answer: Fetch = () => new Response(null, { status: 503, headers: { "Retry-After": "2" } });
  // The port is taken first: a second start by mistake ends here, before it touches what the first one works on.
  const listening = await listen((request, env) => answer(request, env), config.host, config.port);
  const background: Running[] = [];
  try {
    const ctx = await openInstallation(config, log);
    background.push({ stop: () => ctx.db.destroy() });
    await reportTools(ctx);
    await startBackground(ctx, listening, background);
    answer = createApp(ctx).fetch;
    log.info("server-started", { url: listening.address.url, serverName: ctx.settings.serverName });
    return { address: listening.address, ctx, stop: stopOnce(listening, background, log) };
  } catch (error) {
    await stopOnce(listening, background, log)();
    throw error;
  }
}

/** Everything that works without being asked. Each is stopped before those above it. */
async function startBackground(ctx: ServiceContext, _listening: ListeningServer, started: Running[]): Promise<void> {
  started.push(await startRenditionQueue(ctx));
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

/** Requests end first; then the background in reverse order. One that fails does not keep the rest from ending. */
function stopOnce(listening: ListeningServer, background: readonly Running[], log: Log): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    for (const part of [{ stop: listening.close }, ...background.toReversed()]) {
      try {
        await part.stop();
      } catch (error) {
        log.error("stop-failed", { error });
      }
    }
    log.info("server-stopped");
  };
  return () => {
    stopping ??= stopAll();
    return stopping;
  };
}
