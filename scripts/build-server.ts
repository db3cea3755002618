import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/** Bundles the server into one file; packages stay in `node_modules`, because some carry binaries. `plugins` are for tests. */
export async function buildServer(outFile: string, plugins: readonly Plugin[] = []): Promise<void> {
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
    plugins: [...plugins],
    logLevel: "warning",
  });
}
