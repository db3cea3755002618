import { join } from "node:path";
import { build } from "esbuild";

/** Builds the child process that decodes pictures. It must lie beside every bundle that holds `content/tools/pictures.ts`. */
export async function buildPictureWorker(outFile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "..", "content", "tools", "picture-worker.ts")],
    outfile: outFile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
}
