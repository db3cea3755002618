import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { createFileStore } from "../../../content/store/file-store.ts";
import { listMigrations } from "../../db/migrate.ts";
import { migrations } from "../../db/migrations/index.ts";
import { type DatabaseAddress, openDatabase } from "../../db/open.ts";
import { listTables } from "../../db/table-fingerprints.ts";
import { lockDataDir } from "../../ports/data-dir-lock.ts";
import { ARCHIVE_NAMES, type ArchiveManifest, type NamedMedium, playFileOfName } from "./archive-manifest.ts";
import { BackupRefused } from "./backup-refused.ts";
import { boundText } from "./bound-text.ts";
import { stampOf, syncDirectory, syncFile, writeDurably } from "./durable-files.ts";
import { giveToOwner } from "./give-to-owner.ts";
import { readKeyFiles } from "./key-files.ts";
import { listMediaStates } from "./media-state.ts";
import { listPlayFiles, missingPlayFiles } from "./play-files.ts";
import { undumpPostgres } from "./postgres-dump.ts";
import { CheckedArchive } from "./read-archive.ts";
import { RESTORED_MARK, type RestoredMark } from "./restored-mark.ts";
import { type KeyFiles, openSealedKeys } from "./sealed-keys.ts";
import { PLAYS_DIR, STAGING_PREFIX, settleRestore, swapIn } from "./swap-in.ts";

export interface RestoreOrder {
  readonly file: string;
  readonly dataDir: string;
  /** Where the server on this directory keeps its database. */
  readonly database: DatabaseAddress;
  /** Of the keys in the archive; asked for only when there are any. */
  readonly passphrase: string | (() => Promise<string>);
  /** Put the archive in the place of an installation, which is moved aside. */
  readonly replace: boolean;
  readonly nowMs: number;
}

export interface RestoredBackup {
  readonly manifest: ArchiveManifest;
  /** Directory that now holds what was in place before; null: nothing was. */
  readonly movedTo: string | null;
  /** Whether the keys came out of the archive; else those of the directory were kept. */
  readonly hadKeys: boolean;
  /** Media that the database names and the store does not have. */
  readonly missing: readonly NamedMedium[];
  /** Files of archived records that the database tells of and the archive did not hold. */
  readonly missingPlays: readonly string[];
}

/**
 * Brings an archive back: all of it or, whatever happens on the way, nothing. Every hash is checked and the keys are opened
 * before anything is written; what was in place is moved aside and never deleted. The next start begins a new server epoch.
 * Throws `BackupRefused` with one sentence, also while a server runs on the directory.
 */
export async function restoreBackup(order: RestoreOrder): Promise<RestoredBackup> {
  const dataDir = resolve(order.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o750 });
  const lock = await lockDataDir(dataDir);
  if (lock === undefined) throw new BackupRefused(`A server runs on ${dataDir}: stop it first.`);
  try {
    await settleRestore(dataDir);
    await refuseTaken(dataDir, order);
    const archive = await CheckedArchive.open(order.file);
    try {
      return await bringBack({ ...order, dataDir }, archive);
    } catch (error) {
      await settleRestore(dataDir);
      throw error;
    } finally {
      await archive.close();
    }
  } finally {
    await lock.release();
  }
}

async function refuseTaken(dataDir: string, { replace, database }: RestoreOrder): Promise<void> {
  const taken = (await readdir(dataDir)).filter((name) => name === "cot-moc.db" || name === "keys");
  if (taken.length > 0 && !replace) {
    throw new BackupRefused(`${dataDir} holds an installation already: name another directory, or add --replace.`);
  }
  if (database.kind === "sqlite") return;
  const db = await openDatabase(database);
  const tables = await listTables(db).finally(() => db.destroy());
  if (tables.length > 0) {
    throw new BackupRefused("The PostgreSQL database is not empty: make a new one and name it in DATABASE_URL.");
  }
}

async function bringBack(order: RestoreOrder, archive: CheckedArchive): Promise<RestoredBackup> {
  const { dataDir, database, nowMs } = order;
  const { manifest } = archive;
  refuseForeign(manifest, database);
  const keys = await keysOf(archive, order);
  const mark: RestoredMark = {
    backupMadeAtMs: manifest.madeAtMs,
    restoredAtMs: nowMs,
    archiveSha256: await hashFile(order.file),
  };
  const stamp = stampOf(nowMs);
  const staging = `${STAGING_PREFIX}${stamp}`;
  const address = await prepare(join(dataDir, staging), { archive, keys, mark, database });
  const added = await addMedia(dataDir, archive);
  const missing = await findMissing(dataDir, address);
  const missingPlays = await findMissingPlays(join(dataDir, staging, PLAYS_DIR), address);
  await giveToOwner(dataDir, [join(dataDir, staging), join(dataDir, "store", "work"), ...added]);
  const aside = `before-restore-${stamp}`;
  const hadSome = await swapIn(dataDir, staging, aside);
  const movedTo = hadSome ? join(dataDir, aside) : null;
  return { manifest, movedTo, hadKeys: archive.holdsKeys, missing, missingPlays };
}

/** An archive without keys is put beside those that lie in the directory. */
async function keysOf(archive: CheckedArchive, { dataDir, passphrase }: RestoreOrder): Promise<KeyFiles> {
  if (!archive.holdsKeys) {
    return readKeyFiles(dataDir, "this archive holds none, so put the installation's own keys there first.");
  }
  const sealed = await archive.readText(ARCHIVE_NAMES.keys);
  const said = typeof passphrase === "string" ? passphrase : await passphrase();
  return openSealedKeys(sealed, said, boundText(archive.manifest.files));
}

function refuseForeign({ database, migrations: done }: ArchiveManifest, address: DatabaseAddress): void {
  if (database !== address.kind) {
    throw new BackupRefused(
      database === "postgres"
        ? "The archive was made of a PostgreSQL database: name an empty one in DATABASE_URL."
        : "The archive was made of an embedded database: restore it without DATABASE_URL.",
    );
  }
  if (done.some((name) => !Object.hasOwn(migrations, name))) {
    throw new BackupRefused("The archive was made by a newer version: restore it with that version.");
  }
}

/** Everything that will be put in place, whole and on disk; returns where its database is. */
async function prepare(
  dir: string,
  parts: { archive: CheckedArchive; keys: KeyFiles; mark: RestoredMark; database: DatabaseAddress },
): Promise<DatabaseAddress> {
  const { archive, keys, mark, database } = parts;
  await rm(dir, { recursive: true, force: true });
  await mkdir(join(dir, "keys"), { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(keys)) {
    await writeFile(join(dir, "keys", name), text, { mode: 0o600, flush: true });
  }
  await syncDirectory(join(dir, "keys"));
  await writeDurably(join(dir, RESTORED_MARK), JSON.stringify(mark));
  await extractPlays(archive, join(dir, PLAYS_DIR));
  const file = join(dir, database.kind === "sqlite" ? "cot-moc.db" : "dump");
  await archive.extract(ARCHIVE_NAMES[database.kind], file);
  if (database.kind === "postgres") {
    await undumpPostgres(database.url, file);
    return database;
  }
  const address: DatabaseAddress = { kind: "sqlite", file };
  await refuseOther(address, archive.manifest);
  await syncFile(file);
  await syncDirectory(dir);
  return address;
}

/** They belong to the database, and are put in place with it. */
async function extractPlays(archive: CheckedArchive, dir: string): Promise<void> {
  const names = archive.manifest.files.flatMap(({ name }) => (playFileOfName(name) === undefined ? [] : [name]));
  if (names.length === 0) return;
  await mkdir(dir, { mode: 0o750 });
  for (const name of names) await archive.extract(name, join(dir, basename(name)));
  await syncDirectory(dir);
}

/** The database that came out is the one that the manifest tells of. */
async function refuseOther(address: DatabaseAddress, manifest: ArchiveManifest): Promise<void> {
  const db = await openDatabase(address);
  const { done } = await listMigrations(db).finally(() => db.destroy());
  if (done.join() !== manifest.migrations.join()) throw new BackupRefused("The archive's database is not its own.");
}

/** Objects of a store are named by their content: adding one changes nothing for anybody. Returns where the new ones are. */
async function addMedia(dataDir: string, archive: CheckedArchive): Promise<string[]> {
  const store = await createFileStore(join(dataDir, "store"));
  const added: string[] = [];
  for (const { name, sha256, sizeBytes } of archive.manifest.files) {
    if (!name.startsWith("media/") || (await store.find(sha256))?.sizeBytes === sizeBytes) continue;
    await store.put(archive.stream(name), sizeBytes);
    added.push(store.pathOf(sha256));
  }
  return added;
}

async function findMissing(dataDir: string, address: DatabaseAddress): Promise<NamedMedium[]> {
  const db = await openDatabase(address);
  const media = await listMediaStates(db, dataDir).finally(() => db.destroy());
  return media.filter(({ state }) => state === "missing");
}

async function findMissingPlays(dir: string, address: DatabaseAddress): Promise<string[]> {
  const db = await openDatabase(address);
  const parts = await listPlayFiles(db).finally(() => db.destroy());
  return missingPlayFiles(parts, dir);
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  return hash.digest("hex");
}
