// `npm test`: installs what the tests need, builds, and runs them. `npm run test:long` runs the same with larger counts.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureInstalled, giveUp, projectDir, requireNode } from "./ensure-installed.mjs";

const PACKAGES = [
  {
    name: "chromium",
    present: () => onPath("chromium") || onPath("google-chrome") || process.env.CHROMIUM_PATH !== undefined,
  },
  { name: "ffmpeg", present: () => onPath("ffmpeg") && onPath("ffprobe") },
  { name: "postgresql", present: () => postgresIsThere() },
  {
    name: "fonts-dejavu-core",
    present: () => existsSync("/usr/share/fonts") && readdirSync("/usr/share/fonts").length > 0,
  },
  { name: "openssl", present: () => onPath("openssl") },
  { name: "unzip", present: () => onPath("unzip") },
  { name: "xvfb", present: () => onPath("Xvfb") },
  { name: "openbox", present: () => onPath("openbox") },
  { name: "hsetroot", present: () => onPath("hsetroot") },
  { name: "strace", present: () => onPath("strace") },
  { name: "python3", present: () => onPath("python3") },
  { name: "iproute2", present: () => onPath("ip") || existsSync("/usr/sbin/ip") },
  { name: "e2fsprogs", present: () => onPath("mkfs.ext4") || existsSync("/usr/sbin/mkfs.ext4") },
  { name: "poppler-utils", present: () => onPath("pdftotext") },
];
/** Opens official documents as their readers will; large, so only `npm run test:long` needs it. */
const LONG_PACKAGES = [{ name: "libreoffice-writer-nogui", present: () => onPath("soffice") }];

requireNode();
ensureInstalled();
const { long, rest } = readArguments(process.argv.slice(2));
ensureTestPackages(long ? [...PACKAGES, ...LONG_PACKAGES] : PACKAGES);
ensureBuilt();
const run = spawnSync(process.execPath, [join(projectDir, "node_modules/vitest/vitest.mjs"), "run", ...rest], {
  cwd: projectDir,
  stdio: "inherit",
  env: { ...process.env, TEST_TIER: long ? "long" : "ci" },
});
process.exit(run.status ?? 1);

function readArguments(given) {
  return { long: given.includes("--long"), rest: given.filter((argument) => argument !== "--long") };
}

/** Installs missing system packages through apt where this user may; otherwise says exactly what to install. */
function ensureTestPackages(packages) {
  const missing = packages.filter((item) => !item.present()).map((item) => item.name);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !onPath("apt-get"))
    giveUp(`The tests need ${missing.join(", ")}. Run: sudo ${command}`);
  process.stdout.write(`Installing ${missing.join(", ")}…\n`);
  spawnSync("apt-get", ["-o", "DPkg::Lock::Timeout=900", "update"], { stdio: "ignore" });
  const installed = spawnSync(
    "apt-get",
    ["-o", "DPkg::Lock::Timeout=900", "install", "-y", "--no-install-recommends", ...missing],
    { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } },
  );
  if (installed.status !== 0) giveUp(`Installing failed. Run: sudo ${command}`);
}

function onPath(tool) {
  return (process.env.PATH ?? "").split(":").some((folder) => folder !== "" && existsSync(join(folder, tool)));
}

function postgresIsThere() {
  const base = "/usr/lib/postgresql";
  return existsSync(base) && readdirSync(base).some((version) => existsSync(join(base, version, "bin", "initdb")));
}
