import sharp from "sharp";

/** Pictures above this many pixels are not decoded. 50 million is more than any phone's ordinary mode gives. */
export const MAX_PICTURE_PIXELS = 50_000_000;

export type PictureFormat = "jpeg" | "png" | "webp";

export interface PictureHeader {
  readonly format: PictureFormat;
  /** As shown: after the orientation in the picture's own notes. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** More than one: it moves. */
  readonly pages: number;
}

/** A picture's largest size, whichever way it lies. */
export interface FitWithin {
  readonly longPx: number;
  readonly shortPx: number;
}

export interface EncodedPicture {
  readonly bytes: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Shuts every decoder of this process but JPEG, PNG and WebP from files. For processes that read bytes from outside.
 */
export function allowOnlyPictureFiles(): void {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: ["VipsForeignLoadJpegFile", "VipsForeignLoadPngFile", "VipsForeignLoadWebpFile"] });
  sharp.cache(false);
}

/** Reads a picture's header without decoding it. Rejects when it is no JPEG, PNG or WebP. */
export async function readPictureHeader(path: string): Promise<PictureHeader> {
  const { format, width, height, autoOrient, pages } = await sharp(path, { limitInputPixels: false }).metadata();
  if (format !== "jpeg" && format !== "png" && format !== "webp") throw new Error(`Unexpected format ${format}.`);
  return { format, widthPx: autoOrient.width ?? width, heightPx: autoOrient.height ?? height, pages: pages ?? 1 };
}

/** Decodes every pixel and throws it away. Rejects when the picture is damaged or cut short. */
export async function decodeWhole(path: string): Promise<void> {
  await openUntrusted(path).resize(16, 16, { fit: "fill", kernel: "nearest" }).raw().toBuffer();
}

/**
 * Makes a WebP as it shall be shown: oriented, sRGB, on white where it is transparent (what lies below it on the glass
 * is chance), never enlarged, without any of the original's notes.
 */
export async function encodeWebp(path: string, within: FitWithin, header: PictureHeader): Promise<EncodedPicture> {
  const upright = header.heightPx > header.widthPx;
  const { data, info } = await openUntrusted(path)
    .autoOrient()
    .resize({
      width: upright ? within.shortPx : within.longPx,
      height: upright ? within.longPx : within.shortPx,
      fit: "inside",
      withoutEnlargement: true,
    })
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .webp({ quality: 84, effort: 4, smartSubsample: true })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, widthPx: info.width, heightPx: info.height };
}

/** Draws SVG of our own making as a PNG. Never for bytes from outside: SVG reads files and fonts. */
export async function drawOwnSvg(svg: string): Promise<Buffer> {
  return await sharp(Buffer.from(svg)).png({ compressionLevel: 6 }).toBuffer();
}

/** The pixels of a PNG of our own making, three bytes each, row by row. */
export async function readPixels(png: Buffer): Promise<{ data: Buffer; widthPx: number; heightPx: number }> {
  const { data, info } = await sharp(png)
    .flatten()
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, widthPx: info.width, heightPx: info.height };
}

function openUntrusted(path: string) {
  return sharp(path, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: "error", sequentialRead: true, pages: 1 }).timeout(
    {
      seconds: 60,
    },
  );
}
