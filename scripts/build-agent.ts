import { join } from "node:path";
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

/** Builds the player's agent into one file that plain `node` runs, with nothing beside it. `plugins` are for tests. */
export async function buildAgent(outFile: string, plugins: readonly Plugin[] = []): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "..", "player", "agent", "main.ts")],
    outfile: outFile,
    bundle: true,
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
