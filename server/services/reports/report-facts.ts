import type { Language } from "../../../schemas/reference/language.ts";
import type { Programme } from "../../../schemas/reference/programme.ts";
import type { PeriodScreenRow } from "../../db/repos/report-figures.ts";
import type { Outage } from "../completeness/day-account.ts";
import type { SiteOpening } from "./opening-airtime.ts";
import type { PeriodFacts } from "./period-facts.ts";
import type { PlayedFigures } from "./played-figures.ts";
import type { ReportSpan } from "./report-period.ts";

/** What a report must know of an edition version. */
export interface ReportedVersion {
  readonly id: string;
  readonly editionId: string;
  readonly storyId: string;
  readonly language: string;
  readonly title: string;
  /** Main programme first; codes of funds are among them. */
  readonly programmes: readonly string[];
}

/** Planned and played of one edition version on one screen. */
export interface FigureCell {
  readonly screenId: string;
  readonly version: ReportedVersion;
  readonly planned: number;
  readonly played: PlayedFigures;
}

/** A source of imported content, and how much of it came in and was approved. */
export interface SourceFacts {
  readonly name: string;
  readonly imported: number;
  readonly approved: number;
  /** Stories made from it, whenever. */
  readonly storyIds: ReadonlySet<string>;
}

/** One withdrawal, and when the last screen in use had confirmed it; null while one has not. */
export interface RecallFacts {
  readonly withdrawnAtMs: number;
  readonly reason: string;
  readonly title: string;
  readonly confirmedAtMs: number | null;
}

/** Something in a player's log that an honest player does not send. */
export interface AlarmFacts {
  readonly atMs: number;
  readonly kind: string;
  readonly screenId: string | null;
}

/** How a cluster's gate was open, by its operating hours. */
export interface OpeningFacts {
  readonly clusterId: string;
  readonly openMs: number;
}

/** What the screens of a cluster showed within operating hours, summed over the screens. */
export interface ClusterCompleteness {
  readonly clusterId: string;
  readonly screens: number;
  /** Content on a panel known to be lit. */
  readonly shownMs: number;
  /** Content on a panel of which nobody knows. */
  readonly panelUnknownMs: number;
  /** To come, or of a log that has not arrived. */
  readonly notYetKnownMs: number;
  /** Over five minutes. */
  readonly outages: number;
  readonly longestOutageMs: number;
  /** Of all of them together. */
  readonly outageCauses: Outage["causes"];
}

/** Figures alone, of one span; what comparisons need of other periods. */
export interface FigureFacts {
  readonly span: ReportSpan;
  /** Figures reach up to here; the span's end unless it still runs. */
  readonly untilMs: number;
  /** Records received later are not in it. */
  readonly untilReceivedMs: number;
  readonly places: readonly PeriodScreenRow[];
  readonly cells: readonly FigureCell[];
  /** Play records behind the cells. */
  readonly records: number;
  /** How long in sum the screens held no manifest, or one of which nothing is known here: nothing was planned in it. */
  readonly unheldMs: number;
}

/** Everything the tables of a report are made from, read at one instant. */
export interface ReportFacts extends FigureFacts, PeriodFacts {
  /** In a report on one programme: cells of other programmes whose plays it shares. */
  readonly sharing: readonly FigureCell[];
  /** First showing ever of an edition, as far as had been told. */
  readonly firstPlayedMs: ReadonlyMap<string, number>;
  readonly openings: readonly OpeningFacts[];
  /** Screens with any record in the span, of whatever programme. */
  readonly recordedScreens: ReadonlySet<string>;
  /** Commune and province of each site whose gate is known, under the names that held in the span. */
  readonly placeNames: ReadonlyMap<string, string>;
  /** Operating hours and planned airtime of each site; only in a report on a month. */
  readonly siteOpenings: readonly SiteOpening[];
  /** Of each cluster with a screen in use; none in a report on a programme. */
  readonly completeness: readonly ClusterCompleteness[];
  readonly sources: readonly SourceFacts[];
  readonly ownStories: { readonly approved: number };
  readonly recalls: readonly RecallFacts[];
  readonly alarms: readonly AlarmFacts[];
  readonly languages: readonly Language[];
  readonly programmes: readonly Programme[];
  /** null: nothing was recorded by then. */
  readonly before: FigureFacts | null;
  readonly lastYear: FigureFacts | null;
  /** Plays of earlier, locked periods that came in since they were locked. */
  readonly late: readonly LateFacts[];
}

/** What came in after an earlier period was locked, and was not in a later report yet. */
export interface LateFacts {
  readonly periodName: string;
  readonly cells: readonly FigureCell[];
}

/** The programme that counts a showing: the first that is no fund; undefined: none. */
export function mainProgramme(version: Pick<ReportedVersion, "programmes">, programmes: readonly Programme[]) {
  const kinds = kindsOf(programmes);
  return version.programmes.find((code) => kinds.get(code) !== "fund");
}

const knownKinds = new WeakMap<readonly Programme[], ReadonlyMap<string, Programme["kind"]>>();

/** Made once for the programmes of a report: this is asked of every cell. */
function kindsOf(programmes: readonly Programme[]): ReadonlyMap<string, Programme["kind"]> {
  const known = knownKinds.get(programmes);
  if (known !== undefined) return known;
  const kinds = new Map<string, Programme["kind"]>(programmes.map(({ code, kind }) => [code, kind]));
  knownKinds.set(programmes, kinds);
  return kinds;
}

/** The codes with all their parts. */
export function withParts(codes: readonly string[], programmes: readonly Programme[]): ReadonlySet<string> {
  const all = new Set(codes);
  for (let known = -1; known !== all.size; ) {
    known = all.size;
    for (const { code, parent } of programmes) if (parent !== null && all.has(parent)) all.add(code);
  }
  return all;
}
