import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { settleRestore, swapIn } from "./swap-in.ts";

const STAGING = "restoring-1";
const ASIDE = "before-restore-1";
/** The old installation has a log beside its database and no mark, the new one the other way round. */
const OLD = ["cot-moc.db", "cot-moc.db-wal", "keys"];
const NEW = ["cot-moc.db", "keys", "restored.json"];
const FORWARD = [
  ...OLD.map((name) => [name, join(ASIDE, name)] as const),
  ...NEW.map((name) => [join(STAGING, name), name] as const),
];

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "cotmoc-swap-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function prepare(dataDir: string): Promise<void> {
  await mkdir(join(dataDir, STAGING), { recursive: true });
  for (const name of OLD) await writeFile(join(dataDir, name), `old ${name}`);
  for (const name of NEW) await writeFile(join(dataDir, STAGING, name), `new ${name}`);
  await writeFile(join(dataDir, "store"), "untouched");
}

async function filesOf(dataDir: string): Promise<Record<string, string>> {
  const names = await readdir(dataDir);
  const texts = await Promise.all(names.map((name) => readFile(join(dataDir, name), "utf8").catch(() => "a folder")));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""]));
}

const files = (kind: string, names: readonly string[]) =>
  Object.fromEntries([...names.map((name) => [name, `${kind} ${name}`]), ["store", "untouched"]]);

test("what lay in place is moved aside whole, and what was prepared takes its place", async () => {
  await prepare(dir);
  expect(await swapIn(dir, STAGING, ASIDE)).toBe(true);
  expect(await filesOf(dir)).toEqual({ ...files("new", NEW), [ASIDE]: "a folder" });
  const { store: _, ...old } = files("old", OLD);
  expect(await filesOf(join(dir, ASIDE))).toEqual(old);
  expect(await settleRestore(dir)).toEqual({ undone: false });
  expect(await filesOf(dir)).toEqual({ ...files("new", NEW), [ASIDE]: "a folder" });
});

test("broken off after any step, and its undoing after any step too, the old state is there again", async () => {
  for (let steps = 0; steps <= FORWARD.length; steps += 1) {
    // What undoing takes back, in the order of the names: the new one first, then the old one in its place.
    const done = FORWARD.slice(0, steps);
    const names = ["cot-moc.db", "cot-moc.db-wal", "keys", "restored.json"];
    const back = names.flatMap((name) =>
      done
        .filter(([from, to]) => from === name || to === name)
        .reverse()
        .map(([from, to]) => [to, from] as const),
    );
    for (let undone = 0; undone <= back.length; undone += 1) {
      const dataDir = join(dir, `${steps}-${undone}`);
      await prepare(dataDir);
      await mkdir(join(dataDir, ASIDE));
      const journal = { staging: STAGING, aside: ASIDE, had: OLD };
      await writeFile(join(dataDir, "restore-journal.json"), JSON.stringify(journal));
      for (const [from, to] of [...done, ...back.slice(0, undone)])
        await rename(join(dataDir, from), join(dataDir, to));
      expect(await settleRestore(dataDir)).toEqual({ undone: true });
      expect(await filesOf(dataDir), `${steps} steps, ${undone} undone`).toEqual(files("old", OLD));
      expect(await settleRestore(dataDir)).toEqual({ undone: false });
    }
  }
});
