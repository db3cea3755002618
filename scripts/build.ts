import { join } from "node:path";
import { buildAgent } from "./build-agent.ts";
import { buildConsole } from "./build-console.ts";
import { buildForNode } from "./build-for-node.ts";
import { buildReportFonts } from "./build-report-fonts.ts";
import { buildStage } from "./build-stage.ts";
import { buildWorker } from "./build-worker.ts";

const distDir = join(import.meta.dirname, "..", "dist");

/** Builds everything that runs: server, launcher, the agent, the stage page and the console's assets. */
async function buildAll(): Promise<void> {
  await Promise.all([
    buildForNode("server/main.ts", join(distDir, "server.js")),
    buildWorker("loop", join(distDir, "loop-worker.js")),
    buildWorker("picture", join(distDir, "picture-worker.js")),
    buildWorker("report-file", join(distDir, "report-file-worker.js")),
    buildWorker("archive", join(distDir, "archive-worker.js")),
    buildReportFonts(join(distDir, "report-fonts")),
    buildForNode("scripts/launch/launch.ts", join(distDir, "launch.js")),
    buildAgent(join(distDir, "agent.js")),
    buildStage(join(distDir, "stage")),
    buildConsole(join(distDir, "console")),
  ]);
}

await buildAll();
