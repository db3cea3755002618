import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../../config.ts";
import type { Database } from "../../context.ts";
import { copySqlite } from "../../db/copy-sqlite.ts";
import { listMigrations } from "../../db/migrate.ts";
import { archiveDirOf, openDatabase } from "../../db/open.ts";
import { listAllMarks, type PlayerMark } from "../../db/repos/backed-up-marks.ts";
import { findSetting } from "../../db/repos/settings.ts";
import { countRows, listTables } from "../../db/table-fingerprints.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import { SERVER_EPOCH, SERVER_NAME } from "../settings/server-settings.ts";
import {
  ARCHIVE_NAMES,
  type ArchivedSettings,
  ArchiveManifest,
  MediaList,
  type NamedMedium,
} from "./archive-manifest.ts";
import { BackupRefused } from "./backup-refused.ts";
import { boundText } from "./bound-text.ts";
import { syncDirectory } from "./durable-files.ts";
import { readKeyFiles } from "./key-files.ts";
import { listMediaStates, pathOfMedium } from "./media-state.ts";
import { listPlayFiles, missingPlayFiles } from "./play-files.ts";
import { dumpPostgres } from "./postgres-dump.ts";
import { CheckedArchive } from "./read-archive.ts";
import { MIN_PASSPHRASE_CHARACTERS, sealKeys } from "./sealed-keys.ts";
import { isRestoreOpen } from "./swap-in.ts";
import { type ArchivedFile, TarWriter } from "./tar-writer.ts";

export interface BackupOrder {
  readonly config: Config;
  /** Where the archive will be; whatever lies there is replaced only by one that was read again and found whole. */
  readonly file: string;
  /** null: the keys are left out, and have to be kept in another way. */
  readonly passphrase: string | null;
  readonly withMedia: boolean;
  readonly nowMs: number;
}

/** What an archive holds. */
export interface MadeBackup {
  readonly file: string;
  readonly sizeBytes: number;
  readonly manifest: ArchiveManifest;
  readonly media: readonly NamedMedium[];
  /** Files of archived records that are not there, or not as they were made. */
  readonly damagedPlays: readonly string[];
  /** Up to where it holds the log of each player, at least. */
  readonly marks: readonly PlayerMark[];
}

/**
 * Makes one archive of database, archived records, keys and settings, with `withMedia` of all media too, beside a server
 * that goes on.
 * It gets its name only after it was written, synced, read again and found whole; otherwise nothing is left of it.
 * Throws `BackupRefused` with one sentence when it cannot be made.
 */
export async function makeBackup(order: BackupOrder): Promise<MadeBackup> {
  const { config, passphrase } = order;
  if (passphrase !== null && [...passphrase].length < MIN_PASSPHRASE_CHARACTERS) {
    throw new BackupRefused(`The passphrase needs at least ${MIN_PASSPHRASE_CHARACTERS} characters.`);
  }
  if (config.database.kind === "sqlite" && !existsSync(config.database.file)) {
    throw new BackupRefused(`There is no database in ${config.dataDir}.`);
  }
  if (await isRestoreOpen(config.dataDir)) {
    throw new BackupRefused(`A restore of ${config.dataDir} was broken off or is under way: start the server once.`);
  }
  const file = resolve(order.file);
  const part = `${file}.part`;
  const workDir = `${part}.d`;
  // Of a backup of this name that was killed.
  for (const left of [part, workDir]) await rm(left, { recursive: true, force: true });
  await mkdir(workDir, { mode: 0o700 }).catch((error: unknown) => {
    throw new BackupRefused(`Nothing can be written in ${dirname(file)}.`, { cause: error });
  });
  try {
    const marks = await readMarksBefore(config);
    const damagedPlays = await writeArchive(order, part, workDir);
    const checked = await CheckedArchive.open(part);
    const media = MediaList.parse(JSON.parse(await checked.readText(ARCHIVE_NAMES.media)));
    await checked.close();
    await rename(part, file);
    await syncDirectory(dirname(file));
    return { file, sizeBytes: (await stat(file)).size, manifest: checked.manifest, media, damagedPlays, marks };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** Read before the copy is begun, so that no record counts as backed up that came in meanwhile. */
async function readMarksBefore({ database }: Config): Promise<PlayerMark[]> {
  const db = await openDatabase(database);
  try {
    const tables = await listTables(db);
    return tables.includes("play_marks") ? await listAllMarks(db) : [];
  } finally {
    await db.destroy();
  }
}

/** Returns the files of archived records that are damaged. */
async function writeArchive(order: BackupOrder, part: string, workDir: string): Promise<string[]> {
  const { config, withMedia } = order;
  const copy = join(workDir, "copy");
  await copyDatabase(config, copy);
  const { facts, media, plays } = await readFacts(config, copy);
  const tar = await TarWriter.create(part);
  try {
    const files: ArchivedFile[] = [];
    files.push(await tar.addFile(ARCHIVE_NAMES[config.database.kind], copy));
    files.push(await tar.addBytes(ARCHIVE_NAMES.media, json(media)));
    files.push(await tar.addBytes(ARCHIVE_NAMES.settings, json(settingsOf(config, facts.serverName, withMedia))));
    for (const { sha256, state } of withMedia ? media : []) {
      if (state === "present") files.push(await addMedium(tar, config.dataDir, sha256));
    }
    const damagedPlays = await addPlays(tar, archiveDirOf(config.database), plays, files);
    if (order.passphrase !== null) {
      const keys = await readKeyFiles(config.dataDir, "restore them first.");
      const sealed = await sealKeys(keys, order.passphrase, boundText(files));
      files.push(await tar.addBytes(ARCHIVE_NAMES.keys, Buffer.from(sealed)));
    }
    const manifest = json(ArchiveManifest.parse({ ...facts, format: 1, madeAtMs: order.nowMs, files }));
    const { sha256 } = await tar.addBytes(ARCHIVE_NAMES.manifest, manifest);
    await tar.addBytes(ARCHIVE_NAMES.manifestHash, Buffer.from(`${sha256}\n`));
    await tar.finish();
    return damagedPlays;
  } catch (error) {
    await tar.abandon();
    throw error;
  }
}

function copyDatabase({ database }: Config, copy: string): Promise<void> {
  return database.kind === "sqlite" ? copySqlite(database.file, copy) : dumpPostgres(database.url, copy);
}

/** Read from the copy itself; PostgreSQL's dump cannot be asked, so there the figures are those of just after it. */
async function readFacts({ database, dataDir }: Config, copy: string) {
  const db = await openDatabase(database.kind === "sqlite" ? { kind: "sqlite", file: copy } : database);
  try {
    const audit = await verifyAudit(db);
    if (!audit.ok)
      throw new BackupRefused(`The audit log is damaged at line ${audit.seq}: this must be looked at first.`);
    const facts = {
      serverName: await settingOf(db, SERVER_NAME),
      serverEpoch: await settingOf(db, SERVER_EPOCH),
      database: database.kind,
      migrations: (await listMigrations(db)).done,
      tables: await countRows(db, await listTables(db)),
      audit: { rows: audit.rows, headSha256: audit.headSha256 },
    };
    return { facts, media: await listMediaStates(db, dataDir), plays: await listPlayFiles(db) };
  } finally {
    await db.destroy();
  }
}

async function settingOf(db: Database, key: string): Promise<string> {
  const value = await findSetting(db, key);
  if (value === undefined)
    throw new BackupRefused("The server has never run on this database: there is nothing to keep.");
  return value;
}

function settingsOf(config: Config, serverName: string, withMedia: boolean): ArchivedSettings {
  const { host, port, publicUrl, maxUploadBytes } = config;
  return { serverName, host, port, publicUrl, maxUploadBytes, withMedia };
}

async function addMedium(tar: TarWriter, dataDir: string, sha256: string): Promise<ArchivedFile> {
  const added = await tar.addFile(ARCHIVE_NAMES.medium(sha256), pathOfMedium(dataDir, sha256));
  if (added.sha256 === sha256) return added;
  throw new BackupRefused(
    `The medium ${sha256} in the store is damaged: bring it back, or make the backup without media.`,
  );
}

/** The records are nowhere else: one file that is damaged must not keep the others out. Returns the damaged ones. */
async function addPlays(
  tar: TarWriter,
  dir: string | undefined,
  plays: Awaited<ReturnType<typeof listPlayFiles>>,
  files: ArchivedFile[],
): Promise<string[]> {
  const damaged = await missingPlayFiles(plays, dir);
  for (const { path, sha256 } of plays) {
    if (dir === undefined || damaged.includes(path)) continue;
    const added = await tar.addFile(ARCHIVE_NAMES.plays(path), join(dir, path));
    files.push(added);
    if (added.sha256 !== sha256) damaged.push(path);
  }
  return damaged;
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`);
}
