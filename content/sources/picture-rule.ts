import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SNIFF_BYTES, sniff } from "../probe/sniff.ts";
import { workOnPicture } from "../tools/pictures.ts";

export type PictureTrouble = "not-an-image" | "format-not-allowed" | "too-small" | "too-large" | "damaged";

export type PictureVerdict =
  | { readonly kind: "picture"; readonly widthPx: number; readonly heightPx: number }
  | { readonly kind: "refused"; readonly reason: PictureTrouble };

/** Either way up: a portrait is shown with filled sides. */
const MIN_LONG_SIDE_PX = 640;
const MIN_SHORT_SIDE_PX = 360;

/**
 * Whether bytes from a source are a picture worth putting on a screen: JPEG, PNG or WebP by content, whole, and at
 * least 640 by 360 either way up. The name and type they came under count for nothing. `workDir` holds them meanwhile;
 * they are decoded in a child process and nothing is left behind.
 */
export async function judgePicture(bytes: Buffer, workDir: string): Promise<PictureVerdict> {
  const sniffed = sniff(bytes.subarray(0, SNIFF_BYTES));
  if (sniffed.kind === "refused") return refused(troubleOf(bytes, sniffed.code));
  if (sniffed.kind === "video") return refused("format-not-allowed");
  const path = join(workDir, `imported-picture-${randomUUID()}`);
  try {
    await writeFile(path, bytes, { flag: "wx" });
    const answer = await workOnPicture({ path, outputs: [] });
    if ("problem" in answer) return refused(problemTrouble(answer.problem));
    const { widthPx, heightPx } = answer.header;
    return isLargeEnough(widthPx, heightPx) ? { kind: "picture", widthPx, heightPx } : refused("too-small");
  } finally {
    await rm(path, { force: true });
  }
}

function isLargeEnough(widthPx: number, heightPx: number): boolean {
  return Math.max(widthPx, heightPx) >= MIN_LONG_SIDE_PX && Math.min(widthPx, heightPx) >= MIN_SHORT_SIDE_PX;
}

function problemTrouble(problem: "damaged" | "animated" | "too-many-pixels"): PictureTrouble {
  if (problem === "animated") return "format-not-allowed";
  return problem === "too-many-pixels" ? "too-large" : "damaged";
}

/** Tells a counting pixel from a drawing and from a page that says "not found". */
function troubleOf(bytes: Buffer, code: string): PictureTrouble {
  if (code === "svg") return "format-not-allowed";
  if (!/^GIF8[79]a$/.test(bytes.toString("latin1", 0, 6)) || bytes.length < 10) return "not-an-image";
  return isLargeEnough(bytes.readUInt16LE(6), bytes.readUInt16LE(8)) ? "format-not-allowed" : "too-small";
}

function refused(reason: PictureTrouble): PictureVerdict {
  return { kind: "refused", reason };
}
