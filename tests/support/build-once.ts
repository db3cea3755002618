import { execFileSync } from "node:child_process";
import { join } from "node:path";

const projectDir = join(import.meta.dirname, "..", "..");

/** Builds `dist/` when a source changed, so that tests of real processes run what is in the tree. */
export default function setup(): void {
  execFileSync(
    process.execPath,
    ["--input-type=module", "--eval", "import { ensureBuilt } from './scripts/ensure-built.mjs'; ensureBuilt();"],
    {
      cwd: projectDir,
      stdio: "inherit",
    },
  );
}
