import { type Refusal, refusal } from "../refusal.ts";

/** How many first bytes a format is told by. */
export const SNIFF_BYTES = 4_096;

export type Sniffed =
  | { readonly kind: "image"; readonly format: "jpeg" | "png" | "webp" }
  | { readonly kind: "video"; readonly container: "mp4" | "matroska" };

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const EBML = Buffer.from([0x1a, 0x45, 0xdf, 0xa3]);
/** First boxes of MP4 and of QuickTime from before `ftyp`. */
const FIRST_BOXES = new Set(["ftyp", "moov", "mdat", "wide", "skip"]);
/** Brands of pictures that share MP4's boxes. */
const PICTURE_BRANDS = new Set(["avif", "avis", "heic", "heix", "hevc", "mif1", "msf1"]);

/**
 * Tells what bytes are from their first `SNIFF_BYTES`, whatever their name or declared type.
 * An empty head means an empty file.
 */
export function sniff(head: Buffer): Sniffed | Refusal {
  if (head.length === 0) return refusal("empty");
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return { kind: "image", format: "jpeg" };
  if (head.subarray(0, 8).equals(PNG)) return { kind: "image", format: "png" };
  const tag = head.toString("latin1", 4, 8);
  const brand = head.toString("latin1", 8, 12);
  if (head.toString("latin1", 0, 4) === "RIFF" && brand === "WEBP") return { kind: "image", format: "webp" };
  if (FIRST_BOXES.has(tag) && !(tag === "ftyp" && PICTURE_BRANDS.has(brand))) {
    return { kind: "video", container: "mp4" };
  }
  if (head.subarray(0, 4).equals(EBML)) return { kind: "video", container: "matroska" };
  return refusal(textKind(head));
}

function textKind(head: Buffer): "playlist" | "svg" | "unknown-format" {
  const text = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (/^(#EXTM3U|ffconcat|\[playlist\])/i.test(text) || /<(MPD|smil)[\s>]/.test(text)) return "playlist";
  if (/<svg[\s>]/i.test(text) || /<!DOCTYPE svg/i.test(text)) return "svg";
  return "unknown-format";
}
