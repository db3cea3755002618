import { join } from "node:path";
import { build, type Plugin } from "esbuild";

const projectDir = join(import.meta.dirname, "..");

/**
 * Bundles one of the project's files, named from its root, into one that plain `node` runs; packages stay in
 * `node_modules`, because some carry binaries. `plugins` are for tests.
 */
export async function buildForNode(file: string, outFile: string, plugins: readonly Plugin[] = []): Promise<void> {
  await build({
    entryPoints: [join(projectDir, file)],
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
