import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One text file of the project, by its path from the project's root. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

const TEXT = /\.(ts|tsx|mjs|css|md|json|html)$/;

/** Every text file that git tracks or would track, except the lock. */
export function listProjectFiles(projectDir: string): ProjectFile[] {
  const listing = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: projectDir,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return listing
    .split("\n")
    .filter((path) => TEXT.test(path) && path !== "package-lock.json" && existsSync(join(projectDir, path)))
    .map((path) => ({ path, text: readFileSync(join(projectDir, path), "utf8") }));
}
