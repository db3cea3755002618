import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Installations, makeInstallations, SILENT } from "../../../tests/support/installation.ts";
import { listMigrations, migrateToLatest } from "../../db/migrate.ts";
import { migrations } from "../../db/migrations/index.ts";
import { openDatabase } from "../../db/open.ts";
import { openInstallation } from "../../open-installation.ts";
import { copyBeforeMigration } from "./copy-before-migration.ts";

let houses: Installations;
beforeEach(async () => {
  houses = await makeInstallations();
});
afterEach(() => houses.remove());

const copiesOf = (name: string) => readdir(join(houses.dir, name, "backups")).catch(() => []);

test("a start that changes an older database keeps a sound copy of it as it was", async () => {
  await houses.open("one", async () => undefined);
  expect(await copiesOf("one")).toEqual([]);
  const { dataDir } = houses.configOf("old");
  const older = Object.fromEntries(Object.entries(migrations).slice(0, -1));
  await mkdir(dataDir);
  const file = join(dataDir, "older.db");
  const db = await openDatabase({ kind: "sqlite", file });
  await migrateToLatest(db, older);
  await db.destroy();
  const config = { ...houses.configOf("old"), database: { kind: "sqlite", file } as const };
  const ctx = await openInstallation(config, SILENT);
  expect((await listMigrations(ctx.db)).pending).toEqual([]);
  await ctx.db.destroy();
  const [copy, ...more] = await copiesOf("old");
  expect(more).toEqual([]);
  const copied = await openDatabase({ kind: "sqlite", file: join(dataDir, "backups", copy ?? "") });
  const standing = await listMigrations(copied).finally(() => copied.destroy());
  expect(standing.done).toEqual(Object.keys(older));
  expect(standing.pending).toHaveLength(1);
});

test("the newest three copies are kept", async () => {
  await houses.open("one", async () => undefined);
  const { dataDir, database } = houses.configOf("one");
  if (database.kind !== "sqlite") throw new Error("not an embedded database");
  const made: string[] = [];
  for (let at = 1; at <= 5; at += 1) made.push(await copyBeforeMigration(database, dataDir, "0099-next", at * 1_000));
  const kept = (await copiesOf("one")).map((name) => join(dataDir, "backups", name));
  expect(kept.sort()).toEqual(made.slice(-3).sort());
});
