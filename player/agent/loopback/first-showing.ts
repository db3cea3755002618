import type { ManifestAsset } from "../../../schemas/manifest.ts";
import type { StageSlot } from "../../../schemas/stage-channel.ts";
import { FIRST_SHOWING_ID, STAGE_PATHS } from "../../../schemas/stage-paths.ts";
import { ChangedBytesError, type MediaStore } from "../ports/store.ts";
import type { ProgramMessage } from "./stage-page.ts";

/** A larger picture is asked for by its address: the page itself would be late with it. */
const MAX_PICTURE_BYTES = 1_048_576;
/** Renditions of clips are made in groups of this length; a clip that runs already is entered where one begins. */
const GROUP_MS = 2_000;

/** What is due, as it stands on the glass of a page that has not run its script. */
export interface FirstShowing {
  readonly kind: "image" | "video";
  readonly html: string;
}

export interface FirstShowingPorts {
  /** The asset when it may be shown now. */
  readonly findAsset: (sha256: string) => ManifestAsset | undefined;
  readonly store: MediaStore;
}

/** What is on the plan at the program's own instant. */
export function dueSlot({ slots, agentTimeMs }: ProgramMessage): StageSlot | undefined {
  return slots.find(({ startsAtMs, endsAtMs }) => startsAtMs <= agentTimeMs && agentTimeMs < endsAtMs);
}

/**
 * A picture that is due, every piece of it checked and all of it inside the markup, so that no half of it is ever seen;
 * or the address of a clip, each piece of which is checked as it is asked for. `undefined` when a slide or nothing is
 * due, when it may not be shown, is too large, or its bytes are not what was approved: the page asks for it, and tells why
 * it cannot come.
 */
export async function readFirstShowing(
  program: ProgramMessage,
  { findAsset, store }: FirstShowingPorts,
): Promise<FirstShowing | undefined> {
  const slot = dueSlot(program);
  const main = slot?.airing.renditions.find(({ role }) => role === "main");
  const asset = main && findAsset(main.sha256);
  if (slot === undefined || main === undefined || asset === undefined) return undefined;
  const { kind, language } = slot.airing;
  const { sha256, mediaType } = main;
  // What stands in the markup is hexadecimal, one of three media types, a language's tag or a number.
  const around = (media: string): string =>
    `<div id="${FIRST_SHOWING_ID}" class="surface media filled" lang="${language}" data-sha256="${sha256}">${media}</div>`;
  if (kind === "video") {
    const entryS = (Math.floor((program.agentTimeMs - slot.startsAtMs) / GROUP_MS) * GROUP_MS) / 1_000;
    const source = `${STAGE_PATHS.media(sha256)}${entryS > 0 ? `#t=${entryS}` : ""}`;
    return { kind, html: around(`<video src="${source}" muted playsinline preload="auto"></video>`) };
  }
  if (kind !== "image" || asset.sizeBytes > MAX_PICTURE_BYTES) return undefined;
  const bytes = await readChecked(sha256, asset, store);
  // It may have been withdrawn while it was read.
  if (bytes === undefined || findAsset(sha256) === undefined) return undefined;
  const source = `data:${mediaType};base64,${bytes.toString("base64")}`;
  return { kind, html: around(`<img alt="" decoding="sync" src="${source}">`) };
}

async function readChecked(sha256: string, asset: ManifestAsset, store: MediaStore): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  try {
    const list = await store.chunkList(asset);
    for await (const piece of store.readChunks(sha256, list, 0, list.count - 1)) pieces.push(piece);
    return Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof ChangedBytesError) return undefined;
    throw error;
  }
}
