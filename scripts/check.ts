import { spawn } from "node:child_process";
import { join } from "node:path";
import { findBoundaryBreaks } from "./check/boundaries.ts";
import { findMissingPaths } from "./check/documented-paths.ts";
import { listProjectFiles } from "./check/project-files.ts";
import { findWeakLines } from "./check/weak-lines.ts";

const projectDir = join(import.meta.dirname, "..");
const binDir = join(projectDir, "node_modules", ".bin");

interface Verdict {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
}

/** Runs every check, all of them even when one fails, and ends with 1 when any did. */
async function checkAll(): Promise<void> {
  const files = listProjectFiles(projectDir);
  const verdicts = await Promise.all([
    runTool("format and lint", "biome", ["check", "--max-diagnostics=50", "--error-on-warnings"]),
    runTool("types", "tsc", ["-p", "."]),
    runTool("dead code", "knip", []),
    findings("boundaries", findBoundaryBreaks(files)),
    findings("documented paths", findMissingPaths(files)),
    findings("file length and weak lines", findWeakLines(files)),
  ]);
  for (const { name, ok, output } of verdicts) {
    process.stdout.write(`${ok ? "ok    " : "FAILED"} ${name}\n${ok ? "" : `${output}\n`}`);
  }
  process.exitCode = verdicts.every((verdict) => verdict.ok) ? 0 : 1;
}

function runTool(name: string, tool: string, args: string[]): Promise<Verdict> {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(join(binDir, tool), args, { cwd: projectDir, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += String(chunk);
      });
    }
    child.on("error", (error) => resolve({ name, ok: false, output: error.message }));
    child.on("close", (code) => resolve({ name, ok: code === 0, output }));
  });
}

function findings(name: string, found: readonly string[]): Verdict {
  return { name, ok: found.length === 0, output: found.map((line) => `  ${line}`).join("\n") };
}

await checkAll();
