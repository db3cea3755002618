import { join } from "node:path";
import { refusalOfPicture } from "../probe/inspect-upload.ts";
import { ContentRefused } from "../refusal.ts";
import { workOnPicture } from "../tools/pictures.ts";
import type { RenderContext, RenderedFile } from "./make-renditions.ts";

/** A 4K panel, whichever way it hangs: more pixels cost a hitch at every showing and nobody sees them. */
const SCREEN = { longPx: 3_840, shortPx: 2_160 };
/** Longest side of a thumbnail. */
export const THUMBNAIL = { longPx: 480, shortPx: 480 };

/** Makes screen-size picture and thumbnail. Throws `ContentRefused` when the picture is damaged. */
export async function renderImage(inputPath: string, context: RenderContext): Promise<RenderedFile[]> {
  const mainPath = join(context.workDir, "main.webp");
  const thumbnailPath = join(context.workDir, "thumbnail.webp");
  context.onProgress(50_000);
  const answer = await workOnPicture(
    {
      path: inputPath,
      outputs: [
        { path: mainPath, within: SCREEN },
        { path: thumbnailPath, within: THUMBNAIL },
      ],
    },
    context.signal,
  );
  if ("problem" in answer) throw new ContentRefused(refusalOfPicture(answer));
  const [main, thumbnail] = answer.sizes;
  if (main === undefined || thumbnail === undefined) throw new Error("The picture worker made too few pictures.");
  context.onProgress(950_000);
  const still = { mediaType: "image/webp", durationMs: null } as const;
  return [
    { role: "main", path: mainPath, ...main, ...still },
    { role: "thumbnail", path: thumbnailPath, ...thumbnail, ...still },
  ];
}
