import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { buildBrokenAgent } from "../support/broken-build.ts";
import { until } from "../support/processes.ts";
import type { WorldItem } from "../support/signed-world.ts";
import { type KernelCall, letDieAt, ONE_FILE_THREAD } from "./kill-at.ts";
import { SHOWING_MS, WatchedPlayer } from "./watched-player.ts";

const KILLS = process.env.TEST_TIER === "long" ? 100 : 6;
/** Calls that a player makes between the server's word and the moment the picture goes; now and then one for its log. */
const PLACES: readonly (readonly [KernelCall, number])[] = [
  ["rename", 2],
  ["fsync", 3],
  ["rename", 3],
  ["fsync", 5],
  ["rename", 4],
  ["fsync", 7],
  ["fsync", 8],
];
/** Nobody listens there. */
const NO_SERVER = "http://127.0.0.1:9";

let player: WatchedPlayer | undefined;
afterEach(async () => {
  await player?.close();
  player = undefined;
});

/** Both copies of the list as they lie on the disk. */
async function keptLists(dataDir: string): Promise<string> {
  const copies = ["a", "b"].map((copy) => readFile(join(dataDir, `withdrawals.${copy}`), "utf8").catch(() => ""));
  return (await Promise.all(copies)).join();
}

/** One item that stays and a new one, so that there is something else to show. */
async function publishWithNew(world: WatchedPlayer["world"], good: WorldItem): Promise<WorldItem> {
  const bad = await world.addItem({ durationMs: SHOWING_MS });
  await world.publish([good, bad]);
  return bad;
}

describe("a withdrawal", () => {
  it(`is never undone by a kill between its list on disk and the glass (${KILLS} kills)`, async () => {
    player = await WatchedPlayer.create({ items: 1 });
    const { server, world } = player;
    const good = world.items[0] as WorldItem;
    let keptUnhidden = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const bad = await publishWithNew(world, good);
      player.start(ONE_FILE_THREAD);
      await player.enterStage();
      const { stage } = player;
      await until("the new one is offered", 30_000, () => stage.offered.has(bad.airingSha256) || undefined);
      const before = await keptLists(player.dataDir);
      const [call, count] = PLACES[kill % PLACES.length] ?? ["rename", 2];
      await letDieAt(player.agent.child.pid ?? 0, call, count);
      await world.withdraw(bad.airingSha256);
      await server.pushStatus();
      const { child } = player.agent;
      await until("the agent to die", 30_000, () => child.signalCode !== null || undefined);
      const isHidden = !stage.slots.some(({ airingSha256 }) => airingSha256 === bad.airingSha256);
      await player.end("SIGKILL");
      const isKept = (await keptLists(player.dataDir)) !== before;
      expect(isHidden && !isKept, `hidden before it was kept: ${call} ${count}`).toBe(false);
      if (isKept && !isHidden) keptUnhidden += 1;

      player.start({ SERVER_URL: NO_SERVER });
      await player.enterStage();
      const after = player.stage;
      await until("it plays without a server", 30_000, () => after.seen.length > 0 || undefined);
      if (isKept) expect(after.offered, `kill ${kill + 1}: ${call} ${count}`).toEqual(new Set([good.airingSha256]));
      await player.end("SIGKILL");
    }
    expect(keptUnhidden).toBeGreaterThan(KILLS / 3);
  });

  it("would come back, and be found out, if it were hidden before it is kept", async () => {
    player = await WatchedPlayer.create({ items: 1 });
    const { server, world } = player;
    const bad = await publishWithNew(world, world.items[0] as WorldItem);
    const broken = await buildBrokenAgent([
      {
        file: "player/agent/trust/withdrawal-keeper.ts",
        from: "        await file.write(withRoom(JSON.stringify(envelope)));\n        await trusted.raise({ withdrawalsVersion: next.version });\n",
        to: "",
      },
    ]);
    try {
      player.start({}, { script: broken.path });
      await player.enterStage();
      const before = player.stage;
      const isOffered = () => before.slots.some(({ airingSha256 }) => airingSha256 === bad.airingSha256);
      await until("it is offered", 30_000, () => isOffered() || undefined);
      await world.withdraw(bad.airingSha256);
      await server.pushStatus();
      await until("it is off", 10_000, () => !isOffered() || undefined);
      await player.end("SIGKILL");
      await server.stop();
      player.start({}, { script: broken.path });
      await player.enterStage();
      const after = player.stage;
      await until("it is back", 30_000, () => after.offered.has(bad.airingSha256) || undefined);
    } finally {
      await broken.remove();
    }
  });
});
