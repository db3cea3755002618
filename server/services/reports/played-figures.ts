import type { PeriodTotalRow } from "../../db/repos/item-names.ts";

/** What was recorded, each kind in a column of its own: none is ever added to another. */
export interface PlayedFigures {
  /** At least 95 % of the slot ran while the panel was known to be lit: the verified plays. */
  readonly completed: number;
  readonly completedPanelUnknown: number;
  readonly completedPanelOff: number;
  readonly cut: number;
  readonly interrupted: number;
  /** Airtime of the verified plays. */
  readonly airtimeMs: number;
  readonly airtimePanelUnknownMs: number;
  /** Airtime of all the rest. */
  readonly airtimeOtherMs: number;
}

/** Figures that are still being added up. */
export type GrowingFigures = { -readonly [Figure in keyof PlayedFigures]: PlayedFigures[Figure] };

/** Nothing yet. */
export function noPlays(): GrowingFigures {
  return {
    completed: 0,
    completedPanelUnknown: 0,
    completedPanelOff: 0,
    cut: 0,
    interrupted: 0,
    airtimeMs: 0,
    airtimePanelUnknownMs: 0,
    airtimeOtherMs: 0,
  };
}

/** Whether all that was shown in full was shown on panels of which nobody knows: then 0 verified plays are no finding. */
export function isUnlit({ completed, completedPanelUnknown }: PlayedFigures): boolean {
  return completed === 0 && completedPanelUnknown > 0;
}

/** Adds one total, or takes it off again (`sign` -1). */
export function addTotal(sum: GrowingFigures, total: PeriodTotalRow, sign: 1 | -1 = 1): void {
  const plays = sign * total.plays;
  const airtimeMs = sign * total.airtime_ms;
  if (total.outcome === "completed" && total.panel === "on") {
    sum.completed += plays;
    sum.airtimeMs += airtimeMs;
  } else if (total.outcome === "completed" && total.panel === "unknown") {
    sum.completedPanelUnknown += plays;
    sum.airtimePanelUnknownMs += airtimeMs;
  } else {
    if (total.outcome === "completed") sum.completedPanelOff += plays;
    else sum[total.outcome] += plays;
    sum.airtimeOtherMs += airtimeMs;
  }
}

/** Adds column by column. */
export function addFigures(sum: GrowingFigures, other: PlayedFigures): void {
  sum.completed += other.completed;
  sum.completedPanelUnknown += other.completedPanelUnknown;
  sum.completedPanelOff += other.completedPanelOff;
  sum.cut += other.cut;
  sum.interrupted += other.interrupted;
  sum.airtimeMs += other.airtimeMs;
  sum.airtimePanelUnknownMs += other.airtimePanelUnknownMs;
  sum.airtimeOtherMs += other.airtimeOtherMs;
}

/** Whether anything was recorded at all. */
export function hasRecords(played: PlayedFigures): boolean {
  if (played.completed > 0 || played.completedPanelUnknown > 0 || played.completedPanelOff > 0) return true;
  if (played.cut > 0 || played.interrupted > 0) return true;
  // A showing that began before the period counts there, and its airtime where it was.
  return played.airtimeMs > 0 || played.airtimePanelUnknownMs > 0 || played.airtimeOtherMs > 0;
}
