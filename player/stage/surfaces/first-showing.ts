import type { StageSlot } from "../../../schemas/stage-channel.ts";
import { FIRST_SHOWING_ID } from "../../../schemas/stage-paths.ts";

/** A picture or clip that stood in the page as it came: its surface is on the glass, and has its source, already. */
export type FirstShowing = { readonly element: HTMLElement; readonly sha256: string } & (
  | { readonly kind: "image"; readonly media: HTMLImageElement }
  | { readonly kind: "video"; readonly media: HTMLVideoElement }
);

/** Finds what came with the page; when it is not what `slot` shows, or `slot` is over, it is taken off at once. */
export function findFirstShowing(page: Document, slot?: StageSlot): FirstShowing | undefined {
  const element = page.getElementById(FIRST_SHOWING_ID);
  if (element === null) return undefined;
  const media = element.firstElementChild;
  const sha256 = element.dataset.sha256;
  const isDue = slot?.airing.renditions.some((rendition) => rendition.role === "main" && rendition.sha256 === sha256);
  if (isDue === true && sha256 !== undefined) {
    if (media instanceof HTMLImageElement) return { kind: "image", element, media, sha256 };
    if (media instanceof HTMLVideoElement) return { kind: "video", element, media, sha256 };
  }
  element.remove();
  return undefined;
}
