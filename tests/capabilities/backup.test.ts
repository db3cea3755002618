import { execFileSync } from "node:child_process";
import { copyFile, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../server/db/open.ts";
import { findSetting, saveSetting } from "../../server/db/repos/settings.ts";
import { fingerprintTables } from "../../server/db/table-fingerprints.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { BackupRefused } from "../../server/services/backup/backup-refused.ts";
import { drillBackup } from "../../server/services/backup/drill-backup.ts";
import { CheckedArchive } from "../../server/services/backup/read-archive.ts";
import { startServer } from "../../server/start-server.ts";
import { putReadyAsset } from "../support/content-factory.ts";
import { type Installations, makeInstallations, PASSPHRASE, SILENT } from "../support/installation.ts";

let houses: Installations;
beforeEach(async () => {
  houses = await makeInstallations();
});
afterEach(() => houses.remove());

const rowsOf = async (file: string) => {
  const db = await openDatabase({ kind: "sqlite", file });
  return fingerprintTables(db).finally(() => db.destroy());
};
const databaseOf = (name: string) => join(houses.dir, name, "cot-moc.db");
const everyFile = async (name: string) => (await readdir(join(houses.dir, name), { recursive: true })).sort();

describe("a backup", () => {
  it("beside a server that writes holds every transaction whole, and comes back row by row", async () => {
    const server = await startServer(houses.configOf("one"), SILENT);
    let isMade = false;
    const write = (count: number) =>
      withTransaction(server.ctx.db, async (tx) => {
        await saveSetting(tx, "half-one", String(count));
        await saveSetting(tx, "half-two", String(count));
      });
    await write(1);
    const writing = (async () => {
      let count = 1;
      for (; !isMade; count += 1) await write(count + 1);
      return count;
    })();
    const file = await houses.backUp("one").finally(() => {
      isMade = true;
    });
    const written = await writing;
    await server.stop();
    await houses.restore(file, "two");
    const came = await rowsOf(databaseOf("two"));
    const archive = await CheckedArchive.open(file);
    await archive.extract("database.db", join(houses.dir, "copy.db"));
    await archive.close();
    expect(came).toEqual(await rowsOf(join(houses.dir, "copy.db")));
    const halves = await houses.open("two", async ({ db }) => [
      await findSetting(db, "half-one"),
      await findSetting(db, "half-two"),
    ]);
    expect(Number(halves[0])).toBeGreaterThanOrEqual(1);
    expect(written).toBeGreaterThan(Number(halves[0]));
    expect(halves[1]).toBe(halves[0]);
  });

  it("is a plain tar in which neither key nor passphrase can be read", async () => {
    await houses.open("one", async ({ keys }) => keys.rootSigner());
    const file = await houses.backUp("one");
    const names = execFileSync("tar", ["-tf", file], { encoding: "utf8" }).trim().split("\n");
    expect(names).toEqual([
      "database.db",
      "media.json",
      "settings.json",
      "keys.sealed",
      "manifest.json",
      "manifest.sha256",
    ]);
    const bytes = await readFile(file);
    const { d } = JSON.parse(await readFile(join(houses.dir, "one", "keys", "root.json"), "utf8"));
    for (const secret of [d, PASSPHRASE]) expect(bytes.includes(secret)).toBe(false);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it("names the media that are missing, and with media carries the others over", async () => {
    const { mainSha256, thumbnailSha256 } = await houses.open("one", async (ctx) => {
      const put = await putReadyAsset(ctx, "ảnh");
      await rm(ctx.store.pathOf(put.thumbnailSha256));
      return put;
    });
    const bare = await houses.backUp("one", { file: join(houses.dir, "bare.tar") });
    const full = await houses.backUp("one", { withMedia: true });
    expect((await houses.restore(full, "two")).missing.map(({ sha256 }) => sha256)).toEqual([thumbnailSha256]);
    expect(await houses.open("two", ({ store }) => store.find(mainSha256))).toBeDefined();
    expect((await houses.restore(bare, "three")).missing.map(({ sha256 }) => sha256)).toContain(mainSha256);
  });

  it("that was cut short or changed anywhere is refused, and nothing is written", async () => {
    await houses.open("one", async () => undefined);
    const file = await houses.backUp("one");
    const { size } = await stat(file);
    const changed = join(houses.dir, "changed.tar");
    const places = Array.from({ length: 25 }, (_, index) => Math.floor((index * (size - 1_100)) / 24));
    for (const place of places) {
      await copyFile(file, changed);
      const handle = await open(changed, "r+");
      const byte = Buffer.alloc(1);
      await handle.read(byte, 0, 1, place);
      await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, place);
      await handle.close();
      // The filling behind a file's end is no part of it.
      const verdict = await CheckedArchive.open(changed).then(
        (archive) => archive.close().then(() => archive.manifest),
        (error: unknown) => error,
      );
      const isFilling = !(verdict instanceof BackupRefused);
      if (isFilling) expect(byte[0], `byte ${place}`).toBe(0);
    }
    for (const length of [0, 512, Math.floor(size / 2), size - 512, size - 1]) {
      await copyFile(file, changed);
      await truncate(changed, length);
      await expect(houses.restore(changed, "two"), `${length} bytes`).rejects.toThrow(BackupRefused);
    }
    expect(await everyFile("two")).toEqual([]);
  });

  it("that fails leaves nothing under its name or beside it", async () => {
    await houses.open("one", async () => undefined);
    await rm(join(houses.dir, "one", "keys"), { recursive: true });
    await writeFile(join(houses.dir, "one.tar"), "an older one");
    await expect(houses.backUp("one")).rejects.toThrow(/keys/);
    expect(await readFile(join(houses.dir, "one.tar"), "utf8")).toBe("an older one");
    expect((await readdir(houses.dir)).sort()).toEqual(["one", "one.tar"]);
  });
});

describe("a restore", () => {
  it("refuses while a server runs, over an installation, and with another passphrase, and touches nothing", async () => {
    await houses.open("one", async () => undefined);
    const file = await houses.backUp("one");
    const server = await startServer(houses.configOf("one"), SILENT);
    await expect(houses.restore(file, "one", { replace: true })).rejects.toThrow(/A server runs/);
    await expect(startServer(houses.configOf("one"), SILENT)).rejects.toThrow(/Another server/);
    await server.stop();
    const before = await everyFile("one");
    await expect(houses.restore(file, "one")).rejects.toThrow(/--replace/);
    const wrong = houses.restore(file, "one", { replace: true, passphrase: "một câu khác hẳn" });
    await expect(wrong).rejects.toThrow(/passphrase/);
    expect(await everyFile("one")).toEqual(before);
  });

  it("moves aside what was there, begins a new epoch, and ends every session and link", async () => {
    const nowMs = Date.now();
    const oldEpoch = await houses.open("one", async ({ db, settings }) => {
      await db
        .insertInto("one_time_links")
        .values({
          token_sha256: "a".repeat(64),
          purpose: "first-run",
          person_id: null,
          expires_at_ms: nowMs + 3_600_000,
          used_at_ms: null,
          created_at_ms: nowMs,
        })
        .execute();
      return settings.serverEpoch;
    });
    const file = await houses.backUp("one");
    await houses.open("one", ({ db }) => saveSetting(db, "written-later", "yes"));
    const { movedTo } = await houses.restore(file, "one", { replace: true });
    const after = await houses.open("one", async ({ db, settings }) => ({
      epoch: settings.serverEpoch,
      later: await findSetting(db, "written-later"),
      links: await db
        .selectFrom("one_time_links")
        .where("expires_at_ms", ">", nowMs + 60_000)
        .selectAll()
        .execute(),
      lines: await db.selectFrom("audit_log").select("actor_id").where("action", "=", "restore-backup").execute(),
    }));
    expect(after).toMatchObject({ later: undefined, links: [], lines: [{ actor_id: "system:restore" }] });
    expect(after.epoch).not.toBe(oldEpoch);
    expect(await houses.open("one", async ({ settings }) => settings.serverEpoch)).toBe(after.epoch);
    const aside = await openDatabase({ kind: "sqlite", file: join(movedTo ?? "", "cot-moc.db") });
    expect(await findSetting(aside, "written-later").finally(() => aside.destroy())).toBe("yes");
  });
});

describe("the drill", () => {
  it("restores what is in use, finds every table equal, opens it and leaves nothing behind", async () => {
    await houses.open("one", (ctx) => putReadyAsset(ctx, "ảnh"));
    const before = await everyFile("one");
    const drill = await drillBackup(houses.configOf("one"), Date.now(), SILENT);
    expect(drill).toMatchObject({ ok: true, opens: true });
    expect(drill.tables.length).toBeGreaterThan(40);
    expect(drill.tables.every(({ verdict }) => verdict === "equal")).toBe(true);
    expect(drill.auditRows).toBeGreaterThan(0);
    expect(await everyFile("one")).toEqual(before);
  });

  it("would find a row that did not come back", async () => {
    await houses.open("one", async () => undefined);
    const file = await houses.backUp("one");
    await houses.restore(file, "two");
    const db = await openDatabase({ kind: "sqlite", file: databaseOf("two") });
    await db.deleteFrom("reference_rows").where("kind", "=", "holiday").execute();
    await db.destroy();
    const [one, two] = [await rowsOf(databaseOf("one")), await rowsOf(databaseOf("two"))];
    const differing = one.filter(({ sha256 }, index) => sha256 !== two[index]?.sha256).map(({ table }) => table);
    expect(differing).toEqual(["reference_rows"]);
  });
});
