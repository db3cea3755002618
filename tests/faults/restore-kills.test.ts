import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildForNode } from "../../scripts/build-for-node.ts";
import { openDatabase } from "../../server/db/open.ts";
import { findSetting, saveSetting } from "../../server/db/repos/settings.ts";
import { settleRestore } from "../../server/services/backup/swap-in.ts";
import { type Defect, withDefects } from "../support/broken-build.ts";
import { type Installations, makeInstallations, PASSPHRASE } from "../support/installation.ts";
import { type KernelCall, killAt, ONE_FILE_THREAD } from "./kill-at.ts";

const projectDir = join(import.meta.dirname, "..", "..");
const IS_LONG = process.env.TEST_TIER === "long";
/** A restore over an installation renames seven times; what comes after the last one is the end of its journal. */
const PLACES: readonly (readonly [KernelCall, number])[] = IS_LONG
  ? (["rename", "fsync", "pwrite64"] as const).flatMap((call) =>
      Array.from({ length: 20 }, (_, index) => [call, index + 1] as const),
    )
  : [
      ["rename", 3],
      ["rename", 4],
      ["rename", 6],
      ["fsync", 12],
    ];

const scripts: string[] = [];

/** The command as it is run, in one file. */
async function bundle(name: "restore" | "backup", defects: readonly Defect[] = []): Promise<string> {
  // Where its packages are found.
  const outfile = join(projectDir, "dist", `${name}-${randomUUID()}.mjs`);
  scripts.push(outfile, `${outfile}.map`);
  await buildForNode(`scripts/${name}.ts`, outfile, [withDefects(defects)]);
  return outfile;
}

let restore: string;
let houses: Installations;
let archive: string;
beforeAll(async () => {
  restore = await bundle("restore");
});
afterAll(async () => {
  for (const script of scripts) await rm(script, { force: true });
});
beforeEach(async () => {
  houses = await makeInstallations();
  await houses.open("other", ({ db }) => saveSetting(db, "whose", "archive"));
  archive = await houses.backUp("other");
  await houses.open("one", ({ db }) => saveSetting(db, "whose", "old"));
});
afterEach(() => houses.remove());

/** How the command ended: its exit code, or null when it was killed. */
function run(script: string, args: readonly string[], place?: readonly [KernelCall, number]): Promise<number | null> {
  const under = place === undefined ? [] : killAt(...place);
  const [command = process.execPath, ...rest] = [...under, process.execPath, script, ...args];
  const { dataDir } = houses.configOf("one");
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, BACKUP_PASSPHRASE: PASSPHRASE, ...ONE_FILE_THREAD };
  const child = spawn(command, rest, { env, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve) => child.once("close", resolve));
}

/** Whose database and keys lie in place, once a start has looked at the directory. */
async function stateOfOne(): Promise<{ database: string | undefined; keys: string; left: string[] }> {
  const { dataDir } = houses.configOf("one");
  await settleRestore(dataDir);
  const keyOf = (name: string) => readFile(join(houses.dir, name, "keys", "root.json"), "utf8").catch(() => "none");
  const key = await keyOf("one");
  const names = await readdir(dataDir);
  const db = names.includes("cot-moc.db")
    ? await openDatabase({ kind: "sqlite", file: join(dataDir, "cot-moc.db") })
    : null;
  const database = db === null ? undefined : await findSetting(db, "whose").finally(() => db.destroy());
  const keys = key === (await keyOf("other")) ? "archive" : key === "none" ? "none" : "old";
  return { database, keys, left: names.filter((name) => /restor/.test(name)).sort() };
}

describe("a restore that is killed", () => {
  it(`leaves the old installation or the new one, whole, wherever that is (${PLACES.length} places)`, async () => {
    let undone = 0;
    for (const place of PLACES) {
      const before = (await stateOfOne()).left;
      const code = await run(restore, [archive, "--replace"], place);
      const { database, keys, left } = await stateOfOne();
      expect([database, keys], `${place}`).toEqual([keys, database]);
      if (database === "old") {
        undone += 1;
        expect(left, `${place}`).toEqual(before);
      } else {
        // Its journal was gone before the kill, or it was never killed.
        expect([database, code === null || code === 0], `${place}`).toEqual(["archive", true]);
        await houses.restore(await backUpOld(), "one", { replace: true });
      }
    }
    expect(undone).toBeGreaterThan(PLACES.length / 3);
    expect(await run(restore, [archive, "--replace"])).toBe(0);
    const { database, keys, left } = await stateOfOne();
    expect([database, keys]).toEqual(["archive", "archive"]);
    expect(left).toEqual(expect.arrayContaining([expect.stringMatching(/^before-restore-/), "restored.json"]));
  });

  it("would leave one half of each, and be found out, without its journal", async () => {
    const broken = await bundle("restore", [
      {
        file: "server/services/backup/swap-in.ts",
        from: "  await writeDurably(join(dataDir, JOURNAL), JSON.stringify({ staging, aside, had }));\n",
        to: "",
      },
    ]);
    // Without it the renames come one earlier: between the old keys' going and the new database's coming.
    await run(broken, [archive, "--replace"], ["rename", 3]);
    const { database, keys } = await stateOfOne();
    expect([database, keys]).not.toEqual(["old", "old"]);
    expect([database, keys]).not.toEqual(["archive", "archive"]);
  });
});

/** An archive of the old installation as it was, to begin from it again. */
async function backUpOld(): Promise<string> {
  const fresh = await makeInstallations();
  try {
    await fresh.open("one", ({ db }) => saveSetting(db, "whose", "old"));
    return await fresh.backUp("one", { file: join(houses.dir, "old.tar") });
  } finally {
    await fresh.remove();
  }
}

describe("a backup that is killed", () => {
  it("leaves nothing under its name", async () => {
    const backup = await bundle("backup");
    const file = join(houses.dir, "killed.tar");
    await run(backup, [file], ["rename", 1]);
    expect(await readdir(houses.dir)).not.toContain("killed.tar");
    expect(await run(backup, [file])).toBe(0);
    expect(await readdir(houses.dir)).toContain("killed.tar");
  });
});
