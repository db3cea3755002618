import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

const consoleDir = join(import.meta.dirname, "..", "server", "console");

/**
 * Builds the console's stylesheet, fonts and islands into `outDir`, each file named by the hash of its bytes, and
 * writes `manifest.json`: logical name → file name. What the server answers under `/assets/` is exactly this folder.
 */
export async function buildConsole(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const islandsDir = join(consoleDir, "islands");
  const islands = (await readdir(islandsDir)).filter((name) => name.endsWith(".island.ts"));
  const result = await build({
    entryPoints: [join(consoleDir, "css", "console.css"), ...islands.map((name) => join(islandsDir, name))],
    outdir: outDir,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    loader: { ".woff2": "file" },
    metafile: true,
    logLevel: "warning",
  });
  const manifest: Record<string, string> = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint !== undefined) manifest[basename(output.entryPoint).replace(/\.ts$/, ".js")] = basename(path);
  }
  await writeFile(join(outDir, "manifest.json"), JSON.stringify({ files: manifest, build: hashOf(manifest) }, null, 2));
}

function hashOf(manifest: Record<string, string>): string {
  return createHash("sha256").update(JSON.stringify(manifest)).digest("hex").slice(0, 12);
}
