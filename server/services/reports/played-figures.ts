import type { PeriodTotalRow } from "../../db/repos/report-figures.ts";

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

export const NO_PLAYS: PlayedFigures = {
  completed: 0,
  completedPanelUnknown: 0,
  completedPanelOff: 0,
  cut: 0,
  interrupted: 0,
  airtimeMs: 0,
  airtimePanelUnknownMs: 0,
  airtimeOtherMs: 0,
};

/** The figures of one total. */
export function figuresOf(row: PeriodTotalRow): PlayedFigures {
  const { plays, airtime_ms } = row;
  if (row.outcome === "cut") return { ...NO_PLAYS, cut: plays, airtimeOtherMs: airtime_ms };
  if (row.outcome === "interrupted") return { ...NO_PLAYS, interrupted: plays, airtimeOtherMs: airtime_ms };
  if (row.panel === "on") return { ...NO_PLAYS, completed: plays, airtimeMs: airtime_ms };
  if (row.panel === "unknown") return { ...NO_PLAYS, completedPanelUnknown: plays, airtimePanelUnknownMs: airtime_ms };
  return { ...NO_PLAYS, completedPanelOff: plays, airtimeOtherMs: airtime_ms };
}

/** Whether all that was shown in full was shown on panels of which nobody knows: then 0 verified plays are no finding. */
export function isUnlit({ completed, completedPanelUnknown }: PlayedFigures): boolean {
  return completed === 0 && completedPanelUnknown > 0;
}

/** Sums column by column. */
export function addFigures(one: PlayedFigures, other: PlayedFigures): PlayedFigures {
  return combine(one, other, 1);
}

/** What is left of the first without the second. */
export function takeFigures(one: PlayedFigures, other: PlayedFigures): PlayedFigures {
  return combine(one, other, -1);
}

function combine(one: PlayedFigures, other: PlayedFigures, sign: 1 | -1): PlayedFigures {
  return {
    completed: one.completed + sign * other.completed,
    completedPanelUnknown: one.completedPanelUnknown + sign * other.completedPanelUnknown,
    completedPanelOff: one.completedPanelOff + sign * other.completedPanelOff,
    cut: one.cut + sign * other.cut,
    interrupted: one.interrupted + sign * other.interrupted,
    airtimeMs: one.airtimeMs + sign * other.airtimeMs,
    airtimePanelUnknownMs: one.airtimePanelUnknownMs + sign * other.airtimePanelUnknownMs,
    airtimeOtherMs: one.airtimeOtherMs + sign * other.airtimeOtherMs,
  };
}
