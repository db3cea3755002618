import type { AiringDocument } from "../../schemas/airing-document.ts";
import type { Manifest } from "../../schemas/manifest.ts";
import type { AiringVerdict } from "../../schemas/trust/airing-approval.ts";
import { canonicalJson } from "../../schemas/trust/canonical-json.ts";
import { sha256Hex } from "../../server/sha256.ts";
import type { SimRandom } from "./engine/random.ts";

export const DAY_MS = 86_400_000;
/** Midnight of the first simulated day in the place's zone. */
export const START_MS = 1_800_032_400_000;
const ZONE = "Asia/Ho_Chi_Minh";
const PLANNED_DAYS = 60;

/** An airing document of the simulated desk, with the one thing a signature would tell: how many persons approved it. */
export interface SimAiring {
  readonly sha256: string;
  readonly document: AiringDocument;
  readonly approvals: number;
  readonly renditions: readonly string[];
}

/** Everything that could ever be shown in one world, by hash. */
export type Catalogue = ReadonlyMap<string, SimAiring>;

/** A noun's id made from a number. */
export function idOf(kind: number, index: number): string {
  return `0193000${kind}-0000-7000-8000-${String(index).padStart(12, "0")}`;
}

/** Draws the documents of a world: most approved by two, some by one only, some that end while it runs. */
export function drawCatalogue(random: SimRandom, runMs: number, pace: number): Catalogue {
  const catalogue = new Map<string, SimAiring>();
  for (let index = 0; index < 14; index += 1) {
    const rendition = sha256Hex(`rendition ${index}`);
    const ends = index % 5 === 2;
    const document: AiringDocument = {
      type: "airing-document",
      kind: "image",
      storyId: idOf(1, index),
      editionVersionId: idOf(2, index),
      language: index % 3 === 0 ? "vi" : "en",
      title: `Thông báo ${index}`,
      template: null,
      fields: null,
      renditions: [
        {
          role: "main",
          sha256: rendition,
          mediaType: "image/webp",
          sizeBytes: 1_000 + index,
          widthPx: 1_920,
          heightPx: 1_080,
          durationMs: null,
          pipelineVersion: 1,
        },
      ],
      durationMs: Math.round(random.spread(6_000, 60_000) * pace),
      notBeforeMs: null,
      notAfterMs: ends ? START_MS + Math.round(random.between(0.1, 1) * runMs) : null,
      scope: { kind: "everywhere" },
      rights: { credit: "Kho tư liệu", sourceUrl: null },
      needsNativeCheck: false,
    };
    const sha256 = sha256Hex(canonicalJson(document));
    catalogue.set(sha256, { sha256, document, approvals: index % 7 === 3 ? 1 : 2, renditions: [rendition] });
  }
  return catalogue;
}

/** What two approvals of this document are worth here: the count decides, as `judgeAiring` does with real ones. */
export function verdictOf(airing: SimAiring | undefined): AiringVerdict {
  if (airing === undefined) return { ok: false, reason: "document-malformed" };
  return airing.approvals >= 2 ? { ok: true, document: airing.document } : { ok: false, reason: "too-few-approvers" };
}

const nameOf = (text: string) => sha256Hex(text).slice(0, 16);

/** A manifest of one screen: two loops over documents drawn now, within the hours in which the place is open. */
export function drawManifest(
  random: SimRandom,
  catalogue: Catalogue,
  screen: { readonly screenId: string; readonly openFromMs: number; readonly openToMs: number },
  revision: number,
): Manifest {
  const airings = [...catalogue.values()].filter(() => random.chance(0.6));
  const chosen = airings.length < 2 ? [...catalogue.values()].slice(0, 4) : airings;
  const items = chosen.map(({ sha256, document, renditions }) => ({
    kind: document.kind,
    airingSha256: sha256,
    editionVersionId: document.editionVersionId,
    language: document.language,
    renditions: [...renditions],
    durationMs: document.durationMs,
    notBeforeMs: document.notBeforeMs,
    notAfterMs: document.notAfterMs,
  }));
  const use = items.map((_, index): [number, number] => [index, index % 2]);
  const order = (turn: number) => items.map((_, index) => (index * turn + turn) % items.length).join(" ");
  const loops = { [nameOf("day")]: { use, s: order(1) }, [nameOf("evening")]: { use, s: order(items.length - 1) } };
  const middleMs = (screen.openFromMs + screen.openToMs) / 2;
  const plan = nameOf("plan");
  const assets: Manifest["assets"] = {};
  for (const { renditions } of chosen)
    for (const sha256 of renditions)
      assets[sha256] = { sizeBytes: 1_000, mediaType: "image/webp", chunkListSha256: sha256Hex(`chunks ${sha256}`) };
  return {
    type: "manifest",
    screenId: screen.screenId,
    siteId: idOf(3, 1),
    place: { name: "Cửa khẩu mô phỏng", languages: ["vi", "en"] },
    revision,
    timeZone: ZONE,
    days: Array.from({ length: PLANNED_DAYS }, (_, day) => [
      START_MS + day * DAY_MS,
      START_MS + (day + 1) * DAY_MS,
      plan,
    ]),
    weekly: Array.from({ length: 7 }, () => plan),
    dayPlans: {
      [plan]: [
        [screen.openFromMs, middleMs, nameOf("day"), 0],
        [middleMs, screen.openToMs, nameOf("evening"), random.whole(0, 9) * 1_000],
      ],
    },
    loops,
    items,
    entries: [idOf(4, 1), idOf(4, 2)],
    assets,
    fallback: nameOf("none"),
  };
}
