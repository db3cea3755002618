import { execFileSync } from "node:child_process";
import { appendFile, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PlayerServer } from "../support/player-server.ts";
import { until } from "../support/processes.ts";
import { SignedWorld } from "../support/signed-world.ts";
import { AgentProcess } from "./player-rig.ts";

const mayMount = process.platform === "linux" && process.getuid?.() === 0;

/** Takes every byte there is left, so that not even an empty block is free. */
async function fill(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  await appendFile(join(directory, "ballast"), Buffer.alloc(bavail * bsize));
}

it.skipIf(!mayMount)(
  `a full disk stops neither the picture nor a withdrawal, also over a restart, and leaves no hole in the log${mayMount ? "" : " (needs root to mount a small disk)"}`,
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "cotmoc-full-"));
    execFileSync("/bin/mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", dataDir]);
    const world = await SignedWorld.create();
    const server = new PlayerServer(world);
    await server.start();
    const bad = await world.addItem({ durationMs: 2_100 });
    await world.addItem({ durationMs: 2_100 });
    await world.publish();
    let agent = new AgentProcess(dataDir, server.url);
    try {
      let stage = await agent.enterStage();
      await until("a showing", 20_000, () => server.records.length > 0 || undefined);
      await fill(dataDir);
      const seen = stage.seen.length;
      await until("it plays on", 10_000, () => stage.seen.length >= seen + 2 || undefined);
      await world.withdraw(bad.airingSha256);
      await server.pushStatus();
      const names = () => stage.slots.some(({ airingSha256 }) => airingSha256 === bad.airingSha256);
      await until("the withdrawn one is off", 5_000, () => !names() || undefined);
      stage.leave();
      await agent.end("SIGKILL");

      agent = new AgentProcess(dataDir, server.url);
      stage = await agent.enterStage();
      await until("it plays after a restart", 15_000, () => stage.seen.length >= 2 || undefined);
      await fill(dataDir);
      const stored = server.records.length;
      // The log's own space was taken before: a full disk keeps no showing out of it.
      await until(
        "showings are logged and sent all the same",
        30_000,
        () => server.records.length >= stored + 3 || undefined,
      );
      expect(agent.lines.filter(({ event }) => event === "log-write-failed" || event === "log-gap")).toEqual([]);
      for (const boot of new Set(server.records.map((record) => record.boot))) {
        const seqs = server.records.filter((record) => record.boot === boot).map(({ seq }) => seq);
        expect(seqs).toEqual(seqs.map((_, index) => index + 1));
      }
      stage.leave();
    } finally {
      await agent.end("SIGTERM");
      await server.stop();
      execFileSync("/bin/umount", ["-l", dataDir]);
      await rm(dataDir, { recursive: true });
    }
  },
);
