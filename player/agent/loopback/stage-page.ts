import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { AgentToStage } from "../../../schemas/stage-channel.ts";
import { FIRST_PROGRAM_ID } from "../../../schemas/stage-paths.ts";
import { dueSlot, type FirstShowing } from "./first-showing.ts";
import { PAGE_PATH, type StageFile } from "./stage-files.ts";

export type ProgramMessage = AgentToStage & { type: "program" };

/** The page, ready to be sent, and what its policy has to allow. */
export interface StagePage {
  readonly scriptSource: string;
  readonly styleSource: string;
  /** The page with the program in it, and with what is due on its glass: neither need be asked for first. */
  render(program: ProgramMessage, showing?: FirstShowing): Buffer;
}

const OWN_FILES = "'self'";
const SCRIPT_TAG = '<script src="stage.js" async></script>';
const STYLE_TAG = '<link rel="stylesheet" href="stage.css">';
const ICON_TAG = '<link rel="icon" href="icon.svg">';
const GLASS = '<div id="glass"></div>';
const BODY_END = "</body>\n</html>";
/**
 * Beside a whole picture the page's own script waits until that has been drawn: to read and run it would keep the first
 * frame back. A page out of sight draws nothing, and does not wait.
 */
const AFTER_FIRST_FRAME = `(() => {
  let script;
  const read = () => {
    if (script !== undefined) return;
    script = document.createElement("script");
    script.src = "stage.js";
    document.head.append(script);
  };
  if (document.visibilityState === "hidden") return read();
  new PerformanceObserver(read).observe({ type: "paint", buffered: true });
  setTimeout(read, 1000);
})();`;
/** What a page's parser would take for the end of what it stands in or for a comment, or would read as something else. */
const UNSAFE_INSIDE = /<\/(?:script|style)|<!--|\r|\0/i;

/**
 * Reads the built page with its script and style put into it: a start waits for one answer instead of three. Its policy
 * names them by their hash, and allows no script but its own. A page without them stays as it was built.
 */
export async function readStagePage(files: ReadonlyMap<string, StageFile>): Promise<StagePage> {
  const read = async (path: string): Promise<string> => {
    const file = files.get(path);
    return file === undefined ? "" : readFile(file.path, "utf8");
  };
  const html = await read(PAGE_PATH);
  const [script, style] = await Promise.all([read("/stage.js"), read("/stage.css")]);
  const hasPlaces = [SCRIPT_TAG, STYLE_TAG, ICON_TAG, GLASS, BODY_END].every((text) => html.split(text).length === 2);
  if (!hasPlaces || script === "" || style === "" || UNSAFE_INSIDE.test(script) || UNSAFE_INSIDE.test(style)) {
    return { scriptSource: OWN_FILES, styleSource: OWN_FILES, render: () => Buffer.from(html) };
  }
  const scriptSource = `${OWN_FILES} 'sha256-${hashOf(script)}' 'sha256-${hashOf(AFTER_FIRST_FRAME)}'`;
  const styleSource = `${OWN_FILES} 'sha256-${hashOf(style)}'`;
  const [head = "", body = ""] = html
    .replace("script-src 'self'", () => `script-src ${scriptSource}`)
    .replace("style-src 'self'", () => `style-src ${styleSource}`)
    .replace("img-src 'self'", "img-src 'self' data:")
    .replace(STYLE_TAG, "")
    // A kiosk shows no icon; without this one it would be asked for beside the first picture.
    .replace(ICON_TAG, '<link rel="icon" href="data:,">')
    .split(SCRIPT_TAG);
  const [beneath = "", above = ""] = body.replace(BODY_END, "").split(GLASS);
  const styled = Buffer.from(`<style>${style}</style>${beneath}`);
  // Behind all that it works on: it need not wait for the rest of the page.
  const atOnce = Buffer.from(`<script>${script}</script>${BODY_END}`);
  const later = Buffer.from(`<script>${AFTER_FIRST_FRAME}</script>${BODY_END}`);
  return {
    scriptSource,
    styleSource,
    render: (program, showing) =>
      Buffer.concat([
        Buffer.from(showing === undefined ? head + preloadOf(program) : head),
        styled,
        Buffer.from(`<div id="glass">${showing?.html ?? ""}</div>${above}${jsonOf(program)}`),
        showing?.kind === "image" ? later : atOnce,
      ]),
  };
}

/** A picture too large to come along is asked for before the script has been read. */
function preloadOf(program: ProgramMessage): string {
  const due = dueSlot(program);
  const main = due?.airing.kind === "image" ? due.airing.renditions.find(({ role }) => role === "main") : undefined;
  const url = main === undefined ? undefined : due?.urls[main.sha256];
  return url === undefined ? "" : `<link rel="preload" as="image" href="${url}">`;
}

function jsonOf(program: ProgramMessage): string {
  if (program.slots.length === 0) return "";
  const json = JSON.stringify(program).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="${FIRST_PROGRAM_ID}">${json}</script>`;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
