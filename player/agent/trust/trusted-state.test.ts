import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTrustedState } from "./trusted-state.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cotmoc-trusted-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe("what was trusted", () => {
  it("goes on being raised after a write that failed, and never counts what is not on disk", async () => {
    const dataDir = join(directory, "data");
    const trusted = await openTrustedState(dataDir);
    await trusted.raise({ manifestRevision: 1 });
    await rename(dataDir, `${dataDir}-away`);
    await writeFile(dataDir, "in the way");
    await expect(trusted.raise({ withdrawalsVersion: 5 })).rejects.toThrow();
    expect(trusted.current.withdrawalsVersion).toBe(0);
    await rm(dataDir);
    await rename(`${dataDir}-away`, dataDir);
    await trusted.raise({ withdrawalsVersion: 6 });
    expect((await openTrustedState(dataDir)).current).toMatchObject({ manifestRevision: 1, withdrawalsVersion: 6 });
  });

  it("mends a spoilt copy when it is read, so that the other may be lost later", async () => {
    await (await openTrustedState(directory)).raise({ rootVersion: 3 });
    for (const name of ["trusted.a", "trusted.b", "trusted.a"]) {
      await writeFile(join(directory, name), "garbage");
      expect((await openTrustedState(directory)).current.rootVersion).toBe(3);
    }
    expect(await readFile(join(directory, "trusted.a"))).toEqual(await readFile(join(directory, "trusted.b")));
  });

  it("never goes back", async () => {
    const trusted = await openTrustedState(directory);
    await trusted.raise({ rootVersion: 3, timeFloorMs: 9 });
    await trusted.raise({ rootVersion: 2, timeFloorMs: 8 });
    expect((await openTrustedState(directory)).current).toMatchObject({ rootVersion: 3, timeFloorMs: 9 });
  });
});
