import { join } from "node:path";
import { build } from "esbuild";

/** Bundles the server into one file; packages stay in `node_modules`, because some carry binaries. */
export async function buildServer(outFile: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "..", "server", "main.ts")],
    outfile: outFile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    sourcemap: true,
    logLevel: "warning",
  });
}
