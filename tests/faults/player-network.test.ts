import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "../e2e/whole-path-rig.ts";
import { buildBrokenAgent } from "../support/broken-build.ts";
import { until } from "../support/processes.ts";
import { isRoot, ROOT_ONLY } from "./loop-disk.ts";
import { type LineState, TwoNetworks } from "./network/two-networks.ts";
import { SHOWING_MS, WatchedPlayer } from "./watched-player.ts";

const IS_LONG = process.env.TEST_TIER === "long";
/** A mobile line at the far end of a valley. */
const BAD: LineState = { delayMs: 300, jitterMs: 150, loss: 0.05, kbit: 256 };
/** Takes this line half a minute at least. */
const LARGE_BYTES = 1_000_000;
const CUT_SHOWINGS = IS_LONG ? 50 : 1;
/** A player that was cut off for long asks again after five minutes at the latest, and the kernel waits as well. */
const DRAINS_WITHIN_MS = 480_000;

let networks: TwoNetworks | undefined;
let player: WatchedPlayer | undefined;
afterEach(async () => {
  await player?.close();
  await networks?.close();
  networks = undefined;
  player = undefined;
});

/** The server and its player, one at each end of the line; `line` is what the player meets when it is first switched on. */
async function open(line: LineState, script?: string): Promise<{ watched: WatchedPlayer; net: TwoNetworks }> {
  const watched = await WatchedPlayer.create({ items: 2 });
  player = watched;
  const stagePort = await freePort();
  const net = await TwoNetworks.open(watched.server.url, stagePort);
  networks = net;
  net.set(line);
  watched.start(
    { SERVER_URL: net.serverUrl, STAGE_PORT: String(stagePort) },
    {
      under: net.under,
      ...(script === undefined ? {} : { script }),
    },
  );
  await watched.enterStage();
  await watched.stores(1, 120_000);
  return { watched, net };
}

/**
 * It plays on while the line is cut, and nothing of that arrives before the line is whole again. The server lets go of the
 * connection meanwhile, which the player cannot hear: half of it stays open.
 */
async function playThroughCut(cut: "both" | "up" | "down", watched: WatchedPlayer, net: TwoNetworks): Promise<void> {
  net.set({ ...BAD, cut });
  await watched.shows(CUT_SHOWINGS, CUT_SHOWINGS * 4 * SHOWING_MS);
  await watched.server.stop();
  await watched.server.start();
  if (cut !== "down") expect(watched.isOwing, "a cut line carries nothing").toBe(true);
  net.set(BAD);
  await watched.drains(DRAINS_WITHIN_MS);
  watched.expectTruthUntilNow();
}

describe.skipIf(!isRoot)(`a player behind a bad line${ROOT_ONLY}`, () => {
  it("plays by plan through a cut, its log drains after it, and a withdrawal overtakes media under way", async () => {
    const { watched, net } = await open(IS_LONG ? BAD : {});
    const { server, world, agent } = watched;
    net.set(BAD);
    for (const cut of IS_LONG ? (["both", "up", "down"] as const) : (["both"] as const)) {
      await playThroughCut(cut, watched, net);
    }

    const [bad, good] = world.items;
    if (bad === undefined || good === undefined) throw new Error("nothing to play");
    const large = await world.addItem({ durationMs: SHOWING_MS, sizeBytes: LARGE_BYTES });
    const { revision } = await world.publish();
    await server.pushStatus();
    const isAskedFor = () => server.requests.some((path) => path.includes(large.mediaSha256));
    await until("the large file is under way", 60_000, () => isAskedFor() || undefined);
    await world.withdraw(bad.airingSha256);
    await server.pushStatus();
    const names = () => watched.stage.slots.some(({ airingSha256 }) => airingSha256 === bad.airingSha256);
    await until("the withdrawn one is off", 30_000, () => !names() || undefined);
    const installed = () => agent.lines.some((line) => line.event === "installed" && line.revision === revision);
    expect(installed(), "the large file has not arrived yet").toBe(false);
    if (IS_LONG) await until("it arrives at last", 300_000, () => installed() || undefined);
    await watched.drains(DRAINS_WITHIN_MS);
    watched.expectTruthUntilNow();
  });

  it("would lose what went into the cut line, and be found out, if it sent each record once only", async () => {
    const file = "player/agent/shells/outbox-shell.ts";
    const from = "    if (last === undefined) return null;\n    const head";
    const to =
      "    if (last === undefined || records.some(({ boot, seq }) => sent.has(boot + '.' + seq))) return null;\n" +
      "    for (const { boot, seq } of records) sent.add(boot + '.' + seq);\n    const head";
    const first = "/** Records of one batch,";
    const broken = await buildBrokenAgent([
      { file, from, to },
      { file, from: first, to: `const sent = new Set<string>();\n${first}` },
    ]);
    try {
      const { watched, net } = await open({}, broken.path);
      net.set({ cut: "both" });
      await watched.shows(1);
      await watched.server.stop();
      await watched.server.start();
      const online = watched.agent.lines.length;
      net.set({});
      const isBack = () => watched.agent.lines.slice(online).some(({ event }) => event === "online");
      await until("it is back", 60_000, () => isBack() || undefined);
      await watched.shows(1);
      await watched.end("SIGKILL");
      expect(watched.disagreements()).toContainEqual(expect.objectContaining({ what: "lost" }));
    } finally {
      await broken.remove();
    }
  });
});
