import { join } from "node:path";
import { build } from "esbuild";

/** Builds the child process that writes files of archived records. It must lie beside every bundle that holds `make-part-beside.ts`. */
export async function buildArchiveWorker(outFile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "..", "server", "services", "archive", "part-worker.ts")],
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
