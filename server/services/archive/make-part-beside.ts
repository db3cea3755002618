import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runTool } from "../../../content/tools/run-tool.ts";
import type { MadePart, PartJob } from "./part-job.ts";

const LIMITS = { memoryBytes: 2_000_000_000, fileBytes: 500_000_000, timeoutMs: 300_000 };

/** `makePart` in a child process at low priority, so that nobody waits for it. Throws what it says. */
export async function makePartBeside({ linesPath, partPath }: PartJob): Promise<MadePart> {
  const madePath = `${partPath}.json`;
  const run = { path: process.execPath, args: [...workerArguments(), linesPath, partPath, madePath] };
  const { exitCode, stdout, stderr } = await runTool({ ...run, limits: LIMITS });
  if (exitCode !== 0 || stdout !== "") throw new Error(stdout || `The worker ended with ${exitCode}.\n${stderr}`);
  return JSON.parse(await readFile(madePath, "utf8"));
}

/** From source the worker is TypeScript and runs under tsx; in `dist/` it lies built beside the bundle. */
function workerArguments(): string[] {
  if (!import.meta.url.endsWith(".ts")) return [fileURLToPath(new URL("archive-worker.js", import.meta.url))];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return ["--import", tsx, fileURLToPath(new URL("part-worker.ts", import.meta.url))];
}
