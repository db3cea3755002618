import { join } from "node:path";
import { build } from "esbuild";

/** Builds the threads that build loops. They must lie beside every bundle that holds `loop-workers.ts`. */
export async function buildLoopWorker(outFile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "..", "server", "services", "manifests", "loop-worker.ts")],
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
