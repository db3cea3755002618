import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCodedPicture, readCode } from "../../tests/support/coded-media.ts";
import { receiveUpload } from "../ingest/receive-upload.ts";
import { inspectUpload } from "../probe/inspect-upload.ts";
import type { ContentStore } from "../store/content-store.ts";
import { createFileStore } from "../store/file-store.ts";
import { makeRenditions } from "./make-renditions.ts";

let dir: string;
let store: ContentStore;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "render-image-"));
  store = await createFileStore(dir);
});
afterAll(async () => await rm(dir, { recursive: true, force: true }));

async function render(bytes: Buffer) {
  const { sha256 } = await receiveUpload(store, Readable.from([bytes]), { fileName: "photo", limitBytes: 1e8 });
  const inspection = await inspectUpload(store, sha256);
  const [main, thumbnail] = await makeRenditions(store, sha256);
  if (main === undefined || thumbnail === undefined) throw new Error("A rendition is missing.");
  return { inspection, main, thumbnail, bytes: await readFile(store.pathOf(main.sha256)) };
}

describe("picture rendition", () => {
  it("is a WebP inside 4K with a thumbnail of 480 pixels, and shows what was sent", async () => {
    const large = await sharp(await makeCodedPicture(200, { widthPx: 5_000, heightPx: 3_000 }))
      .jpeg()
      .toBuffer();
    const { inspection, main, thumbnail, bytes } = await render(large);
    expect(inspection).toEqual({ kind: "image", format: "jpeg", widthPx: 5_000, heightPx: 3_000 });
    expect(main).toMatchObject({
      role: "main",
      mediaType: "image/webp",
      widthPx: 3_600,
      heightPx: 2_160,
      durationMs: null,
    });
    expect(thumbnail).toMatchObject({ role: "thumbnail", mediaType: "image/webp", widthPx: 480, heightPx: 288 });
    expect((await sharp(bytes).metadata()).format).toBe("webp");
    expect(await readCode(await sharp(bytes).png().toBuffer())).toBe(200);
  });

  it("is never enlarged", async () => {
    const { main, thumbnail } = await render(await makeCodedPicture(3, { widthPx: 300, heightPx: 200 }));
    expect([main.widthPx, main.heightPx, thumbnail.widthPx, thumbnail.heightPx]).toEqual([300, 200, 300, 200]);
  });

  it("stands as its notes say, and carries none of them on: no place, no camera, no colour profile", async () => {
    const tall = await sharp(await makeCodedPicture(91, { widthPx: 800, heightPx: 1_200 }))
      .rotate(-90)
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Copyright: "kept nowhere" }, IFD3: { GPSLatitude: "21/1 1/1 0/1" } })
      .withIccProfile("p3")
      .jpeg()
      .toBuffer();
    expect((await sharp(tall).metadata()).orientation).toBe(6);
    const { inspection, main, bytes } = await render(tall);
    expect(inspection).toMatchObject({ widthPx: 800, heightPx: 1_200 });
    expect([main.widthPx, main.heightPx]).toEqual([800, 1_200]);
    const notes = await sharp(bytes).metadata();
    expect([notes.exif, notes.icc, notes.xmp, notes.orientation]).toEqual([undefined, undefined, undefined, undefined]);
    expect(notes.space).toBe("srgb");
    expect(bytes.includes("kept nowhere")).toBe(false);
    expect(await readCode(await sharp(bytes).png().toBuffer())).toBe(91);
  });

  it("is on white where the source is transparent", async () => {
    const clear = await sharp({
      create: { width: 40, height: 40, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const { bytes } = await render(clear);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    expect(Math.min(...data)).toBeGreaterThan(250);
  });
});

describe("codes of test media", () => {
  it("are read back whole, and never from a black, white or faded screen", async () => {
    for (const code of [0, 1, 77, 128, 255]) {
      const png = await makeCodedPicture(code, { widthPx: 320, heightPx: 180 });
      expect(await readCode(png)).toBe(code);
      const faded = await sharp(png).linear(0.5, 0).png().toBuffer();
      expect(await readCode(faded)).toBeUndefined();
    }
    for (const background of ["#000", "#fff", "#777"]) {
      const plain = await sharp({ create: { width: 320, height: 180, channels: 3, background } })
        .png()
        .toBuffer();
      expect(await readCode(plain)).toBeUndefined();
    }
  });

  it("are found in a part of the screen", async () => {
    const png = await makeCodedPicture(42, { widthPx: 160, heightPx: 90 });
    const screen = await sharp({ create: { width: 800, height: 450, channels: 3, background: "#335" } })
      .composite([{ input: png, left: 500, top: 300 }])
      .png()
      .toBuffer();
    expect(await readCode(screen, { x: 500, y: 300, width: 160, height: 90 })).toBe(42);
    expect(await readCode(screen)).toBeUndefined();
  });
});
