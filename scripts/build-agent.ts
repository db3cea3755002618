import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { type BuildOptions, build, type Plugin } from "esbuild";

const AGENT = join(import.meta.dirname, "..", "player", "agent");
const COMPILER = join(import.meta.dirname, "compile-parts.mjs");

/** Nobody reads the schema library's messages in fifty languages on a player; each costs resident memory. */
const withoutMessageTexts: Plugin = {
  name: "without-message-texts",
  setup(context) {
    context.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({ contents: "export {};" }));
  },
};

/** Names of what is built beside the file, in its folder of parts. */
const SCRIPT = "agent.cjs";
const CODE = "agent.code";

/** Lets the file load the parts, by their compiled code, where its source imports them. */
function withBuiltParts(folder: string, codeSha256: string): Plugin {
  const loader = join(AGENT, "ports", "load-parts.ts");
  return {
    name: "with-built-parts",
    setup(context) {
      context.onLoad({ filter: /player[\\/]agent[\\/]agent\.ts$/ }, () => ({
        loader: "ts",
        resolveDir: AGENT,
        contents: `
import { join } from "node:path";
import { loadParts } from ${JSON.stringify(loader)};
const folder = join(import.meta.dirname, ${JSON.stringify(folder)});
export const { startAgent } = loadParts({
  scriptPath: join(folder, ${JSON.stringify(SCRIPT)}),
  codePath: join(folder, ${JSON.stringify(CODE)}),
  codeSha256: ${JSON.stringify(codeSha256)},
});`,
      }));
    },
  };
}

/**
 * Builds the player's agent into a file that plain `node` runs, and a folder beside it, `agent-parts` for `agent.js`, without
 * which it does not: the file itself holds only what starts the browser, and is read in a moment; all else lies in the
 * folder, with its compiled code. `plugins` are for tests.
 */
export async function buildAgent(outFile: string, plugins: readonly Plugin[] = []): Promise<void> {
  const folder = `${basename(outFile, extname(outFile))}-parts`;
  const partsDir = join(dirname(outFile), folder);
  // What an earlier version left there is not of this one.
  await rm(partsDir, { recursive: true, force: true });
  await mkdir(partsDir, { recursive: true });
  const options: BuildOptions = {
    bundle: true,
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    // Two optional accelerators of the socket library; without them it falls back to its own code.
    external: ["bufferutil", "utf-8-validate"],
    define: { COT_MOC_BUILT_AT_MS: String(Date.now()) },
    logLevel: "warning",
  };
  const scriptPath = join(partsDir, SCRIPT);
  const codePath = join(partsDir, CODE);
  await build({
    ...options,
    entryPoints: [join(AGENT, "agent.ts")],
    outfile: scriptPath,
    format: "cjs",
    // The whole text is one function: what `loadParts` runs.
    banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
    footer: { js: "})" },
    plugins: [withoutMessageTexts, ...plugins],
  });
  // In a process of its own: it changes V8's flags.
  await promisify(execFile)(process.execPath, [COMPILER, scriptPath, codePath]);
  const codeSha256 = createHash("sha256")
    .update(await readFile(codePath))
    .digest("hex");
  await build({
    ...options,
    entryPoints: [join(AGENT, "main.ts")],
    outfile: outFile,
    format: "esm",
    plugins: [withBuiltParts(folder, codeSha256), withoutMessageTexts, ...plugins],
  });
}
