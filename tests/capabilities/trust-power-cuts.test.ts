import { createHash } from "node:crypto";
import { open, rename } from "node:fs/promises";
import { Agent } from "node:http";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { ServerLink } from "../../player/agent/ports/network.ts";
import { openMediaStore } from "../../player/agent/ports/store.ts";
import { openTwinFile } from "../../player/agent/ports/twin-file.ts";
import { countBoot } from "../../player/agent/trust/boot-counter.ts";
import { ensureDeviceKey } from "../../player/agent/trust/device-key.ts";
import { openIdentityFile } from "../../player/agent/trust/identity.ts";
import { openManifestShelf } from "../../player/agent/trust/manifest-shelf.ts";
import { openRootKeeper } from "../../player/agent/trust/root-keeper.ts";
import { openTrustedState } from "../../player/agent/trust/trusted-state.ts";
import { openWithdrawalKeeper } from "../../player/agent/trust/withdrawal-keeper.ts";
import type { Manifest } from "../../schemas/manifest.ts";
import { cutPowerEverywhere } from "../support/power-cuts.ts";
import { SignedWorld } from "../support/signed-world.ts";

vi.mock("node:fs/promises", async (importReal) => {
  const { recordDisk } = await import("../support/power-cuts.ts");
  return recordDisk(await importReal());
});

const IDENTITY = {
  serverUrl: "http://server.test",
  serverName: "server.test",
  player: 7,
  screenId: "01930000-0000-7000-8000-0000000000a1",
};

const NOBODY: ServerLink = {
  baseUrl: "http://server.test",
  socketAgent: new Agent(),
  setToken: () => undefined,
  getBody: async () => ({ kind: "unreachable" }),
  getJson: async () => ({ kind: "unreachable" }),
  postJson: async () => ({ kind: "unreachable" }),
  postBytes: async () => ({ kind: "unreachable" }),
};

let world: SignedWorld;
let first: { manifest: Manifest; sha256: string };
let second: { manifest: Manifest; sha256: string };

beforeAll(async () => {
  world = await SignedWorld.create();
  await world.addItem();
  first = { manifest: await world.publish(), sha256: world.manifestSha256 ?? "" };
  const bad = await world.addItem();
  second = { manifest: await world.publish(), sha256: world.manifestSha256 ?? "" };
  await world.withdraw(bad.airingSha256);
});

async function pinRoot(dataDir: string) {
  const trusted = await openTrustedState(dataDir);
  const root = await openRootKeeper(dataDir, trusted);
  const [envelope] = world.roots;
  if (!root.isPinned && envelope !== undefined) await root.pin(envelope);
  return { trusted, root };
}

async function install(dataDir: string, { manifest, sha256 }: { manifest: Manifest; sha256: string }): Promise<void> {
  const { trusted, root } = await pinRoot(dataDir);
  const shelf = openManifestShelf(dataDir, manifest.screenId, root);
  await shelf.put(JSON.parse(JSON.stringify(world.manifests.get(sha256))), sha256);
  await trusted.raise({ manifestRevision: manifest.revision });
  await shelf.point(sha256);
}

async function heldOn(dataDir: string): Promise<string | undefined> {
  const { trusted, root } = await pinRoot(dataDir);
  const shelf = openManifestShelf(dataDir, first.manifest.screenId, root);
  return (await shelf.findCurrent(trusted.current.manifestRevision)).held?.sha256;
}

describe("a power cut at any step", () => {
  it("leaves a small text old or new, and new once its write has returned", async () => {
    const cuts = await cutPowerEverywhere({
      prepare: (dataDir) => openTwinFile(join(dataDir, "text")).write("old"),
      act: async (dataDir) => {
        const file = openTwinFile(join(dataDir, "text"));
        await file.read();
        await file.write("new");
      },
      check: async (dataDir, { done, name }) => {
        const text = await openTwinFile(join(dataDir, "text")).read();
        expect(done ? ["new"] : ["old", "new"], name).toContain(text);
      },
    });
    expect(cuts).toBeGreaterThan(20);
  });

  it("brings no trusted version back, and none is acted on that a restart would not know", async () => {
    await cutPowerEverywhere({
      prepare: async (dataDir) =>
        (await openTrustedState(dataDir)).raise({ manifestRevision: 4, withdrawalsVersion: 2 }),
      act: async (dataDir) => {
        const trusted = await openTrustedState(dataDir);
        await trusted.raise({ withdrawalsVersion: 3 });
        await trusted.raise({ manifestRevision: 5, timeFloorMs: 99 });
      },
      check: async (dataDir, { done, name }) => {
        const { current } = await openTrustedState(dataDir);
        expect(current.manifestRevision, name).toBeGreaterThanOrEqual(done ? 5 : 4);
        expect(current.withdrawalsVersion, name).toBeGreaterThanOrEqual(done ? 3 : 2);
      },
    });
  });

  it("gives no boot number twice", async () => {
    await cutPowerEverywhere({
      prepare: (dataDir) => countBoot(dataDir, () => 0),
      act: async (dataDir) => (await countBoot(dataDir, () => 0)).raiseAbove(7),
      check: async (dataDir, { done, name }) => {
        expect((await countBoot(dataDir, () => 0)).boot, name).toBeGreaterThan(done ? 8 : 1);
      },
    });
  });

  it("leaves a player paired or not paired, with one key, and never locked out by its own root", async () => {
    await cutPowerEverywhere({
      prepare: async (dataDir) => ensureDeviceKey(dataDir),
      act: async (dataDir) => {
        await pinRoot(dataDir);
        await openIdentityFile(dataDir).write(IDENTITY);
      },
      check: async (dataDir, { done, name }) => {
        await ensureDeviceKey(dataDir);
        const trusted = await openTrustedState(dataDir);
        const root = await openRootKeeper(dataDir, trusted);
        const identity = await openIdentityFile(dataDir).find();
        if (done || identity !== undefined) expect(identity, name).toEqual(IDENTITY);
        if (identity !== undefined) expect(root.isPinned, name).toBe(true);
      },
    });
  });

  it("plays the old manifest or the new one, whole, and the new one once it was installed", async () => {
    const cuts = await cutPowerEverywhere({
      prepare: (dataDir) => install(dataDir, first),
      act: (dataDir) => install(dataDir, second),
      check: async (dataDir, { done, name }) => {
        const held = await heldOn(dataDir);
        expect(done ? [second.sha256] : [first.sha256, second.sha256], name).toContain(held);
      },
    });
    expect(cuts).toBeGreaterThan(30);
  });

  it("has the very first manifest whole or not at all", async () => {
    await cutPowerEverywhere({
      prepare: pinRoot,
      act: (dataDir) => install(dataDir, first),
      check: async (dataDir, { done, name }) => {
        const held = await heldOn(dataDir);
        expect(done ? [first.sha256] : [undefined, first.sha256], name).toContain(held);
      },
    });
  });

  it("brings nothing back that was hidden by a withdrawal", async () => {
    const [version = 0] = [...world.withdrawalLists.keys()].slice(-1);
    const offered = world.withdrawalLists.get(version);
    if (offered === undefined) throw new Error("no list");
    await cutPowerEverywhere({
      prepare: pinRoot,
      act: async (dataDir) => {
        const { trusted, root } = await pinRoot(dataDir);
        const keeper = await openWithdrawalKeeper(dataDir, root, trusted);
        expect(await keeper.raiseTo(version, NOBODY, offered)).toEqual({ moved: true });
      },
      check: async (dataDir, { done, name }) => {
        const { trusted, root } = await pinRoot(dataDir);
        const keeper = await openWithdrawalKeeper(dataDir, root, trusted);
        if (trusted.current.withdrawalsVersion > 0 || done) expect(keeper.current?.airings.size, name).toBe(1);
      },
    });
  });

  it("has a fetched file whole or not at all", async () => {
    const bytes = Buffer.alloc(70_000, "Cột Mốc ");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await cutPowerEverywhere({
      prepare: (dataDir) => openMediaStore(dataDir, () => undefined),
      act: async (dataDir) => {
        const store = await openMediaStore(dataDir, () => undefined);
        const path = join(store.tmpDir, `${sha256}.part`);
        const file = await open(path, "w");
        await file.write(bytes);
        await file.close();
        await store.adopt(path, sha256);
      },
      check: async (dataDir, { done, name }) => {
        const store = await openMediaStore(dataDir, () => undefined);
        const isHere = (await store.list()).includes(sha256);
        if (done) expect(isHere, name).toBe(true);
        if (isHere) expect(await store.verify(sha256, async () => undefined), name).toBe(true);
      },
    });
  });

  it("is caught by this test when a rename is not preceded by a sync of the file", async () => {
    const careless = cutPowerEverywhere({
      prepare: async () => undefined,
      act: async (dataDir) => {
        const file = await open(join(dataDir, "text.tmp"), "w");
        await file.writeFile("new");
        await file.close();
        await rename(join(dataDir, "text.tmp"), join(dataDir, "text.a"));
      },
      check: async (dataDir, { done }) => {
        const text = await openTwinFile(join(dataDir, "text")).read();
        expect(done ? text : "").toBe(done ? "new" : "");
      },
    });
    await expect(careless).rejects.toThrow();
  });
});
