import { type InstantLookup, lookUpInstants, type Span } from "../../../schemas/rules/daypart-windows.ts";
import { addDays, weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import type { CompileInput } from "./compile-input.ts";

/** Weeks, this one included, whose items come and go to the millisecond. */
const NEAR_WEEKS = 3;
/** Further on, an entry keeps to what is valid throughout a block of this many weeks. */
const BLOCK_WEEKS = 4;
const WEEK_MS = 7 * 86_400_000;

/** One civil week, Monday first. */
export interface FrameWeek {
  readonly fromMs: number;
  readonly toMs: number;
  /** Counted from 1970. */
  readonly number: number;
  /** Where an entry keeps to the items valid throughout it; null: items come and go to the millisecond. */
  readonly steady: Span | null;
}

/** One date that a manifest plans. */
export interface FrameDate {
  readonly startAtMs: number;
  readonly endAtMs: number;
}

/**
 * The time that is compiled: whole civil weeks around the dates, with the week before them, so that what a date gets
 * depends on the date alone and not on the day of compiling; one day before, to see what changes at the first of their
 * midnights, and one after, to know how long the last set runs.
 */
export interface CompileFrame {
  readonly timeZone: string;
  readonly at: InstantLookup;
  /** First and last civil date on which windows start that reach into the frame. */
  readonly firstDate: string;
  readonly lastDate: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly weeks: readonly FrameWeek[];
  readonly dates: readonly FrameDate[];
  /** Loops that start before this are held to the room that near loops have. */
  readonly nearUntilMs: number;
  /** The plan that goes on by the week for ever: without anything that belongs to a date. */
  readonly isNominal: boolean;
}

/** The frame of the input's own dates. */
export function frameOf(input: Pick<CompileInput, "fromDate" | "days"> & { readonly timeZone: string }): CompileFrame {
  const { timeZone, fromDate, days } = input;
  const at = lookUpInstants(timeZone);
  const mondayDate = addDays(fromDate, -weekdayOf(fromDate));
  const endDate = addDays(fromDate, days);
  const nearUntilMs = at(addDays(mondayDate, 7 * NEAR_WEEKS), 0);
  const weeks: FrameWeek[] = [];
  for (let monday = addDays(mondayDate, -7); monday < endDate; monday = addDays(monday, 7)) {
    const fromMs = at(monday, 0);
    weeks.push({
      fromMs,
      toMs: at(addDays(monday, 7), 0),
      number: Math.floor(fromMs / WEEK_MS),
      steady: fromMs < nearUntilMs ? null : blockOf(monday, fromMs, at),
    });
  }
  const dates = Array.from({ length: days }, (_, day) => ({
    startAtMs: at(addDays(fromDate, day), 0),
    endAtMs: at(addDays(fromDate, day + 1), 0),
  }));
  return framed(timeZone, at, addDays(mondayDate, -7), weeks, dates, nearUntilMs, false);
}

/** The week after the last date, on a clock of 24-hour days: the second of two equal weeks. */
export function nominalFrameOf(input: Pick<CompileInput, "fromDate" | "days">): CompileFrame {
  const at = lookUpInstants("UTC");
  const endDate = addDays(input.fromDate, input.days);
  const mondayDate = addDays(endDate, 7 - weekdayOf(endDate));
  const number = Math.floor(at(mondayDate, 0) / WEEK_MS);
  const weeks = [-7, 0].map((days) => ({
    fromMs: at(addDays(mondayDate, days), 0),
    toMs: at(addDays(mondayDate, days + 7), 0),
    number,
    steady: null,
  }));
  const dates = [0, 1, 2, 3, 4, 5, 6].map((day) => ({
    startAtMs: at(addDays(mondayDate, day), 0),
    endAtMs: at(addDays(mondayDate, day + 1), 0),
  }));
  return framed("UTC", at, addDays(mondayDate, -7), weeks, dates, 0, true);
}

function framed(
  timeZone: string,
  at: InstantLookup,
  mondayDate: string,
  weeks: readonly FrameWeek[],
  dates: readonly FrameDate[],
  nearUntilMs: number,
  isNominal: boolean,
): CompileFrame {
  const lastDate = addDays(mondayDate, 7 * weeks.length);
  return {
    timeZone,
    at,
    firstDate: addDays(mondayDate, -2),
    lastDate,
    fromMs: at(addDays(mondayDate, -1), 0),
    untilMs: at(addDays(lastDate, 1), 0),
    weeks,
    dates,
    nearUntilMs,
    isNominal,
  };
}

/** The four weeks, counted from 1970, that a Monday falls in. */
function blockOf(monday: string, mondayAtMs: number, at: InstantLookup): Span {
  const first = addDays(monday, -7 * (Math.floor(mondayAtMs / WEEK_MS) % BLOCK_WEEKS));
  return [at(first, 0), at(addDays(first, 7 * BLOCK_WEEKS), 0)];
}
