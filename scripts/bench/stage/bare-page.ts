import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { STAGE_PATHS } from "../../../schemas/stage-paths.ts";
import type { StageRig } from "../../../tests/e2e/stage-rig.ts";
import { type BenchPage, playsAlone } from "./bench-page.ts";
import type { CodedItem } from "./coded-items.ts";
import type { PlannedItem } from "./showings.ts";

/** A page with one `<video loop>` and nothing else: what the browser itself needs to show the clip. */
export async function barePage(
  name: string,
  rig: StageRig,
  stageDir: string,
  clip: CodedItem,
  cycle: readonly PlannedItem[],
): Promise<BenchPage> {
  const file = `${name.replaceAll(" ", "-")}.html`;
  await writeFile(
    join(stageDir, file),
    `<!doctype html><meta charset="utf-8"><style>html,body{margin:0;height:100%;background:#000;overflow:hidden}video{display:block;width:100%;height:100%}</style>
<video src="${STAGE_PATHS.media(clip.sha256)}" loop muted autoplay playsinline></video>`,
  );
  return { name, url: `${rig.origin}/${file}`, cycle, begin: playsAlone };
}
