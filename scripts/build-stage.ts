import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const STAGE = path.join(ROOT, "player", "stage");

/** The stage never shows a validation message to anyone: the schema library's texts in fifty languages stay out. */
const withoutMessageTexts: Plugin = {
  name: "without-message-texts",
  setup(context) {
    context.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "export {};" }));
  },
};

/**
 * Builds the player's page into `outDir`: `index.html`, its script, style and icon, and every font beside them; nothing from
 * elsewhere. What was in the folder before is gone. `plugins` are for tests.
 */
export async function buildStage(outDir: string, plugins: readonly Plugin[] = []): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: { stage: path.join(STAGE, "stage.ts") },
    outdir: outDir,
    bundle: true,
    format: "iife",
    target: "chrome114",
    minify: true,
    legalComments: "none",
    plugins: [withoutMessageTexts, ...plugins],
    logLevel: "error",
  });
  await build({
    absWorkingDir: ROOT,
    entryPoints: { stage: path.join(STAGE, "stage.css"), "large-fonts": path.join(STAGE, "fonts", "large-fonts.css") },
    outdir: outDir,
    bundle: true,
    target: "chrome114",
    minify: true,
    loader: { ".woff2": "file", ".ttf": "file" },
    assetNames: "fonts/[name]-[hash]",
    logLevel: "error",
  });
  for (const name of ["index.html", "icon.svg"]) await copyFile(path.join(STAGE, name), path.join(outDir, name));
  // The Open Font Licence travels with the fonts.
  await copyFile(
    path.join(ROOT, "node_modules", "@fontsource", "noto-sans", "LICENSE"),
    path.join(outDir, "fonts", "LICENSE.txt"),
  );
}
