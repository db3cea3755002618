import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { buildAgent } from "../../scripts/build-agent.ts";
import { buildStage } from "../../scripts/build-stage.ts";

const projectDir = join(import.meta.dirname, "..", "..");
/** One place in a source file, and what a broken variant says there. */
export interface Defect {
  /** Path from the project's root. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly from: string;
  readonly to: string;
}

/** Builds with these defects in it. A place that is no longer there fails the build: no control may pass by itself. */
export function withDefects(defects: readonly Defect[]): Plugin {
  return {
    name: "with-defects",
    setup(context) {
      for (const file of new Set(defects.map((defect) => defect.file))) {
        const path = join(projectDir, file);
        const filter = new RegExp(`^${path.replaceAll(/[.\\/]/g, "\\$&")}$`);
        context.onLoad({ filter }, async () => {
          let text = await readFile(path, "utf8");
          for (const { from, to } of defects.filter((defect) => defect.file === file)) {
            if (text.split(from).length !== 2) throw new Error(`${file} does not say once: ${from}`);
            text = text.replace(from, () => to);
          }
          return { contents: text, loader: "ts" };
        });
      }
    },
  };
}

/** Something broken on purpose, away from what is in order. */
export interface BrokenBuild {
  /** The agent's file, or the stage's folder. */
  readonly path: string;
  remove(): Promise<void>;
}

/** The agent with these defects. */
export function buildBrokenAgent(defects: readonly Defect[]): Promise<BrokenBuild> {
  return inFolder(async (folder) => {
    const path = join(folder, "agent.mjs");
    await buildAgent(path, [withDefects(defects)]);
    return path;
  });
}

/** The page with these defects; for the agent's `STAGE_DIR`. */
export function buildBrokenStage(defects: readonly Defect[]): Promise<BrokenBuild> {
  return inFolder(async (folder) => {
    const path = join(folder, "stage");
    await buildStage(path, [withDefects(defects)]);
    return path;
  });
}

/** The module at `file` with these defects in it or in what it imports; classes of it are not those of the good one. */
export async function importBroken<T>(file: string, defects: readonly Defect[]): Promise<T> {
  // Where its packages are found.
  const path = join(projectDir, "dist", `broken-${randomUUID()}.mjs`);
  const options = { bundle: true, platform: "node", format: "esm", target: "node20", packages: "external" } as const;
  try {
    const plugins = [withDefects(defects)];
    await build({ ...options, entryPoints: [join(projectDir, file)], outfile: path, plugins, logLevel: "warning" });
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as T;
  } finally {
    await rm(path, { force: true });
  }
}

async function inFolder(make: (folder: string) => Promise<string>): Promise<BrokenBuild> {
  const folder = await mkdtemp(join(tmpdir(), "cotmoc-broken-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return { path: await make(folder), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
