import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { createFileStore } from "../content/store/file-store.ts";
import { findTools, ToolsMissing } from "../content/tools/find-tools.ts";
import { createApp } from "./app.ts";
import { CannotStart } from "./cannot-start.ts";
import type { Config } from "./config.ts";
import type { Database, Log, ServiceContext } from "./context.ts";
import { migrateToLatest } from "./db/migrate.ts";
import { openDatabase } from "./db/open.ts";
import { startRenditionQueue } from "./jobs/rendition-queue.ts";
import { createJsonLog } from "./json-log.ts";
import { type ListeningAddress, listen } from "./listen.ts";
import { createLocalBus } from "./ports/bus.ts";
import { systemNow } from "./ports/clock.ts";
import { loadReference } from "./services/reference/load-reference.ts";
import { loadServerIdentity } from "./services/settings/server-settings.ts";
import { ensureRoot } from "./services/trust/ensure-root.ts";
import { createKeyCabinet } from "./services/trust/file-key-cabinet.ts";

export interface RunningServer {
  readonly address: ListeningAddress;
  /** Acts as the installation itself. */
  readonly ctx: ServiceContext;
  /** Ends requests, jobs and connections, then closes the database. Idempotent. */
  stop(): Promise<void>;
}

/** Something that runs until it is stopped. */
interface Running {
  stop(): Promise<void> | void;
}

/**
 * Starts the whole server and resolves when it answers. Throws `CannotStart` with one line to act on when disk, database
 * or port cannot be had; what was opened until then is closed again.
 */
export async function startServer(config: Config, log: Log = standardLog(config)): Promise<RunningServer> {
  await prepareDataDir(config.dataDir);
  const db = await openMigrated(config, log);
  const running: Running[] = [{ stop: () => db.destroy() }];
  const stop = stopOnce(running, log);
  try {
    const ctx = await createContext(config, db, log);
    await ensureRoot(ctx);
    await loadReference(ctx);
    await reportTools(ctx);
    running.push(await startRenditionQueue(ctx));
    const listening = await listen(createApp(ctx).fetch, config.host, config.port);
    running.push({ stop: listening.close });
    log.info("server-started", { url: listening.address.url, serverName: ctx.settings.serverName });
    return { address: listening.address, ctx, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function standardLog(config: Config): Log {
  return createJsonLog((line) => void process.stdout.write(line), systemNow, config.logLevel);
}

async function prepareDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o750 });
    await access(dataDir, constants.W_OK);
  } catch (error) {
    throw new CannotStart(`Nothing can be written in ${dataDir} (${codeOf(error)}): free it, or set DATA_DIR.`);
  }
}

async function openMigrated(config: Config, log: Log): Promise<Database> {
  const onIdleError = (error: Error) => log.warn("database-connection-lost", { error });
  const db = await openDatabase(config.database, onIdleError).catch((error: unknown) => {
    const where = config.database.kind === "sqlite" ? config.database.file : "the server named in DATABASE_URL";
    throw new CannotStart(`The database cannot be opened: ${where} (${codeOf(error)}).`, { cause: error });
  });
  try {
    const ran = await migrateToLatest(db);
    if (ran.length > 0) log.info("database-migrated", { ran });
    return db;
  } catch (error) {
    await db.destroy();
    if (error instanceof Error && error.message.startsWith("corrupted migrations")) {
      throw new CannotStart("The database was made by a newer version: install that version again.", { cause: error });
    }
    throw error;
  }
}

async function createContext(config: Config, db: Database, log: Log): Promise<ServiceContext> {
  const identity = await loadServerIdentity(db, config.serverName ?? hostname());
  return {
    db,
    now: systemNow,
    log,
    bus: createLocalBus(),
    store: await createFileStore(join(config.dataDir, "store")),
    keys: createKeyCabinet(join(config.dataDir, "keys")),
    actor: { kind: "system", reason: "server" },
    settings: {
      ...identity,
      publicUrl: config.publicUrl,
      maxUploadBytes: config.maxUploadBytes,
      ffmpegPath: config.ffmpegPath,
    },
  };
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

/** Stops in the reverse order of starting; one that fails does not keep the rest from ending. */
function stopOnce(running: readonly Running[], log: Log): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stopAll = async () => {
    for (const part of [...running].reverse()) {
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

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
