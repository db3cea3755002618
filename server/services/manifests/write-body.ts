import type { Loop, Manifest, ManifestAsset, ManifestItem, Segment } from "../../../schemas/manifest.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { sha256Hex } from "../../sha256.ts";
import type { CompileFrame } from "./compile-frame.ts";
import type { ApprovedEdition } from "./compile-input.ts";
import { indexFormOf } from "./index-form.ts";
import type { ManifestBody } from "./manifest-body.ts";
import type { ScreenView } from "./screen-view.ts";

export interface BodyParts {
  readonly view: ScreenView;
  readonly frame: CompileFrame;
  readonly days: readonly Segment[][];
  readonly weekly: readonly Segment[][];
  /** All that the days name, by id. */
  readonly loops: ReadonlyMap<string, BuiltLoop>;
  readonly fallback: BuiltLoop;
  readonly assets: Readonly<Record<string, ManifestAsset>>;
}

/** Writes loops, items and plans in index form, each list in its one order. */
export function writeBody({ view, frame, days, weekly, loops, fallback, assets }: BodyParts): ManifestBody {
  const used = [...new Map([...loops, [fallback.id, fallback]]).values()].sort((one, other) =>
    one.id < other.id ? -1 : 1,
  );
  const pairs = used.map((loop) => ({ loop, index: indexFormOf(loop) }));
  const keys = [...new Set(pairs.flatMap(({ index }) => index.pairs.map(({ key }) => key)))].sort();
  const entries = [...new Set(pairs.flatMap(({ index }) => index.pairs.map(({ entryId }) => entryId)))].sort();
  const items = itemsOf(keys, view);
  const itemIndex = new Map(keys.map((key, index) => [key, index]));
  const entryIndex = new Map(entries.map((id, index) => [id, index]));
  const written: Record<string, Loop> = {};
  for (const { loop, index } of pairs) {
    const use = index.pairs.map(({ key, entryId }): [number, number] => [
      itemIndex.get(key) ?? 0,
      entryIndex.get(entryId) ?? 0,
    ]);
    written[loop.id] = { use, s: index.s };
  }
  const dayPlans: Manifest["dayPlans"] = {};
  const planId = (segments: Segment[]) => {
    const id = sha256Hex(canonicalJson(segments)).slice(0, 16);
    dayPlans[id] = segments;
    return id;
  };
  return {
    type: "manifest",
    timeZone: view.timeZone,
    days: frame.dates.map(({ startAtMs, endAtMs }, day) => [startAtMs, endAtMs, planId(days[day] ?? [])]),
    weekly: weekly.map(planId),
    dayPlans,
    loops: written,
    items,
    entries,
    assets: assetsOf(items, assets),
    fallback: fallback.id,
  };
}

function itemsOf(keys: readonly string[], view: ScreenView): ManifestItem[] {
  const editions = new Map<string, ApprovedEdition>();
  for (const { candidates } of view.planned)
    for (const { edition } of candidates) editions.set(edition.airingSha256, edition);
  return keys.flatMap((key) => {
    const edition = editions.get(key);
    return edition === undefined ? [] : [manifestItem(edition)];
  });
}

function manifestItem(edition: ApprovedEdition): ManifestItem {
  return {
    kind: edition.kind,
    airingSha256: edition.airingSha256,
    editionVersionId: edition.editionVersionId,
    language: edition.language,
    renditions: [...edition.renditions],
    durationMs: edition.durationMs,
    notBeforeMs: edition.notBeforeMs,
    notAfterMs: edition.notAfterMs,
  };
}

function assetsOf(
  items: readonly ManifestItem[],
  assets: Readonly<Record<string, ManifestAsset>>,
): Record<string, ManifestAsset> {
  const used: Record<string, ManifestAsset> = {};
  for (const sha256 of [...new Set(items.flatMap((item) => item.renditions))].sort()) {
    const asset = assets[sha256];
    if (asset !== undefined) used[sha256] = asset;
  }
  return used;
}
