import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildAgent } from "../../scripts/build-agent.ts";
import { until } from "./agent-rig.ts";
import { PlayerServer } from "./player-server.ts";
import { SignedWorld } from "./signed-world.ts";
import { StageClient } from "./stage-client.ts";

/**
 * Highest resident memory in kB of the bundled agent on plain node, read while it is paired and plays until `showings`
 * were stored. The file runs alone in a directory without any package.
 */
export async function measureAgentMemory(size: { items: number; showings: number }): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), "cotmoc-memory-"));
  const world = await SignedWorld.create();
  const server = new PlayerServer(world);
  try {
    for (let count = 0; count < size.items; count += 1) await world.addItem({ durationMs: 2_500, sizeBytes: 20_000 });
    await world.publish();
    await server.start();
    await mkdir(join(directory, "stage"));
    await writeFile(join(directory, "stage", "index.html"), "<!doctype html><title>stage</title>");
    await buildAgent(join(directory, "agent.js"));
    return await runAndRead(directory, server, size.showings);
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function runAndRead(directory: string, server: PlayerServer, showings: number): Promise<number> {
  const env = {
    PATH: process.env.PATH,
    SERVER_URL: server.url,
    AGENT_DATA_DIR: join(directory, "data"),
    STAGE_BROWSER: "none",
  };
  const child = spawn(process.execPath, [join(directory, "agent.js")], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  let entrance = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { event, url } = JSON.parse(line) as { event: string; url?: string };
    if (event === "stage-address") entrance = url ?? "";
  });
  let stage: StageClient | undefined;
  let highestKb = 0;
  try {
    await until("the address is printed", () => entrance !== "");
    stage = await StageClient.enter(entrance);
    const isDone = async () => {
      highestKb = Math.max(highestKb, await residentKb(child.pid));
      return server.records.length >= showings;
    };
    // A file for each item is made durable first: a slow disk takes a tenth of a second for one.
    await until("enough was played", isDone, 90_000 + showings * 6_000);
    return highestKb;
  } finally {
    stage?.leave();
    child.kill("SIGTERM");
    await ended;
  }
}

async function residentKb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
}
