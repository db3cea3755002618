import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, readConfig } from "../../server/config.ts";
import type { Log, ServiceContext } from "../../server/context.ts";
import { openDatabase } from "../../server/db/open.ts";
import { openInstallation } from "../../server/open-installation.ts";
import { noteBackup } from "../../server/services/backup/backup-record.ts";
import { makeBackup } from "../../server/services/backup/make-backup.ts";
import { restoreBackup } from "../../server/services/backup/restore-backup.ts";

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const PASSPHRASE = "một câu dài không ai đoán ra";

/** Data directories of servers, and archives of them, in one folder that goes with the test. */
export interface Installations {
  readonly dir: string;
  configOf(name: string): Config;
  /** Opens the installation, made at its first opening, for `work`, and closes it again. */
  open<Result>(name: string, work: (ctx: ServiceContext) => Promise<Result>): Promise<Result>;
  /** Returns the archive's path; `isNoted`: the server hears of it, as after `npm run backup`. */
  backUp(name: string, options?: { withMedia?: boolean; file?: string; isNoted?: boolean }): Promise<string>;
  restore(
    file: string,
    name: string,
    options?: { replace?: boolean; passphrase?: string },
  ): ReturnType<typeof restoreBackup>;
  remove(): Promise<void>;
}

export async function makeInstallations(): Promise<Installations> {
  const dir = await mkdtemp(join(tmpdir(), "cotmoc-backup-"));
  const configOf = (name: string) => readConfig({ DATA_DIR: join(dir, name), SERVER_NAME: "sao luu", PORT: "0" });
  return {
    dir,
    configOf,
    async open(name, work) {
      const ctx = await openInstallation(configOf(name), SILENT);
      return work(ctx).finally(() => ctx.db.destroy());
    },
    async backUp(name, { withMedia = false, file = join(dir, `${name}.tar`), isNoted = false } = {}) {
      const config = configOf(name);
      const nowMs = Date.now();
      const made = await makeBackup({ config, file, passphrase: PASSPHRASE, withMedia, nowMs });
      if (!isNoted) return file;
      const db = await openDatabase(config.database);
      const record = { madeAtMs: nowMs, sizeBytes: made.sizeBytes, withMedia, missingMedia: 0 };
      await noteBackup(db, record, made.marks).finally(() => db.destroy());
      return file;
    },
    restore(file, name, { replace = false, passphrase = PASSPHRASE } = {}) {
      const { dataDir, database } = configOf(name);
      return restoreBackup({ file, dataDir, database, passphrase, replace, nowMs: Date.now() });
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
