import type { ItemKind } from "../../../schemas/airing-document.ts";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import type { ScheduleSnapshot } from "../../../schemas/schedule.ts";

/** One edition of a story as approved by two persons and not withdrawn: what a manifest may name. */
export interface ApprovedEdition {
  readonly kind: ItemKind;
  readonly airingSha256: string;
  readonly editionVersionId: string;
  readonly language: string;
  readonly renditions: readonly string[];
  readonly durationMs: number;
  readonly notBeforeMs: number | null;
  readonly notAfterMs: number | null;
  /** null: everywhere. */
  readonly siteIds: readonly string[] | null;
}

export interface CompileScreen {
  readonly screenId: string;
  readonly siteId: string;
  readonly placeName: string;
  readonly timeZone: string;
  /** Languages of the site; empty: every language is shown. */
  readonly languages: readonly string[];
}

/** What all screens share: the published schedule and the approved content, by story. */
export interface CompileSources {
  readonly schedule: ScheduleSnapshot;
  readonly editions: Readonly<Record<string, readonly ApprovedEdition[]>>;
  readonly assets: Readonly<Record<string, ManifestAsset>>;
}

/** Everything a manifest depends on. Nothing else may be read while compiling. */
export interface CompileInput extends CompileSources {
  readonly screen: CompileScreen;
  /** First civil date, in the screen's zone. */
  readonly fromDate: string;
  readonly days: number;
  readonly revision: number;
}
