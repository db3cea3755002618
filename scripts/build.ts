import { join } from "node:path";
import { build } from "esbuild";
import { buildAgent } from "./build-agent.ts";
import { buildConsole } from "./build-console.ts";
import { buildReportFonts } from "./build-report-fonts.ts";
import { buildServer } from "./build-server.ts";
import { buildStage } from "./build-stage.ts";
import { buildWorker } from "./build-worker.ts";

const distDir = join(import.meta.dirname, "..", "dist");

/** Builds everything that runs: server, launcher, the agent as one file, the stage page and the console's assets. */
async function buildAll(): Promise<void> {
  await Promise.all([
    buildServer(join(distDir, "server.js")),
    buildWorker("loop", join(distDir, "loop-worker.js")),
    buildWorker("picture", join(distDir, "picture-worker.js")),
    buildWorker("report-file", join(distDir, "report-file-worker.js")),
    buildWorker("archive", join(distDir, "archive-worker.js")),
    buildReportFonts(join(distDir, "report-fonts")),
    buildLauncher(join(distDir, "launch.js")),
    buildAgent(join(distDir, "agent.js")),
    buildStage(join(distDir, "stage")),
    buildConsole(join(distDir, "console")),
  ]);
}

async function buildLauncher(outFile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "launch", "launch.ts")],
    outfile: outFile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    sourcemap: true,
    logLevel: "warning",
  });
}

await buildAll();
