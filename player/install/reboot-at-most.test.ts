import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let directory: string;
let wish: string;
let log: string;
let done: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cotmoc-reboot-"));
  wish = join(directory, "reboot-wanted");
  log = join(directory, "reboots");
  done = join(directory, "done");
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** The agent wishes for a reboot; whether it was granted. */
async function wishFor(): Promise<boolean> {
  await writeFile(wish, "");
  await rm(done, { force: true });
  execFileSync("sh", [join(import.meta.dirname, "reboot-at-most.sh"), wish, log, "touch", done], { stdio: "ignore" });
  expect(existsSync(wish)).toBe(false);
  return existsSync(done);
}

describe("a reboot", () => {
  it("is granted three times in a day, and each wish is taken away, so that none is granted twice", async () => {
    expect([await wishFor(), await wishFor(), await wishFor()]).toEqual([true, true, true]);
    expect([await wishFor(), await wishFor()]).toEqual([false, false]);
  });

  it("is granted again when a day has passed, and a clock set back grants none", async () => {
    const nowS = Math.floor(Date.now() / 1_000);
    await writeFile(log, `${nowS - 90_000}\n${nowS - 80_000}\n${nowS - 10}\n`);
    expect(await wishFor()).toBe(true);
    expect((await readFile(log, "utf8")).trim().split("\n")).toHaveLength(3);
    await writeFile(log, `${nowS + 9_000}\n${nowS + 9_001}\n${nowS + 9_002}\n`);
    expect(await wishFor()).toBe(false);
  });
});
