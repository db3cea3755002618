import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeCodedPicture } from "../support/coded-media.ts";
import { PlayerServer } from "../support/player-server.ts";
import { until } from "../support/processes.ts";
import { SignedWorld } from "../support/signed-world.ts";
import { disagreements, expectHonestLog, type Life, lifeOf } from "./glass-truth.ts";
import { AgentProcess, findProcesses } from "./player-rig.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const KILLS = IS_LONG ? 60 : 4;

let dataDir: string;
let world: SignedWorld;
let server: PlayerServer;
let agent: AgentProcess;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "cotmoc-kills-"));
  world = await SignedWorld.create();
  server = new PlayerServer(world);
  await server.start();
});

afterEach(async () => {
  await agent.end("SIGTERM");
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** The fault itself comes at any instant: nothing is waited for. */
function randomMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 2_500));
}

/** Waits for a whole showing that began after this call. */
async function showsAgain(after: string): Promise<void> {
  const told = agent.lines.length;
  const isNew = () =>
    agent.lines.slice(told).some(({ event, airingSha256 }) => event === "playing" && airingSha256 !== null);
  await until(`the picture back: ${after}`, 25_000, () => isNew() || undefined);
}

describe("the player's process", () => {
  it("is killed while it pairs, installs and plays, and its log holds each showing once, without a hole", async () => {
    for (let count = 0; count < 3; count += 1) await world.addItem({ durationMs: 2_500, sizeBytes: 600_000 });
    await world.publish();
    const lives: Life[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      agent = new AgentProcess(dataDir, server.url);
      if (kill < KILLS / 2) {
        // Pairing takes it a second and a half, installing a moment more.
        await agent.line("stage-address");
        await randomMoment();
      } else {
        const stored = server.records.length;
        const stage = await agent.enterStage();
        await until("a showing of this start", 30_000, () => server.records.length > stored || undefined);
        await randomMoment();
        lives.push(lifeOf(stage));
        stage.leave();
      }
      await agent.end("SIGKILL");
    }
    agent = new AgentProcess(dataDir, server.url);
    const stage = await agent.enterStage();
    const before = server.records.length;
    await until("two more showings", 30_000, () => server.records.length >= before + 2 || undefined);
    const shown = () => disagreements(server.records, [...lives, lifeOf(stage)]);
    await until("what counts to be stored", 30_000, () => !shown().some(({ what }) => what === "lost") || undefined);
    expect(shown()).toEqual([]);
    stage.leave();
    expectHonestLog(server.records);
    expect(server.records.length).toBeGreaterThanOrEqual(KILLS / 2 + 2);
    expect(agent.lines.some(({ event }) => event === "refused" || event === "log-trouble")).toBe(false);
  });

  it("is alone on its data directory, and a kill leaves nothing behind that keeps the next one out", async () => {
    agent = new AgentProcess(dataDir, server.url);
    await agent.line("paired");
    const second = new AgentProcess(dataDir, server.url);
    expect(await second.ended).toBe(1);
    expect(second.lines).toEqual([{ event: "failed", reason: `Another player already runs on ${dataDir}.` }]);
    await agent.end("SIGKILL");
    agent = new AgentProcess(dataDir, server.url);
    await agent.line("online");
  });

  it("brings the picture back after its browser or its page died or hung, and counts no showing twice", async () => {
    // More than one: under whichever the page is lost twice is kept away.
    for (const code of [1, 2, 3]) {
      await world.addItem({ durationMs: 3_000, bytes: await makeCodedPicture(code, { widthPx: 640, heightPx: 360 }) });
    }
    await world.publish();
    agent = new AgentProcess(dataDir, server.url, { STAGE_BROWSER: "auto", CHROMIUM_PATH: "/usr/bin/chromium" });
    await agent.line("installed");
    const profile = `--user-data-dir=${dataDir}`;
    const faults: (readonly [string, readonly string[], NodeJS.Signals])[] = [
      ...(IS_LONG ? ([["the renderer is killed", [profile, "--type=renderer"], "SIGKILL"]] as const) : []),
      ["the renderer hangs", [profile, "--type=renderer"], "SIGSTOP"],
      ["the browser is killed", [profile, "--remote-debugging-pipe"], "SIGKILL"],
    ];
    await showsAgain("at the start");
    for (const [name, words, signal] of faults) {
      for (const pid of await findProcesses(...words)) process.kill(pid, signal);
      await showsAgain(name);
      // A page that has just come up would be given longer when it hangs.
      await showsAgain(`${name}, and it stays`);
    }
    expectHonestLog(server.records);
    expect(agent.lines.filter(({ event }) => event === "browser-started").length).toBeGreaterThan(1);
    await agent.end("SIGKILL");
    await until("no browser left", 10_000, async () =>
      (await findProcesses(profile)).length === 0 ? true : undefined,
    );
  });
});
