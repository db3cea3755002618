import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AgentRig, until } from "../support/agent-rig.ts";
import type { StageClient } from "../support/stage-client.ts";

let rig: AgentRig;

beforeEach(async () => {
  rig = await AgentRig.create();
});

afterEach(async () => {
  await rig.close();
});

/** Flips one bit in the middle of a file. */
async function flipIn(path: string): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(path, flip(bytes));
}

function flip(bytes: Buffer, at = Math.floor(bytes.length / 2)): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

async function pathOf(folder: string, name: string): Promise<string> {
  const entries = await readdir(join(rig.dataDir, folder), { recursive: true });
  const found = entries.find((entry) => entry.endsWith(name));
  if (found === undefined) throw new Error(`${name} is not in ${folder}`);
  return join(rig.dataDir, folder, found);
}

function hasOnlySeenRightBytes(stage: StageClient): boolean {
  return stage.seen.every(({ sha256, arrivedSha256 }) => arrivedSha256 === undefined || arrivedSha256 === sha256);
}

async function play(): Promise<StageClient> {
  await rig.startAgent();
  return rig.enterStage();
}

describe("a changed byte is never handed to the stage", () => {
  it("in a rendition on disk: it is put away and fetched again", async () => {
    const item = await rig.world.addItem({ sizeBytes: 700_000 });
    await rig.world.publish();
    const stage = await play();
    await until("it plays", () => stage.seen.length >= 1);
    await flipIn(await pathOf("media", item.mediaSha256));
    expect(await stage.fetchMedia(item.mediaSha256)).toEqual({ status: 404, sha256: undefined });
    await until(
      "it is whole again",
      async () => (await stage.fetchMedia(item.mediaSha256)).sha256 === item.mediaSha256,
    );
    expect(hasOnlySeenRightBytes(stage)).toBe(true);
    expect(rig.events.some(({ event }) => event === "media-changed")).toBe(true);
  });

  it("in a rendition from the server: the item stays away, the rest plays", async () => {
    const bad = await rig.world.addItem({ sizeBytes: 300_000 });
    const good = await rig.world.addItem();
    await rig.world.publish();
    rig.server.wrong.tamper = (path, body) => (path.endsWith(bad.mediaSha256) ? flip(body) : body);
    const stage = await play();
    await until("the good one plays", () => stage.seen.length >= 1);
    expect(stage.offered).toEqual(new Set([good.airingSha256]));
    expect((await stage.fetchMedia(bad.mediaSha256)).status).toBe(404);
    await until("the server is told", () =>
      rig.server.states.some(({ troubles }) => troubles.some((trouble) => trouble.airingSha256 === bad.airingSha256)),
    );
    expect(rig.server.states.at(-1)?.heldRevision).toBe(1);
  });

  it("in an airing document on disk, with no server to ask again", async () => {
    const bad = await rig.world.addItem();
    const good = await rig.world.addItem();
    await rig.world.publish();
    let stage = await play();
    await until("both are offered", () => stage.offered.size === 2);
    await rig.stopAgent();
    await rig.server.stop();
    const path = await pathOf("airings", `${bad.airingSha256}.json`);
    const bundle = await readFile(path, "utf8");
    await writeFile(path, bundle.replace("Ảnh 1", "Ảnh X"));
    stage = await play();
    await until("the good one plays", () => stage.seen.length >= 1);
    expect(stage.offered).toEqual(new Set([good.airingSha256]));
  });

  it("in an airing document or an approval from the server", async () => {
    const changed = await rig.world.addItem();
    const forged = await rig.world.addItem();
    const good = await rig.world.addItem();
    await rig.world.publish();
    rig.server.wrong.tamper = (path, body) => {
      if (path.endsWith(changed.airingSha256)) return Buffer.from(body.toString().replace("Ảnh 1", "Ảnh X"));
      if (!path.endsWith(forged.airingSha256)) return body;
      const bundle = JSON.parse(body.toString());
      bundle.approvals[1].signatures[0].signature = bundle.approvals[0].signatures[0].signature;
      return Buffer.from(JSON.stringify(bundle));
    };
    const stage = await play();
    await until("the good one plays", () => stage.seen.length >= 1);
    expect(stage.offered).toEqual(new Set([good.airingSha256]));
  });

  it("in a manifest from the server: the one before plays on", async () => {
    const first = await rig.world.addItem();
    await rig.world.publish();
    const stage = await play();
    await until("it plays", () => stage.seen.length >= 1);
    const second = await rig.world.addItem();
    await rig.world.publish([second]);
    rig.server.wrong.tamper = (path, body) => {
      if (!path.startsWith("/player/manifest/")) return body;
      const envelope = JSON.parse(body.toString());
      return Buffer.from(JSON.stringify({ ...envelope, payload: flip(Buffer.from(envelope.payload)).toString() }));
    };
    await rig.server.pushStatus();
    await until("it is refused", () => rig.events.some(({ event }) => event === "manifest-refused"));
    expect(stage.offered).toEqual(new Set([first.airingSha256]));
    expect(rig.events.filter(({ event }) => event === "installed")).toHaveLength(1);
  });

  it("in a signature: of a manifest, and of the status that names it", async () => {
    const first = await rig.world.addItem();
    await rig.world.publish();
    const stage = await play();
    await until("it plays", () => stage.seen.length >= 1);
    const second = await rig.world.addItem();
    await rig.world.publish([second]);
    rig.server.wrong.tamper = (path, body) => {
      if (!path.startsWith("/player/manifest/")) return body;
      const envelope = JSON.parse(body.toString());
      envelope.signatures[0].signature = `${"A".repeat(85)}Q`;
      return Buffer.from(JSON.stringify(envelope));
    };
    await rig.server.pushStatus();
    await until("the manifest is refused", () => rig.events.some(({ event }) => event === "manifest-refused"));
    const sign = rig.world.signStatus.bind(rig.world);
    rig.world.signStatus = async () => {
      const status = await sign();
      return { ...status, signatures: status.signatures.map((one) => ({ ...one, signature: `${"A".repeat(85)}Q` })) };
    };
    await rig.server.pushStatus();
    await until("the status is refused", () => rig.events.some(({ event }) => event === "status-refused"));
    expect(stage.offered).toEqual(new Set([first.airingSha256]));
  });

  it("in the manifest on disk: the one before it plays, without a server", async () => {
    const first = await rig.world.addItem();
    await rig.world.publish();
    let stage = await play();
    await until("the first is there", () => stage.offered.size === 1);
    const second = await rig.world.addItem();
    await rig.world.publish([second]);
    await rig.server.pushStatus();
    await until("the second is there", () => stage.offered.size === 2);
    await rig.stopAgent();
    await rig.server.stop();
    await flipIn(await pathOf("manifests", `${rig.world.manifestSha256}.json`));
    stage = await play();
    await until("the one before plays", () => stage.offered.size === 1);
    expect(stage.offered).toEqual(new Set([first.airingSha256]));
  });

  it("when the server offers an older manifest than one already installed", async () => {
    await rig.world.addItem();
    await rig.world.publish();
    const firstSha256 = rig.world.manifestSha256;
    const second = await rig.world.addItem();
    await rig.world.publish([second]);
    const stage = await play();
    await until("the second plays", () => stage.offered.size === 1);
    rig.world.manifestSha256 = firstSha256;
    rig.world.revision = 1;
    await rig.server.pushStatus();
    await until("it is refused", () =>
      rig.events.some(({ event, reason }) => event === "manifest-refused" && reason === "gone-back"),
    );
    expect(stage.offered).toEqual(new Set([second.airingSha256]));
  });
});
