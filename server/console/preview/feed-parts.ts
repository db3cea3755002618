import type { SlateText } from "../../../schemas/stage-channel.ts";

/** Where a stage inside the console finds renditions: the same immutable addresses that players use. */
export const MEDIA_BASE = "/media/";

/** What stands on the slate of a preview. */
export function previewSlate(placeName: string, languages: readonly string[]): SlateText {
  return { placeName: placeName.slice(0, 120), languages: languages.slice(0, 8) };
}
