import { afterEach, describe, expect, it } from "vitest";
import { buildBrokenAgent } from "../support/broken-build.ts";
import { until } from "../support/processes.ts";
import type { MadeShowing } from "../support/stage-client.ts";
import { type KernelCall, killAt, ONE_FILE_THREAD } from "./kill-at.ts";
import { WatchedPlayer } from "./watched-player.ts";

const IS_LONG = process.env.TEST_TIER === "long";
/** Until a player that is traced has made forty of these calls, two for each showing. */
const DIES_WITHIN_MS = 240_000;
const LANES = 4;

interface Kill {
  readonly call: KernelCall;
  readonly count: number;
}

const CALLS: readonly KernelCall[] = ["fdatasync", "rename", "fsync"];
const KILLS: readonly Kill[] = IS_LONG
  ? CALLS.flatMap((call) => Array.from({ length: 40 }, (_, index) => ({ call, count: index + 1 })))
  : [
      { call: "fdatasync", count: 4 },
      { call: "fdatasync", count: 1 },
      { call: "rename", count: 13 },
      { call: "fsync", count: 29 },
    ];

const players: WatchedPlayer[] = [];
afterEach(async () => {
  for (const player of players.splice(0)) await player.close();
});

async function create(): Promise<WatchedPlayer> {
  const player = await WatchedPlayer.create();
  players.push(player);
  return player;
}

/** A new player is killed there while it pairs, installs or plays, and must be whole when it is started again. */
async function killAndStartAgain({ call, count }: Kill): Promise<WatchedPlayer> {
  const player = await create();
  player.start(ONE_FILE_THREAD, { under: killAt(call, count) });
  await player.enterStage();
  await player.died(DIES_WITHIN_MS);
  player.start();
  await player.enterStage();
  await player.stores(2);
  await player.drains();
  await player.end("SIGTERM");
  return player;
}

describe("a player killed at one call into the kernel", () => {
  it(`is whole after it, wherever that is (${KILLS.length} places): nothing shown is lost, doubled or invented`, async () => {
    const waiting = [...KILLS];
    const work = async () => {
      for (let kill = waiting.shift(); kill !== undefined; kill = waiting.shift()) {
        const player = await killAndStartAgain(kill);
        expect(player.disagreements(), `${kill.call} ${kill.count}`).toEqual([]);
        player.expectTruth();
        await player.close();
      }
    };
    await Promise.all(Array.from({ length: LANES }, work));
  });

  it("would lose what was on the glass, and be found out, if it wrote nothing down before the end of a showing", async () => {
    const player = await create();
    const broken = await buildBrokenAgent([
      {
        file: "player/agent/core/outbox.ts",
        from: 'lines: [{ t: "open", boot: state.boot, showing, draft, shownMs }],',
        to: "lines: [],",
      },
    ]);
    try {
      const item = await player.world.addItem({ durationMs: 60_000 });
      await player.world.publish([item]);
      player.start({}, { script: broken.path });
      await player.enterStage();
      const { showings } = player.stage;
      const isOn = ({ shownAtMs, removedAtMs }: MadeShowing) =>
        removedAtMs === undefined && Date.now() - shownAtMs > 4_000;
      await until("one that stands for some time", 70_000, () => showings.some(isOn) || undefined);
      await player.end("SIGKILL");
      player.start({}, { script: broken.path });
      await player.enterStage();
      await player.agent.line("online");
      await player.end("SIGTERM");
      await expect.poll(() => player.server.connections).toBe(0);
      expect(player.disagreements()).toContainEqual(
        expect.objectContaining({ what: "lost", airingSha256: item.airingSha256 }),
      );
    } finally {
      await broken.remove();
    }
  });
});
