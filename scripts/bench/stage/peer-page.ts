import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { STAGE_PATHS } from "../../../schemas/stage-paths.ts";
import { type BenchPage, playsAlone } from "./bench-page.ts";
import type { BenchWorld } from "./bench-world.ts";
import type { CodedItem } from "./coded-items.ts";
import type { PlannedItem } from "./showings.ts";

const PACKAGE = "@xiboplayer/renderer";
const INSTALL_WITHIN_MS = 120_000;
const run = promisify(execFile);

/** One item for the other player. */
export interface PeerItem {
  readonly media: CodedItem;
  readonly planned: PlannedItem;
}

/** Another player's renderer, installed beside the bench and thrown away after it. */
export interface Peer {
  readonly version: string;
  page(name: string, items: readonly PeerItem[]): Promise<BenchPage>;
}

/**
 * Installs the renderer in a temporary folder and bundles it for a page; never a dependency of ours (its licence is
 * AGPL). Rejects, with the reason to print, where it cannot be had.
 */
export async function installPeer(directory: string, world: BenchWorld): Promise<Peer> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "package.json"), JSON.stringify({ name: "peer", private: true, type: "module" }));
  const args = ["install", PACKAGE, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", args, { cwd: directory, timeout: INSTALL_WITHIN_MS });
  const description = await readFile(join(directory, "node_modules", PACKAGE, "package.json"), "utf8");
  const { version } = JSON.parse(description) as { version: string };
  await writeFile(join(directory, "entry.js"), ENTRY);
  await build({
    absWorkingDir: directory,
    entryPoints: ["entry.js"],
    outfile: join(world.stageDir, "peer.js"),
    bundle: true,
    format: "esm",
    external: ["pdfjs-dist", "hls.js"],
    logLevel: "silent",
  });
  return {
    version,
    async page(name, items) {
      const file = `${name.replaceAll(/[ ,]+/g, "-")}.html`;
      await writeFile(join(world.stageDir, file), pageOf(items));
      return {
        name,
        url: `${world.rig.origin}/${file}`,
        cycle: items.map(({ planned }) => planned),
        begin: playsAlone,
      };
    },
  };
}

const ENTRY = `import { RendererLite } from "${PACKAGE}";
const { layout, urls } = JSON.parse(document.getElementById("plan").textContent);
const renderer = new RendererLite(
  { cmsUrl: location.origin, hardwareKey: "bench" },
  document.getElementById("player"),
  { getMediaUrl: async (id) => urls[id], getWidgetHtml: async () => "" },
);
await renderer.renderLayout(layout, 1);
`;

/** One region as large as the glass, with all items in turn, for longer than any run. */
function pageOf(items: readonly PeerItem[]): string {
  const widgets = items.map(({ media, planned }) => {
    const type = media.mediaType === "video/mp4" ? "video" : "image";
    const seconds = Math.round(planned.durationMs / 1_000);
    const options = `<options><uri>${planned.item}</uri><mute>1</mute><loop>0</loop></options>`;
    return `<media id="${planned.item}" type="${type}" duration="${seconds}" useDuration="1" fileId="${planned.item}">${options}</media>`;
  });
  const region = `<region id="1" width="1920" height="1080" top="0" left="0" zindex="0">${widgets.join("")}</region>`;
  const layout = `<layout width="1920" height="1080" duration="86400" bgcolor="#000000">${region}</layout>`;
  const urls = Object.fromEntries(items.map(({ media, planned }) => [planned.item, STAGE_PATHS.media(media.sha256)]));
  const plan = JSON.stringify({ layout, urls }).replaceAll("<", "\\u003c");
  return `<!doctype html><meta charset="utf-8"><style>html,body{margin:0;height:100%;background:#000;overflow:hidden}</style>
<div id="player"></div><script type="application/json" id="plan">${plan}</script><script type="module" src="peer.js"></script>`;
}
