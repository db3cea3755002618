// Plain JavaScript: decides whether `dist/` is still what the sources say, without loading a compiler.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { giveUp, projectDir } from "./ensure-installed.mjs";

const SOURCE_ROOMS = ["schemas", "content", "server", "player", "scripts"];
const stampFile = join(projectDir, "dist", ".built-from");

/** Builds `dist/` when a source file or the lock has changed since the last build. */
export function ensureBuilt() {
  const wanted = fingerprint();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  process.stdout.write("Building…\n");
  const result = spawnSync(process.execPath, [join(projectDir, "node_modules/tsx/dist/cli.mjs"), "scripts/build.ts"], {
    cwd: projectDir,
    stdio: "inherit",
  });
  if (result.status !== 0) giveUp("The build failed; the lines above say where.");
  mkdirSync(join(projectDir, "dist"), { recursive: true });
  writeFileSync(stampFile, wanted);
}

/** Path and content of every source file, hashed; a touched but unchanged file does not rebuild. */
function fingerprint() {
  const hash = createHash("sha256").update(readFileSync(join(projectDir, "package-lock.json")));
  for (const room of SOURCE_ROOMS) {
    for (const name of readdirSync(join(projectDir, room), { recursive: true }).map(String).sort()) {
      const path = join(projectDir, room, name);
      if (statSync(path).isFile() && !/\.test\.tsx?$/.test(name))
        hash.update(`${room}/${name}\0`).update(readFileSync(path));
    }
  }
  return hash.digest("hex");
}
