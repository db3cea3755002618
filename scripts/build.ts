import { join } from "node:path";
import { build } from "esbuild";
import { buildAgent } from "./build-agent.ts";
import { buildArchiveWorker } from "./build-archive-worker.ts";
import { buildConsole } from "./build-console.ts";
import { buildLoopWorker } from "./build-loop-worker.ts";
import { buildPictureWorker } from "./build-picture-worker.ts";
import { buildReportFileWorker } from "./build-report-file-worker.ts";
import { buildReportFonts } from "./build-report-fonts.ts";
import { buildServer } from "./build-server.ts";
import { buildStage } from "./build-stage.ts";

const distDir = join(import.meta.dirname, "..", "dist");

/** Builds everything that runs: server, launcher, the agent as one file, the stage page and the console's assets. */
async function buildAll(): Promise<void> {
  await Promise.all([
    buildServer(join(distDir, "server.js")),
    buildLoopWorker(join(distDir, "loop-worker.js")),
    buildPictureWorker(join(distDir, "picture-worker.js")),
    buildReportFileWorker(join(distDir, "report-file-worker.js")),
    buildArchiveWorker(join(distDir, "archive-worker.js")),
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
