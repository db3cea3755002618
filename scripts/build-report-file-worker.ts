import { join } from "node:path";
import { build } from "esbuild";

/** Builds the child process that makes report files. It must lie beside every bundle that holds `report-file.ts`, with the fonts. */
export async function buildReportFileWorker(outFile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "..", "server", "reports", "report-file-worker.ts")],
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
