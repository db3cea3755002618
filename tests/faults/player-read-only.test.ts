import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildBrokenAgent } from "../support/broken-build.ts";
import { until } from "../support/processes.ts";
import { isRoot, ROOT_ONLY, run } from "./loop-disk.ts";
import type { HowToRun } from "./player-rig.ts";
import { SHOWING_MS, WatchedPlayer } from "./watched-player.ts";

const SHOWINGS = process.env.TEST_TIER === "long" ? 20 : 1;

let dir: string;
let player: WatchedPlayer;
beforeEach(async () => {
  if (!isRoot) return;
  dir = await mkdtemp(join(tmpdir(), "cotmoc-read-only-"));
  run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", dir);
  player = await WatchedPlayer.create({ dataDir: join(dir, "player") });
});
afterEach(async () => {
  if (!isRoot) return;
  await player.close();
  run("umount", "-l", dir);
  await rm(dir, { recursive: true, force: true });
});

async function remount(how: "ro" | "rw"): Promise<void> {
  await until(`the disk to be ${how}`, 20_000, () => {
    try {
      run("mount", "-o", `remount,${how}`, dir);
      return true;
    } catch {
      // Just then a file was open for writing.
      return undefined;
    }
  });
}

/** Enough of them that what waits to be written is more than a few lines. */
async function showsSome(): Promise<void> {
  await player.shows(SHOWINGS, SHOWINGS * 4 * SHOWING_MS + 60_000);
}

/** Has the disk taken away before its log is open for the first showing, and plays. */
async function playOnReadOnly(how: HowToRun = {}): Promise<void> {
  player.start({}, how);
  await player.agent.line("installed");
  await remount("ro");
  await player.enterStage();
  await showsSome();
  await player.agent.line("log-write-failed");
}

describe.skipIf(!isRoot)(`a data disk that turns read-only${ROOT_ONLY}`, () => {
  it("keeps nothing off the glass, and what was shown meanwhile is logged when it can be written again", async () => {
    await playOnReadOnly();
    expect(player.server.records, "nothing is sent that is not on disk").toEqual([]);
    await remount("rw");
    await player.drains(90_000);
    player.expectTruthUntilNow();
    expect(player.agent.lines.filter(({ event }) => event === "log-gap")).toEqual([]);
  });

  it("keeps nothing off the glass even where the player starts on it", async () => {
    player.start();
    await player.agent.line("installed");
    await player.end("SIGTERM");
    await remount("ro");
    player.start();
    await player.enterStage();
    await showsSome();
    const bad = player.world.items[0]?.airingSha256 ?? "";
    await player.world.withdraw(bad);
    await player.server.pushStatus();
    const { stage } = player;
    await expect.poll(() => stage.slots.some(({ airingSha256 }) => airingSha256 === bad)).toBe(false);
    await remount("rw");
    await player.drains(90_000);
    player.expectTruthUntilNow();
    // What could not be kept is tried again now and then, not each time the server names it.
    const refusals = player.agent.lines.filter(({ event }) => event === "withdrawals-refused");
    expect(refusals.length).toBeLessThan(20);
  });

  it("would cost showings, and be found out, if what could not be written were not kept", async () => {
    const from =
      '        this.#ports.report("log-write-failed", { reason: String(error), waiting: this.#waiting.length });\n        await this.#giveUpFile();';
    const to = `${from}\n        this.#waiting = [];`;
    const broken = await buildBrokenAgent([{ file: "player/agent/ports/log.ts", from, to }]);
    try {
      await playOnReadOnly({ script: broken.path });
      await remount("rw");
      await player.shows(1);
      await player.end("SIGKILL");
      expect(player.disagreements()).toContainEqual(expect.objectContaining({ what: "lost" }));
    } finally {
      await broken.remove();
    }
  });
});
