import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Manifest } from "../../../schemas/manifest.ts";
import { canonicalBytes, canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { GLASS } from "../../../tests/support/frame-buffer-code.ts";
import { PlayerServer } from "../../../tests/support/player-server.ts";
import { until } from "../../../tests/support/processes.ts";
import { SignedWorld } from "../../../tests/support/signed-world.ts";
import { approve, hashBytes, makeAiring } from "../../../tests/support/trust.ts";
import { buildAgent } from "../../build-agent.ts";
import { buildStage } from "../../build-stage.ts";
import type { CodedItem } from "./coded-items.ts";
import { CHROMIUM_PATH, WINDOW_FLAGS } from "./kiosk.ts";

const INSTALLED_WITHIN_MS = 60_000;

/** A whole player as it stands at a gate: the built agent, the built stage, and a disk that holds one approved item. */
export interface ColdPlayer {
  /** Starts the agent, with its browser on `display`, and no server to be reached. */
  start(display: string): ChildProcess;
}

/**
 * Builds the player in `directory` and lets it fetch a manifest that plays `media` alone; then its server is gone.
 * `runDir` lies in memory, as the installed player's does.
 */
export async function prepareColdPlayer(directory: string, runDir: string, media: CodedItem): Promise<ColdPlayer> {
  const agentPath = join(directory, "agent.js");
  await buildAgent(agentPath);
  await buildStage(join(directory, "stage"));
  const world = await SignedWorld.create();
  await publishItem(world, media);
  const server = new PlayerServer(world);
  await server.start();
  const start = (change: Record<string, string>): ChildProcess =>
    spawn(process.execPath, [agentPath], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        SERVER_URL: server.url,
        AGENT_DATA_DIR: join(directory, "data"),
        AGENT_RUN_DIR: runDir,
        STAGE_DIR: join(directory, "stage"),
        ...change,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
  const fetching = start({ STAGE_BROWSER: "none" });
  const events = eventsOf(fetching);
  await until("the manifest to be installed", INSTALLED_WITHIN_MS, () =>
    events.includes("installed") ? true : undefined,
  );
  await endProcess(fetching);
  await server.stop();
  const chromiumPath = await writeFullSizeChromium(directory);
  return { start: (display) => start({ DISPLAY: display, CHROMIUM_PATH: chromiumPath }) };
}

/** A Chromium that fills a display without a window manager; the agent adds its own flags. */
async function writeFullSizeChromium(directory: string): Promise<string> {
  const path = join(directory, "chromium");
  await writeFile(path, `#!/bin/sh\nexec ${CHROMIUM_PATH} ${WINDOW_FLAGS.join(" ")} "$@"\n`, { mode: 0o755 });
  return path;
}

/** Ends a process and waits until it has gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await ended;
}

function eventsOf(agent: ChildProcess): string[] {
  const events: string[] = [];
  if (agent.stdout === null) throw new Error("The agent's events cannot be heard.");
  createInterface({ input: agent.stdout }).on("line", (line) => {
    events.push((JSON.parse(line) as { event: string }).event);
  });
  return events;
}

/** Puts one clip or picture, approved by two persons, into a manifest that plays it day and night. */
async function publishItem(world: SignedWorld, media: CodedItem): Promise<Manifest> {
  const { sha256, mediaType, durationMs, bytes } = media;
  const document = makeAiring({
    kind: mediaType === "video/mp4" ? "video" : "image",
    durationMs: durationMs ?? 4_000,
    renditions: [
      { role: "main", sha256, mediaType, sizeBytes: bytes.length, ...GLASS, durationMs, pipelineVersion: 1 },
    ],
  });
  const airingSha256 = hashBytes(canonicalBytes(document));
  const approvals = world.approvers.map(({ personId, signer }) => approve(airingSha256, personId, signer, 1_000));
  world.media.set(sha256, bytes);
  world.bundles.set(airingSha256, { document: canonicalJson(document), approvals: await Promise.all(approvals) });
  world.items.push({ airingSha256, document, mediaSha256: sha256 });
  // The first one is only asked for its assets: it names every item a picture.
  const { assets } = await world.publish();
  const named = Object.entries(assets).map(([hash, asset]) => [hash, { ...asset, mediaType }] as const);
  return await world.publish(world.items, { assets: Object.fromEntries(named) });
}
