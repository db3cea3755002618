import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";

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
