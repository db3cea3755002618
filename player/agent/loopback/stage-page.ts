import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { AgentToStage } from "../../../schemas/stage-channel.ts";
import { FIRST_PROGRAM_ID } from "../../../schemas/stage-paths.ts";
import { PAGE_PATH, type StageFile } from "./stage-files.ts";

export type ProgramMessage = AgentToStage & { type: "program" };

/** The page, ready to be sent, and what its policy has to allow. */
export interface StagePage {
  readonly scriptSource: string;
  readonly styleSource: string;
  /** The page with the program in it, so that it need not be asked for before the first picture. */
  render(program: ProgramMessage): Buffer;
}

const OWN_FILES = "'self'";
const SCRIPT_TAG = '<script src="stage.js" async></script>';
const STYLE_TAG = '<link rel="stylesheet" href="stage.css">';
const BODY_END = "</body>\n</html>";
/** What a page's parser would take for the end of what it stands in or for a comment, or would read as something else. */
const UNSAFE_INSIDE = /<\/(?:script|style)|<!--|\r|\0/i;

/**
 * Reads the built page with its script and style put into it: a start waits for one answer instead of three. Its policy
 * names them by their hash, and allows no other script. A page without them stays as it was built.
 */
export async function readStagePage(files: ReadonlyMap<string, StageFile>): Promise<StagePage> {
  const read = async (path: string): Promise<string> => {
    const file = files.get(path);
    return file === undefined ? "" : readFile(file.path, "utf8");
  };
  const html = await read(PAGE_PATH);
  const [script, style] = await Promise.all([read("/stage.js"), read("/stage.css")]);
  const hasPlaces = [SCRIPT_TAG, STYLE_TAG, BODY_END].every((text) => html.split(text).length === 2);
  if (!hasPlaces || script === "" || style === "" || UNSAFE_INSIDE.test(script) || UNSAFE_INSIDE.test(style)) {
    return { scriptSource: OWN_FILES, styleSource: OWN_FILES, render: () => Buffer.from(html) };
  }
  const scriptSource = `'sha256-${hashOf(script)}'`;
  const styleSource = `${OWN_FILES} 'sha256-${hashOf(style)}'`;
  const [head = "", body = ""] = html
    .replace("script-src 'self'", () => `script-src ${scriptSource}`)
    .replace("style-src 'self'", () => `style-src ${styleSource}`)
    .replace(STYLE_TAG, "")
    .split(SCRIPT_TAG);
  const styled = Buffer.from(`<style>${style}</style>${body.replace(BODY_END, "")}`);
  // Behind all that it works on: it need not wait for the rest of the page.
  const end = Buffer.from(`<script>${script}</script>${BODY_END}`);
  return {
    scriptSource,
    styleSource,
    render: (program) =>
      Buffer.concat([Buffer.from(head + preloadOf(program)), styled, Buffer.from(jsonOf(program)), end]),
  };
}

/** A picture that is due now is asked for before the script has been read; a clip is asked for by its element alone. */
function preloadOf(program: ProgramMessage): string {
  const due = program.slots.find(({ startsAtMs }) => startsAtMs <= program.agentTimeMs);
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
