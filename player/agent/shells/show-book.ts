import type { Manifest, ManifestAsset, ManifestItem } from "../../../schemas/manifest.ts";
import { STAGE_PATHS } from "../../../schemas/stage-paths.ts";
import { isKnownTemplate } from "../../../schemas/templates.ts";
import type { AiringVerdict } from "../../../schemas/trust/airing-approval.ts";
import { mayShow, type WithdrawnSet } from "../core/may-show.ts";
import type { Showable, ShowableItem } from "../core/program.ts";

/** What may be shown of one manifest at this moment, and why the rest may not. */
export interface ShowBook {
  readonly showable: Showable;
  /** The media of showable items; the loopback server knows no other. */
  readonly assets: ReadonlyMap<string, ManifestAsset>;
  readonly troubles: readonly { airingSha256: string; reason: string }[];
}

export const EMPTY_SHOW_BOOK: ShowBook = { showable: new Map(), assets: new Map(), troubles: [] };

/**
 * Asks `mayShow` about every item of the manifests: the one that plays, and the one before it, which the same holds for
 * should it be needed. Troubles are told of the first alone.
 */
export function makeShowBook(
  manifests: readonly [Manifest, (Manifest | undefined)?],
  facts: {
    verdictOf: (airingSha256: string) => AiringVerdict | undefined;
    hasBytes: (sha256: string) => boolean;
    withdrawn: WithdrawnSet | null;
  },
): ShowBook {
  const showable = new Map<string, ShowableItem>();
  const assets = new Map<string, ManifestAsset>();
  const troubles = new Map<string, string>();
  for (const { item, manifest } of manifests.flatMap(itemsOf)) {
    if (showable.has(item.airingSha256) || troubles.has(item.airingSha256)) continue;
    const verdict = facts.verdictOf(item.airingSha256);
    const { hasBytes, withdrawn } = facts;
    const decision = mayShow({ item, verdict, isTemplateKnown: isKnownTemplate, hasBytes, withdrawn });
    if (!decision.ok) {
      troubles.set(item.airingSha256, decision.reason);
      continue;
    }
    const urls: Record<string, string> = {};
    for (const { sha256 } of decision.document.renditions) {
      urls[sha256] = STAGE_PATHS.media(sha256);
      const asset = manifest.assets[sha256];
      if (asset !== undefined) assets.set(sha256, asset);
    }
    showable.set(item.airingSha256, { document: decision.document, urls });
  }
  const isOfFirst = new Set(manifests[0].items.map(({ airingSha256 }) => airingSha256));
  const list = [...troubles].map(([airingSha256, reason]) => ({ airingSha256, reason }));
  return { showable, assets, troubles: list.filter(({ airingSha256 }) => isOfFirst.has(airingSha256)) };
}

function itemsOf(manifest: Manifest | undefined): { item: ManifestItem; manifest: Manifest }[] {
  return manifest === undefined ? [] : manifest.items.map((item) => ({ item, manifest }));
}
