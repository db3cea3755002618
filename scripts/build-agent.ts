import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";

/** Nobody reads the schema library's messages in fifty languages on a player; each costs resident memory. */
const withoutMessageTexts: Plugin = {
  name: "without-message-texts",
  setup(context) {
    context.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "export {};" }));
  },
};

/**
 * Runs before any module. Memory is collected early and in small portions: the default lets it grow by tens of megabytes
 * while a manifest is installed, which a player has no use for. Modules in the older form ask for Node's own ones by `require`.
 */
const BANNER = `
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
setFlagsFromString("--optimize-for-size");
setFlagsFromString("--semi-space-growth-factor=1");
const require = createRequire(import.meta.url);
`;

/**
 * Builds the player's agent into a file that plain `node` runs, and a folder beside it, `agent-parts` for `agent.js`, without
 * which it does not: the file itself holds only what starts the browser, and is read in a moment. `plugins` are for tests.
 */
export async function buildAgent(outFile: string, plugins: readonly Plugin[] = []): Promise<void> {
  const name = basename(outFile, ".js");
  // Each build names its parts anew.
  await rm(join(dirname(outFile), `${name}-parts`), { recursive: true, force: true });
  await build({
    entryPoints: { [name]: join(import.meta.dirname, "..", "player", "agent", "main.ts") },
    outdir: dirname(outFile),
    chunkNames: `${name}-parts/[name]-[hash]`,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    // Two optional accelerators of the socket library; without them it falls back to its own code.
    external: ["bufferutil", "utf-8-validate"],
    banner: { js: BANNER },
    plugins: [withoutMessageTexts, ...plugins],
    define: { COT_MOC_BUILT_AT_MS: String(Date.now()) },
    logLevel: "warning",
  });
}
