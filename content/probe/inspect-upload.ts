import { open } from "node:fs/promises";
import { type Refusal, refusal } from "../refusal.ts";
import type { ContentStore } from "../store/content-store.ts";
import type { Container } from "../tools/ffprobe.ts";
import { findTools, type MediaTools } from "../tools/find-tools.ts";
import { workOnPicture } from "../tools/pictures.ts";
import { inspectVideo } from "./inspect-video.ts";
import { SNIFF_BYTES, sniff } from "./sniff.ts";

export interface InspectedImage {
  readonly kind: "image";
  readonly format: "jpeg" | "png" | "webp";
  /** As shown, after its orientation. */
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface InspectedVideo {
  readonly kind: "video";
  readonly container: Container;
  /** As shown: with square pixels and after rotation. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly durationMs: number;
  /** Whether `durationMs` is the picture's own length or only the file's, which longer sound may stretch. */
  readonly durationOf: "picture" | "file";
  /** The constant rate it will be given. */
  readonly framesPerSecond: 25 | 30;
  readonly hasAudio: boolean;
  readonly interlaced: boolean;
  /** Graded for brighter panels than ours; it is toned down. */
  readonly highDynamicRange: boolean;
}

export type Inspection = InspectedImage | InspectedVideo | Refusal;

export interface InspectOptions {
  /** Default: found anew. */
  readonly tools?: MediaTools | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Says what a stored upload is, or why it is refused; a refused one is removed from the store. Pictures are decoded
 * whole; of videos the structure is read, and damage inside is found when they are transcoded.
 * Rejects when a tool is missing or fails: that says nothing about the upload, which stays.
 */
export async function inspectUpload(
  store: ContentStore,
  sha256: string,
  options: InspectOptions = {},
): Promise<Inspection> {
  const path = store.pathOf(sha256);
  const sniffed = sniff(await readHead(path));
  const inspection = await inspectSniffed(path, sniffed, options);
  if (inspection.kind === "refused") await store.discard(sha256);
  return inspection;
}

async function inspectSniffed(
  path: string,
  sniffed: ReturnType<typeof sniff>,
  options: InspectOptions,
): Promise<Inspection> {
  if (sniffed.kind === "refused") return sniffed;
  if (sniffed.kind === "image") return await inspectImage(path, options.signal);
  return await inspectVideo(options.tools ?? (await findTools()), path, sniffed.container, options.signal);
}

async function inspectImage(path: string, signal?: AbortSignal): Promise<InspectedImage | Refusal> {
  const answer = await workOnPicture({ path, outputs: [] }, signal);
  if (!("problem" in answer)) {
    const { format, widthPx, heightPx } = answer.header;
    return { kind: "image", format, widthPx, heightPx };
  }
  return refusalOfPicture(answer);
}

/** The refusal that a picture worker's problem means. */
export function refusalOfPicture(
  answer: Extract<Awaited<ReturnType<typeof workOnPicture>>, { problem: string }>,
): Refusal {
  if (answer.problem === "damaged") return refusal("damaged");
  if (answer.problem === "animated") return refusal("animated-picture");
  return refusal("too-many-pixels", { widthPx: answer.header.widthPx, heightPx: answer.header.heightPx });
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
