import { appendFile, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildBrokenAgent } from "../support/broken-build.ts";
import { PlayerServer } from "../support/player-server.ts";
import { until } from "../support/processes.ts";
import { SignedWorld, type WorldItem } from "../support/signed-world.ts";
import type { StageClient } from "../support/stage-client.ts";
import { isRoot, ROOT_ONLY, run } from "./loop-disk.ts";
import { AgentProcess, type HowToRun } from "./player-rig.ts";

const IS_LONG = process.env.TEST_TIER === "long";

let dataDir: string;
let world: SignedWorld;
let server: PlayerServer;
let bad: WorldItem;
let agent: AgentProcess;

beforeEach(async () => {
  if (!isRoot) return;
  dataDir = await mkdtemp(join(tmpdir(), "cotmoc-full-"));
  run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", dataDir);
  world = await SignedWorld.create();
  server = new PlayerServer(world);
  await server.start();
  bad = await world.addItem({ durationMs: 2_100 });
  await world.addItem({ durationMs: 2_100 });
  await world.publish();
});

afterEach(async () => {
  if (!isRoot) return;
  await agent.end("SIGTERM");
  await server.stop();
  run("umount", "-l", dataDir);
  await rm(dataDir, { recursive: true });
});

/** Takes every byte there is left, so that not even an empty block is free. */
async function fill(): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  await appendFile(join(dataDir, "ballast"), Buffer.alloc(bavail * bsize));
}

/** A player that has shown something and then has no room left. */
async function playOnFull(how: HowToRun = {}): Promise<StageClient> {
  agent = new AgentProcess(dataDir, server.url, undefined, how);
  const stage = await agent.enterStage();
  await until("a showing", 20_000, () => server.records.length > 0 || undefined);
  await fill();
  return stage;
}

/** Takes an item off the glass, kills the player, and starts it on its full disk with nobody to ask. */
async function withdrawAndStartAlone(stage: StageClient, how: HowToRun = {}): Promise<StageClient> {
  const names = () => stage.slots.some(({ airingSha256 }) => airingSha256 === bad.airingSha256);
  await world.withdraw(bad.airingSha256);
  await server.pushStatus();
  await until("the withdrawn one is off", 5_000, () => !names() || undefined);
  stage.leave();
  await agent.end("SIGKILL");
  await server.stop();
  agent = new AgentProcess(dataDir, server.url, undefined, how);
  const after = await agent.enterStage();
  await until("it plays after a restart", 15_000, () => after.seen.length >= 2 || undefined);
  await fill();
  return after;
}

const offersWithdrawn = (stage: StageClient) => stage.offered.has(bad.airingSha256);

const troubles = () =>
  agent.lines.flatMap(({ event }) => (event === "log-write-failed" || event === "log-gap" ? [event] : []));

/** What was shown is in the log, without a hole and as if nothing had been the matter. */
function expectWholeLog(): void {
  expect(troubles()).toEqual([]);
  for (const boot of new Set(server.records.map((record) => record.boot))) {
    const seqs = server.records.filter((record) => record.boot === boot).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  }
}

describe.skipIf(!isRoot)(`a full disk${ROOT_ONLY}`, () => {
  it("stops neither the picture nor a withdrawal, also over a restart, and leaves no hole in the log", async () => {
    const before = await playOnFull();
    const seen = before.seen.length;
    await until("it plays on", 10_000, () => before.seen.length >= seen + 2 || undefined);
    const stage = await withdrawAndStartAlone(before);
    expect(offersWithdrawn(stage), "what was withdrawn stays so").toBe(false);
    await server.start();
    const stored = server.records.length;
    // The log's own space was taken before: a full disk keeps no showing out of it.
    // By then the player has waited for its server several times, and asks again when its waiting says so.
    await until(
      "showings are logged and sent all the same",
      90_000,
      () => server.records.length >= stored + 3 || undefined,
    );
    expectWholeLog();
    stage.leave();
  });

  it("would forget the withdrawal, and be found out, if the list were only written where there is room", async () => {
    const broken = await buildBrokenAgent([
      { file: "player/agent/ports/twin-file.ts", from: "await overwriteFile(name, copy);", to: "throw error;" },
    ]);
    const how = { script: broken.path };
    try {
      const stage = await withdrawAndStartAlone(await playOnFull(how), how);
      expect(offersWithdrawn(stage)).toBe(true);
      stage.leave();
    } finally {
      await broken.remove();
    }
  });

  // Until the file has grown by a block: too long for each change.
  it.runIf(IS_LONG)(
    "would keep showings out of the log, and be found out, if its space were only promised",
    async () => {
      const broken = await buildBrokenAgent([
        {
          file: "player/agent/ports/log-device.ts",
          from: "        for (let done = 0; done < sizeBytes; ) {",
          to: "        await file.truncate(sizeBytes);\n        for (let done = sizeBytes; done < sizeBytes; ) {",
        },
      ]);
      try {
        const stage = await playOnFull({ script: broken.path });
        await until("a trouble", 120_000, () => troubles().length > 0 || undefined);
        stage.leave();
        expect(expectWholeLog).toThrow("log-write-failed");
      } finally {
        await broken.remove();
      }
    },
  );
});
