import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { finishForgetting, wantForgetting } from "./forget-server.ts";

const TIED = ["airings", "commands-7.a", "current", "identity.a", "identity.b", "key.a", "key.b", "manifests"];
const KEPT = ["boot.a", "media", "outbox"];
let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "cotmoc-forget-"));
  for (const name of ["airings", "manifests", "media", "outbox"]) await mkdir(join(dataDir, name));
  for (const name of ["commands-7.a", "current", "identity.a", "identity.b", "key.a", "key.b", "boot.a"]) {
    await writeFile(join(dataDir, name), name);
  }
});
afterEach(() => rm(dataDir, { recursive: true }));

test("nothing is forgotten that nobody asked to forget", async () => {
  const before = await readdir(dataDir);
  expect(await finishForgetting(dataDir)).toBe(false);
  expect(await readdir(dataDir)).toEqual(before);
});

test("what ties the player to its server is put aside; its log, its media and its count of starts stay", async () => {
  await wantForgetting(dataDir, 1_000);
  expect(await finishForgetting(dataDir)).toBe(true);
  expect((await readdir(dataDir)).sort()).toEqual([...KEPT, "forgotten"].sort());
  expect((await readdir(join(dataDir, "forgotten", "1000"))).sort()).toEqual(TIED);
  expect(await finishForgetting(dataDir)).toBe(false);
});

test("cut off after any step, the next start brings it to the same end", async () => {
  for (let done = 0; done <= TIED.length; done += 1) {
    await wantForgetting(dataDir, 1_000);
    const aside = join(dataDir, "forgotten", "1000");
    await mkdir(aside, { recursive: true });
    for (const name of TIED.slice(0, done)) await rename(join(dataDir, name), join(aside, name));
    expect(await finishForgetting(dataDir)).toBe(true);
    expect((await readdir(dataDir)).sort()).toEqual([...KEPT, "forgotten"].sort());
    expect((await readdir(aside)).sort()).toEqual(TIED);
    for (const name of TIED) await rename(join(aside, name), join(dataDir, name));
  }
});
