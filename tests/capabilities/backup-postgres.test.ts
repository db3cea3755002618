import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Config } from "../../server/config.ts";
import { openDatabase } from "../../server/db/open.ts";
import { findSetting, saveSetting } from "../../server/db/repos/settings.ts";
import { openInstallation } from "../../server/open-installation.ts";
import { makeBackup } from "../../server/services/backup/make-backup.ts";
import { restoreBackup } from "../../server/services/backup/restore-backup.ts";
import { type Installations, makeInstallations, PASSPHRASE, SILENT } from "../support/installation.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";

let houses: Installations;
let postgres: TestPostgres;
beforeAll(async () => {
  houses = await makeInstallations();
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  await houses.remove();
});

async function configOn(name: string): Promise<Config> {
  return { ...houses.configOf(name), database: { kind: "postgres", url: await postgres.createDatabase() } };
}

it("an installation on PostgreSQL comes back into an empty database, with its keys and a new epoch", async () => {
  const one = await configOn("one");
  const ctx = await openInstallation(one, SILENT);
  await saveSetting(ctx.db, "whose", "archive");
  const { serverEpoch } = ctx.settings;
  const { keyId } = await ctx.keys.rootSigner();
  await ctx.db.destroy();
  const file = join(houses.dir, "one.tar");
  const nowMs = Date.now();
  const made = await makeBackup({ config: one, file, passphrase: PASSPHRASE, withMedia: false, nowMs });
  expect(made.manifest).toMatchObject({ database: "postgres", serverEpoch });
  expect(Object.keys(made.manifest.tables).length).toBeGreaterThan(40);
  expect((await readdir(houses.dir)).sort()).toEqual(["one", "one.tar"]);

  const two = await configOn("two");
  const order = { file, passphrase: PASSPHRASE, replace: false, nowMs };
  const { dataDir } = two;
  await restoreBackup({ ...order, dataDir, database: two.database });
  const restored = await openInstallation(two, SILENT);
  expect(await findSetting(restored.db, "whose")).toBe("archive");
  expect(restored.settings.serverEpoch).not.toBe(serverEpoch);
  expect((await restored.keys.rootSigner()).keyId).toBe(keyId);
  await restored.db.destroy();

  const full = restoreBackup({ ...order, dataDir: join(houses.dir, "three"), database: two.database });
  await expect(full).rejects.toThrow(/not empty/);
  const { database } = houses.configOf("three");
  const other = restoreBackup({ ...order, dataDir: join(houses.dir, "three"), database });
  await expect(other).rejects.toThrow(/DATABASE_URL/);
  const untouched = await openDatabase(two.database);
  expect(await findSetting(untouched, "whose").finally(() => untouched.destroy())).toBe("archive");
});
