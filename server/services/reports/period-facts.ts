import type { ReportCell } from "../../../schemas/report-document.ts";

/** An airing document that got the last approval it needs in the period. */
export interface AirTimeFacts {
  readonly approvedAtMs: number;
  /** When it may first be shown: its approval, or the start of its validity when that is later. */
  readonly fromMs: number;
  /** When it was first on any screen; null: not yet. */
  readonly shownAtMs: number | null;
}

/** How many people passed a site in the period, as people told. */
export interface TrafficFacts {
  readonly siteId: string;
  readonly siteName: string;
  /** null: not every day of the period is told. Days of a longer count stand for their part of it. */
  readonly people: number | null;
  /** Who counted, each once. */
  readonly sources: readonly string[];
}

/** Codes on slides, and how often they were followed. */
export interface CodeFacts {
  /** Edition versions that bear a code of ours. */
  readonly versions: ReadonlySet<string>;
  /** Scans of codes by hour are kept without the cluster: one code may stand on many screens. */
  readonly scans: number;
}

/** What indicators need beside planned and played. */
export interface PeriodFacts {
  readonly airTimes: readonly AirTimeFacts[];
  readonly traffic: readonly TrafficFacts[];
  /** null: no slide bears a code of ours, so nothing could be counted. */
  readonly codes: CodeFacts | null;
  /** What the period is to reach, by `targetKey`. */
  readonly targets: ReadonlyMap<string, ReportCell>;
}

/** Names what a target is for. */
export function targetKey(subject: "programme" | "indicator", code: string): string {
  return `${subject} ${code}`;
}
