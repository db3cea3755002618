import type { AiringDocument } from "../airing-document.ts";
import type { Manifest } from "../manifest.ts";

const LOOP = "0".repeat(16);
const DAY_MS = 86_400_000;
const NOBODY = "00000000-0000-7000-8000-000000000000";

/**
 * A manifest that shows one item at every instant, beginning anew at midnight; its validity is left to whoever looks. For previews alone: it is signed by nobody and no player takes it.
 */
export function loneItemManifest(airing: AiringDocument, airingSha256: string): Manifest {
  return {
    type: "manifest",
    screenId: NOBODY,
    siteId: NOBODY,
    place: { name: "", languages: [] },
    revision: 1,
    timeZone: "Asia/Ho_Chi_Minh",
    days: [[0, DAY_MS, LOOP]],
    weekly: [LOOP, LOOP, LOOP, LOOP, LOOP, LOOP, LOOP],
    dayPlans: { [LOOP]: [[0, DAY_MS, LOOP, 0]] },
    loops: { [LOOP]: { use: [[0, 0]], s: "0" } },
    items: [
      {
        kind: airing.kind,
        airingSha256,
        editionVersionId: airing.editionVersionId,
        language: airing.language,
        renditions: airing.renditions.map((rendition) => rendition.sha256),
        durationMs: airing.durationMs,
        notBeforeMs: null,
        notAfterMs: null,
      },
    ],
    entries: [NOBODY],
    assets: {},
    fallback: LOOP,
  };
}
