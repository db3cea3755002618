import { constants } from "node:fs";
import { access, mkdir, statfs } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { createFileStore } from "../content/store/file-store.ts";
import { CannotStart } from "./cannot-start.ts";
import type { Config } from "./config.ts";
import type { Database, Log, ServiceContext } from "./context.ts";
import { listMigrations, migrateToLatest } from "./db/migrate.ts";
import { openDatabase } from "./db/open.ts";
import { createLocalBus } from "./ports/bus.ts";
import { systemNow } from "./ports/clock.ts";
import { copyBeforeMigration } from "./services/backup/copy-before-migration.ts";
import { beginNewEpoch, findRestoredMark, takeUpRestored } from "./services/backup/restored-mark.ts";
import { loadReference } from "./services/reference/load-reference.ts";
import { loadServerIdentity } from "./services/settings/server-settings.ts";
import { ensureRoot } from "./services/trust/ensure-root.ts";
import { createKeyCabinet } from "./services/trust/file-key-cabinet.ts";

/** Below this a start would fail half-way, in the middle of a migration or of a first document. */
const MIN_FREE_BYTES = 200_000_000;

/**
 * Opens data folder, database, content store and keys as one context that acts as the installation itself; a new folder
 * becomes a new installation. `ctx.db.destroy()` closes it. Throws `CannotStart` when disk or database cannot be had.
 */
export async function openInstallation(config: Config, log: Log): Promise<ServiceContext> {
  await prepareDataDir(config.dataDir);
  const db = await openMigrated(config, log);
  try {
    const restored = await findRestoredMark(config.dataDir);
    if (restored !== undefined) await beginNewEpoch({ db, now: systemNow }, restored);
    const ctx = await createContext(config, db, log);
    await ensureRoot(ctx);
    await loadReference(ctx);
    if (restored !== undefined) await takeUpRestored(ctx, config.dataDir);
    return ctx;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

async function prepareDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o750 });
    await access(dataDir, constants.W_OK);
  } catch (error) {
    throw new CannotStart(`Nothing can be written in ${dataDir} (${codeOf(error)}): free it, or set DATA_DIR.`);
  }
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize < MIN_FREE_BYTES) {
    const freeMb = Math.floor((bavail * bsize) / 1e6);
    throw new CannotStart(
      `The disk of ${dataDir} is full (${freeMb} MB free, 200 needed): free some, or set DATA_DIR.`,
    );
  }
}

async function openMigrated(config: Config, log: Log): Promise<Database> {
  const onIdleError = (error: Error) => log.warn("database-connection-lost", { error });
  const db = await openDatabase(config.database, onIdleError).catch((error: unknown) => {
    const where = config.database.kind === "sqlite" ? config.database.file : "the server named in DATABASE_URL";
    throw new CannotStart(`The database cannot be opened: ${where} (${codeOf(error)}).`, { cause: error });
  });
  try {
    await keepCopy(config, db, log);
    const ran = await migrateToLatest(db);
    if (ran.length > 0) log.info("database-migrated", { ran });
    return db;
  } catch (error) {
    await db.destroy();
    throw explainMigration(error);
  }
}

/** Before a newer version changes a database that holds something. */
async function keepCopy({ database, dataDir }: Config, db: Database, log: Log): Promise<void> {
  const { done, pending } = await listMigrations(db);
  const [first] = pending;
  if (database.kind !== "sqlite" || done.length === 0 || first === undefined) return;
  const path = await copyBeforeMigration(database, dataDir, first, systemNow());
  log.info("database-copied", { path });
}

function explainMigration(error: unknown): unknown {
  const message = error instanceof Error ? error.message : "";
  if (message.startsWith("corrupted migrations")) {
    return new CannotStart("The database was made by a newer version: install that version again.", { cause: error });
  }
  if (/SQLITE_FULL|disk is full|No space left/i.test(message)) {
    return new CannotStart("The disk is full: free some space in DATA_DIR and start again.", { cause: error });
  }
  return error;
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

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
