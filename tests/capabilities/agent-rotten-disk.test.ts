import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as agentModule from "../../player/agent/agent.ts";
import { createSystemClock } from "../../player/agent/ports/clock.ts";
import { type AgentEvent, AgentRig, until } from "../support/agent-rig.ts";
import { importBroken } from "../support/broken-build.ts";
import type { WorldItem } from "../support/signed-world.ts";
import { StageClient } from "../support/stage-client.ts";

const ROUNDS = process.env.TEST_TIER === "long" ? 20 : 1;
const AT_ONCE = 8;

let rig: AgentRig;
let items: WorldItem[];
let copies: string;

beforeAll(async () => {
  rig = await AgentRig.create();
  items = [await rig.world.addItem({ durationMs: 2_100 }), await rig.world.addItem({ durationMs: 2_100 })];
  await rig.world.publish();
  await rig.startAgent();
  const stage = await rig.enterStage();
  await until("the first manifest plays", () => stage.offered.size === 2);
  items.push(await rig.world.addItem({ durationMs: 2_500 }));
  await rig.world.publish();
  await rig.world.withdraw(items[0]?.airingSha256 ?? "");
  await rig.server.pushStatus();
  await until(
    "the second plays and is logged",
    () => stage.offered.size === 3 && rig.server.records.length > 0,
    30_000,
  );
  await rig.stopAgent();
  await rig.server.stop();
  copies = await mkdtemp(join(tmpdir(), "cotmoc-rotten-"));
});

afterAll(async () => {
  await rig.close();
  await rm(copies, { recursive: true, force: true });
});

async function heldFiles(): Promise<string[]> {
  const entries = await readdir(rig.dataDir, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return paths.map((path) => path.slice(rig.dataDir.length + 1)).filter((path) => !path.startsWith("run/"));
}

type AgentModule = Pick<typeof agentModule, "startAgent">;

interface Spoilt {
  readonly name: string;
  readonly file: string;
  readonly spoil: (bytes: Buffer) => Buffer;
}

/**
 * Starts an agent, without a server, on a copy of the disk in which one file was spoilt; what it offered. By then `items`
 * different ones have played, and nothing that is not as it was approved.
 */
async function playFrom({ name, file, spoil }: Spoilt, { startAgent }: AgentModule, items: number): Promise<string[]> {
  const dataDir = join(copies, name);
  await cp(rig.dataDir, dataDir, { recursive: true });
  await writeFile(join(dataDir, file), spoil(await readFile(join(dataDir, file))));
  const events: AgentEvent[] = [];
  const report = (event: string, detail = {}) => events.push({ event, ...detail });
  const ports = {
    clock: createSystemClock(),
    random: () => 0.05,
    report,
    restart: () => undefined,
    onOnline: () => undefined,
  };
  const agent = await startAgent(rig.config({ dataDir }), ports);
  const stage = await StageClient.enter(String(events.find(({ event }) => event === "stage-address")?.url));
  try {
    const played = () => stage.seen.filter(({ arrivedSha256 }) => arrivedSha256 !== undefined);
    const isEnough = () => new Set(played().map(({ sha256 }) => sha256)).size >= items;
    await until(`something plays with a changed ${file}`, isEnough);
    const wrong = played().filter(({ sha256, arrivedSha256 }) => arrivedSha256 !== sha256);
    expect(wrong, `other bytes than approved, with a changed ${file}`).toEqual([]);
    expect(
      events.filter(({ event }) => event === "trouble" || event === "log-trouble"),
      file,
    ).toEqual([]);
    return [...stage.offered];
  } finally {
    stage.leave();
    await agent.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function playWithEach(kind: string, spoil: (bytes: Buffer) => Buffer): Promise<void> {
  const files = await heldFiles();
  expect(files.length).toBeGreaterThan(18);
  const withdrawn = items[0]?.airingSha256;
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const some = files.slice(from, from + AT_ONCE);
    const spoilt = some.map((file, index): Spoilt => ({ name: `${kind}-${from + index}`, file, spoil }));
    const offered = await Promise.all(spoilt.map((one) => playFrom(one, agentModule, 1)));
    expect(offered.flat()).not.toContain(withdrawn);
  }
}

describe("one spoilt file anywhere on the player's disk, with no server to ask, never stops it and is never shown", () => {
  it("a changed bit", async () => {
    for (let round = 0; round < ROUNDS; round += 1) await playWithEach(`bit${round}`, flipOneBit);
  });

  it("a file cut to nothing, or full of garbage", async () => {
    for (let round = 0; round < ROUNDS; round += 1) await playWithEach(`lost${round}`, loseAll);
  });

  it("would be shown, and be found out, if the agent gave its media out unchecked", async () => {
    const file = "player/agent/ports/store.ts";
    const [from, to] = ["if (!chunkList.matches(index, chunk)) {", "if (chunkList.count === 0) {"];
    const broken = await importBroken<AgentModule>("player/agent/agent.ts", [{ file, from, to }]);
    const media = items[1]?.mediaSha256 ?? "";
    const spoilt = { name: "broken", file: join("media", media.slice(0, 2), media), spoil: flipOneBit };
    await expect(playFrom(spoilt, broken, 2)).rejects.toThrow("other bytes than approved");
  });
});

function flipOneBit(bytes: Buffer): Buffer {
  const at = Math.floor(Math.random() * bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(Math.random() * 8)), at);
  return bytes;
}

function loseAll(bytes: Buffer): Buffer {
  return Math.random() < 0.5 ? Buffer.alloc(0) : Buffer.alloc(bytes.length, '\u0000\n{}"x');
}
