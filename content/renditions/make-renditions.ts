import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { inspectUpload } from "../probe/inspect-upload.ts";
import { ContentRefused } from "../refusal.ts";
import { storeChunkList } from "../store/chunk-list.ts";
import type { ContentStore } from "../store/content-store.ts";
import { findTools, type MediaTools } from "../tools/find-tools.ts";
import { renderImage } from "./render-image.ts";
import { renderVideo } from "./render-video.ts";

/** Grows with every change that alters the bytes made from the same upload. Kept with each rendition. */
export const PIPELINE_VERSION = 1;

/** A file made in the work folder, not yet in the store. */
export interface RenderedFile {
  readonly role: "main" | "thumbnail";
  readonly path: string;
  readonly mediaType: "video/mp4" | "image/webp";
  readonly widthPx: number;
  readonly heightPx: number;
  /** Length of a video, from its count of frames; null for a still. */
  readonly durationMs: number | null;
}

/** A rendition in the store, with the chunk list that players check it by. */
export interface RenditionResult extends Omit<RenderedFile, "path"> {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly chunkListSha256: string;
  readonly pipelineVersion: number;
}

export interface MakeRenditionsOptions {
  /** Default: found anew. */
  readonly tools?: MediaTools | undefined;
  readonly signal?: AbortSignal | undefined;
  /** 0 … 1 000 000, never falling; the last call says 1 000 000. */
  readonly onProgress?: ((ppm: number) => void) | undefined;
}

/**
 * Makes what is played from a stored upload: the main rendition and a thumbnail, always encoded anew.
 * Rejects with `ContentRefused` when the upload is at fault, which is then removed from the store, with nothing left
 * behind; any other rejection is a fault of ours or an abort, leaves the upload and may be tried again.
 */
export async function makeRenditions(
  store: ContentStore,
  sha256: string,
  options: MakeRenditionsOptions = {},
): Promise<RenditionResult[]> {
  const tools = options.tools ?? (await findTools());
  const inspection = await inspectUpload(store, sha256, { tools, signal: options.signal });
  if (inspection.kind === "refused") throw new ContentRefused(inspection);
  const workDir = await mkdtemp(join(store.workDir, "renditions-"));
  try {
    const context = { tools, workDir, signal: options.signal, onProgress: rising(options.onProgress) };
    const inputPath = store.pathOf(sha256);
    const rendered =
      inspection.kind === "image"
        ? await renderImage(inputPath, context)
        : await renderVideo(inputPath, inspection, context);
    options.signal?.throwIfAborted();
    const results = await storeAll(store, rendered);
    context.onProgress(1_000_000);
    return results;
  } catch (error) {
    if (error instanceof ContentRefused) await store.discard(sha256);
    throw error;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** What a renderer works with. */
export interface RenderContext {
  readonly tools: MediaTools;
  /** Emptied by the caller, whatever happens. */
  readonly workDir: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (ppm: number) => void;
}

async function storeAll(store: ContentStore, rendered: readonly RenderedFile[]): Promise<RenditionResult[]> {
  const results: RenditionResult[] = [];
  for (const { path, ...facts } of rendered) {
    const stored = await store.putFile(path);
    const chunkListSha256 = await storeChunkList(store, stored.sha256);
    results.push({ ...facts, ...stored, chunkListSha256, pipelineVersion: PIPELINE_VERSION });
  }
  return results;
}

function rising(onProgress: ((ppm: number) => void) | undefined): (ppm: number) => void {
  let highest = -1;
  return (ppm) => {
    const next = Math.min(1_000_000, Math.round(ppm));
    if (next <= highest) return;
    highest = next;
    onProgress?.(next);
  };
}
