import type { ReportCell, ReportRow } from "../../../schemas/report-document.ts";

/** Cells of one row by column; what is not named is blank. */
export interface NaiveRow {
  readonly level: ReportRow["level"];
  readonly cells: Readonly<Record<string, ReportCell>>;
}

export const NOTHING: ReportCell = { kind: "no-source" };
export const words = (text: string): ReportCell => (text === "" ? { kind: "blank" } : { kind: "text", text });
export const whole = (value: number): ReportCell => ({ kind: "number", value, digits: 0 });
/** To one decimal. */
export const tenths = (value: number): ReportCell => ({ kind: "number", value: Math.round(value * 10), digits: 1 });
export const dunno = (why: string): ReportCell => ({ kind: "unknown", why });

export function percent(part: number, all: number, whyNot: string): ReportCell {
  return all === 0 ? dunno(whyNot) : { kind: "share", ppm: Math.round((part / all) * 1_000_000) };
}

/** A span of time and what is asked of it. */
export interface NaiveSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** What came in later is not there. */
  readonly untilMs: number;
}

export const DAY_MS = 86_400_000;
/** All places of these tests are this far ahead of UTC. */
export const AHEAD_MS = 7 * 3_600_000;

/** The civil date of an instant. */
export const dateAt = (atMs: number): string => new Date(atMs + AHEAD_MS).toISOString().slice(0, 10);
/** The first instant of a civil date. */
export const startOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) - AHEAD_MS;
