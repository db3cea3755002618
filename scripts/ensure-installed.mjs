// Plain JavaScript: runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(projectDir, "node_modules", ".cot-moc-installed");
const INSTALL_NEEDS_BYTES = 1_500_000_000;

/** Ends the program with one line that says what to do. */
export function giveUp(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

/** Refuses a Node.js that is too old, before any newer syntax is met. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    giveUp(
      `Cột Mốc needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer Node.js and start again.`,
    );
  }
}

/** Installs the locked dependencies when they are missing or the lock has changed since. */
export function ensureInstalled() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(projectDir, "package-lock.json")))
    .update(process.versions.modules)
    .digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  requireDiskSpace();
  requireCompiler();
  process.stdout.write("Installing dependencies (first time: 2-4 minutes, most of it compiling SQLite)…\n");
  const environment = { ...process.env };
  if (environment.npm_config_nodedir === undefined && existsSync("/usr/include/node/node.h")) {
    environment.npm_config_nodedir = "/usr";
  }
  const result = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: projectDir,
    env: environment,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (result.status !== 0) {
    giveUp("Installing failed; the lines above say why. Check the network to the package registry, then start again.");
  }
  writeFileSync(stampFile, wanted);
}

function requireCompiler() {
  const missing = ["python3", "make", "g++"].filter(
    (tool) => spawnSync(tool, ["--version"], { stdio: "ignore" }).status !== 0,
  );
  if (missing.length > 0) {
    giveUp(
      `SQLite has to be compiled and ${missing.join(", ")} is missing. Run: sudo apt-get install -y python3 make g++`,
    );
  }
}

function requireDiskSpace() {
  const { bavail, bsize } = statfsSync(projectDir);
  if (bavail * bsize < INSTALL_NEEDS_BYTES) {
    giveUp(
      `The disk of ${projectDir} has ${Math.floor((bavail * bsize) / 1e6)} MB free; 1500 MB are needed. Free some space.`,
    );
  }
}
