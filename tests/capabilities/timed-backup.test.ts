import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServiceContext } from "../../server/context.ts";
import { findSetting, saveSetting } from "../../server/db/repos/settings.ts";
import { readBackupRecords } from "../../server/services/backup/backup-record.ts";
import { CheckedArchive } from "../../server/services/backup/read-archive.ts";
import { backUpByClock } from "../../server/services/backup/timed-backup.ts";
import { type Installations, makeInstallations, PASSPHRASE } from "../support/installation.ts";

const HOUR_MS = 3_600_000;
/** Three in the night where backups are made. */
const NIGHT_MS = Date.parse("2026-11-21T20:00:00Z");

let houses: Installations;
beforeEach(async () => {
  houses = await makeInstallations();
});
afterEach(() => houses.remove());

/** What the clock does at `atMs`; `passphrase` null: none was set. */
function tick(atMs: number, options: { passphrase?: string | null; keep?: number; dir?: string } = {}) {
  const config = houses.configOf("one");
  const { passphrase = null, keep = 3, dir = config.backup.dir } = options;
  const order = { ...config, backup: { dir, keep, passphrase } };
  return houses.open("one", (ctx) => backUpByClock({ ...ctx, now: () => atMs }, order));
}

const recordsOf = () => houses.open("one", ({ db }: ServiceContext) => readBackupRecords(db));
const archives = async () =>
  (await readdir(join(houses.dir, "one", "backups"))).filter((name) => name.endsWith(".tar")).sort();

describe("a backup by the clock", () => {
  it("is made each night, and by day only when a night was missed; the newest few are kept, and nothing else is touched", async () => {
    expect(await tick(NIGHT_MS)).toBe("made");
    expect(await tick(NIGHT_MS + HOUR_MS)).toBe("not-due");
    expect(await tick(NIGHT_MS + 12 * HOUR_MS)).toBe("not-due");
    await writeFile(join(houses.dir, "one", "backups", "mine.tar"), "somebody's own");
    for (let day = 1; day <= 4; day += 1) expect(await tick(NIGHT_MS + day * 24 * HOUR_MS)).toBe("made");
    const names = await archives();
    expect(names).toHaveLength(4);
    expect(names.filter((name) => name.startsWith("cot-moc-"))[0]).toContain("2026-11-23");
    expect(names).toContain("mine.tar");
    // The server was off at night.
    expect(await tick(NIGHT_MS + (4 * 24 + 29) * HOUR_MS)).toBe("not-due");
    expect(await tick(NIGHT_MS + (4 * 24 + 31) * HOUR_MS)).toBe("made");
    expect(await tick(NIGHT_MS + 1_000 * HOUR_MS, { keep: 0 })).toBe("not-due");
  });

  it("holds the keys only with a passphrase, says so, and without them comes back beside the installation's own", async () => {
    await houses.open("one", async ({ db, keys }) => {
      await keys.rootSigner();
      await saveSetting(db, "whose", "one");
    });
    await tick(NIGHT_MS);
    expect((await recordsOf()).backup).toMatchObject({ hasKeys: false, withMedia: false });
    const [bare = ""] = await archives();
    const file = join(houses.dir, "one", "backups", bare);
    const archive = await CheckedArchive.open(file);
    expect(archive.holdsKeys).toBe(false);
    await archive.close();
    await expect(houses.restore(file, "two")).rejects.toThrow(/keys .* are not there: this archive holds none/);
    expect(await readdir(join(houses.dir, "two"))).toEqual([]);
    await houses.open("one", ({ db }) => saveSetting(db, "whose", "later"));
    const { hadKeys } = await houses.restore(file, "one", { replace: true });
    expect(hadKeys).toBe(false);
    expect(await houses.open("one", ({ db }) => findSetting(db, "whose"))).toBe("one");

    await tick(NIGHT_MS + 24 * HOUR_MS, { passphrase: PASSPHRASE });
    expect((await recordsOf()).backup).toMatchObject({ hasKeys: true });
    const newest = (await archives()).at(-1) ?? "";
    await houses.restore(join(houses.dir, "one", "backups", newest), "two");
    expect(await houses.open("two", ({ db }) => findSetting(db, "whose"))).toBe("one");
  });

  it("that fails is noted with its reason, keeps the older ones, and is tried again two hours later", async () => {
    await tick(NIGHT_MS);
    const before = await archives();
    const blocked = join(houses.dir, "a file");
    await writeFile(blocked, "");
    const failing = { dir: join(blocked, "backups") };
    const later = NIGHT_MS + 24 * HOUR_MS;
    await expect(tick(later, failing)).rejects.toThrow();
    expect((await recordsOf()).timed).toMatchObject({ ok: false, atMs: later, madeAtMs: NIGHT_MS });
    expect((await recordsOf()).timed?.reason).not.toBe("");
    expect(await tick(later + HOUR_MS)).toBe("not-due");
    expect(await archives()).toEqual(before);
    await expect(tick(later + 3 * HOUR_MS, { passphrase: "ngắn" })).rejects.toThrow(/passphrase/);
    expect(await tick(later + 6 * HOUR_MS)).toBe("made");
    expect((await recordsOf()).timed).toMatchObject({ ok: true, reason: null });
  });
});
