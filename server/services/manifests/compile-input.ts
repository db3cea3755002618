import type { ItemKind } from "../../../schemas/airing-document.ts";
import type { ScreenFacts } from "../../../schemas/entry-target.ts";
import type { LanguageShare } from "../../../schemas/language-mix.ts";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import type { DatedHours } from "../../../schemas/operating-hours.ts";
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
  /** What targets are held against. */
  readonly facts: ScreenFacts;
  /** The site's mix, heaviest first; empty: every language is shown, in equal shares. */
  readonly languages: readonly LanguageShare[];
  /** By date, oldest first; empty: open around the clock. */
  readonly hours: readonly DatedHours[];
}

/** What all screens share: the published schedule, the approved content by story, and reference rows. */
export interface CompileSources {
  readonly schedule: ScheduleSnapshot;
  readonly editions: Readonly<Record<string, readonly ApprovedEdition[]>>;
  readonly assets: Readonly<Record<string, ManifestAsset>>;
  /** Civil dates, ascending, from the year before to two years ahead. */
  readonly publicHolidays: readonly string[];
  /** What stands in for a language that a story lacks, nearest first. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
}

/** Everything a manifest depends on. Nothing else may be read while compiling. */
export interface CompileInput extends CompileSources {
  readonly screen: CompileScreen;
  /** First civil date, in the screen's zone. */
  readonly fromDate: string;
  readonly days: number;
  readonly revision: number;
}
