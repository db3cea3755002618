import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { buildForNode } from "../../scripts/build-for-node.ts";
import { withDefects } from "../support/broken-build.ts";
import { withoutSync } from "./kill-at.ts";
import { freeze, isRoot, LoopDisk, ROOT_ONLY } from "./loop-disk.ts";
import { ServerRig } from "./server-rig.ts";
import { WatchedPlayer } from "./watched-player.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const CUTS = IS_LONG ? 15 : 2;
const PLAYER_DISK_BYTES = 128 * 1_024 * 1_024;
/** A server does not start on less than 200 MB. */
const SERVER_DISK_BYTES = 512 * 1_024 * 1_024;

let disk: LoopDisk | undefined;
let player: WatchedPlayer | undefined;
let rig: ServerRig | undefined;
afterEach(async () => {
  await player?.close();
  await rig?.close();
  disk?.remove();
  disk = undefined;
  player = undefined;
  rig = undefined;
});

/** Plays without its server, so that its disk alone knows of it, until the power is gone. */
async function playAloneAndCut(watched: WatchedPlayer, on: LoopDisk): Promise<void> {
  await watched.shows(IS_LONG ? 2 : 1);
  await freeze(watched.agent.child.pid ?? 0);
  watched.endLife();
  on.cutPower();
  await watched.end("SIGKILL");
  on.restart();
  await watched.server.start();
}

async function createPlayer(on: LoopDisk): Promise<WatchedPlayer> {
  const watched = await WatchedPlayer.create({ dataDir: join(on.dir, "player") });
  watched.start();
  await watched.agent.line("installed");
  await watched.enterStage();
  return watched;
}

describe.skipIf(!isRoot)(`a power cut${ROOT_ONLY}`, () => {
  it(`takes no showing from a player, and gives none twice (${CUTS} cuts)`, async () => {
    disk = new LoopDisk(PLAYER_DISK_BYTES);
    player = await createPlayer(disk);
    for (let cut = 0; cut < CUTS; cut += 1) {
      await player.server.stop();
      await playAloneAndCut(player, disk);
      player.start();
      await player.enterStage();
      await player.drains();
      player.expectTruthUntilNow();
    }
  });

  it("takes them from a player that does not sync", async () => {
    disk = new LoopDisk(PLAYER_DISK_BYTES);
    player = await createPlayer(disk);
    await player.end("SIGTERM");
    disk.settle();
    await player.server.stop();
    player.start({}, { under: withoutSync() });
    await player.enterStage();
    await playAloneAndCut(player, disk);
    player.start();
    await player.enterStage();
    // What was lost may even be so much that the log cannot be continued; then nothing more is ever stored.
    await player.stores(1, 20_000).catch(() => undefined);
    await player.end("SIGKILL");
    expect(player.disagreements()).toContainEqual(expect.objectContaining({ what: "lost" }));
  });

  it(`takes nothing from a server that it acknowledged (${CUTS} cuts)`, async () => {
    disk = new LoopDisk(SERVER_DISK_BYTES);
    rig = await ServerRig.create({ dataDir: join(disk.dir, "server"), records: 2_000 * CUTS });
    for (let cut = 0; cut < CUTS; cut += 1) {
      expect(await cutServer(rig, disk), `cut ${cut + 1}`).toEqual([]);
    }
  });

  it("takes acknowledged records from a server that commits without syncing", async () => {
    const script = join(import.meta.dirname, "..", "..", "dist", `broken-${randomUUID()}.js`);
    const file = "server/db/sqlite-connection.ts";
    await buildForNode("server/main.ts", script, [
      withDefects([{ file, from: '"synchronous=FULL"', to: '"synchronous=OFF"' }]),
    ]);
    try {
      disk = new LoopDisk(SERVER_DISK_BYTES);
      rig = await ServerRig.create({ dataDir: join(disk.dir, "server"), records: 2_000, script });
      disk.settle();
      expect(await cutServer(rig, disk)).toEqual([expect.stringMatching(/acknowledged, \d+ stored/)]);
    } finally {
      await rm(script, { force: true });
      await rm(`${script}.map`, { force: true });
    }
  });
});

/** What a power cut in the midst of a player's sending does wrong to what is stored. */
async function cutServer(server: ServerRig, on: LoopDisk): Promise<string[]> {
  server.start();
  await server.acknowledges(50);
  await freeze(server.pid);
  on.cutPower();
  await server.end("SIGKILL");
  on.restart();
  return server.wrongs();
}
