import type { Manifest, ManifestAsset, Segment } from "../../../schemas/manifest.ts";
import { type BuiltLoop, CYCLE_MS } from "../../../schemas/rules/build-loop.ts";
import { type InstantLookup, lookUpInstants, type Span } from "../../../schemas/rules/daypart-windows.ts";
import { addDays, weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleProblem } from "../../../schemas/schedule.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { sha256Hex } from "../../sha256.ts";
import type { CompileInput } from "./compile-input.ts";
import { layWeek, weekNumber } from "./lay-week.ts";
import { chooseCycleLimit, LoopBook, loopProblems } from "./loop-book.ts";
import { entryProblems, type PlannedEntry, planEntries } from "./planned-entries.ts";
import { type Piece, type SweptDate, sweepDate } from "./sweep-date.ts";

export interface CompiledManifest {
  readonly manifest: Manifest;
  readonly problems: readonly ScheduleProblem[];
}

/** Longest cycles tried, until all loops together stay within the slots a manifest has room for. */
const CYCLE_LIMITS_MS = [2 * CYCLE_MS, CYCLE_MS, CYCLE_MS / 2, CYCLE_MS / 4];
const MAX_SLOTS_NEAR = 24_000;
const MAX_SLOTS_FAR = 30_000;
/** Weeks, this one included, whose items come and go to the millisecond. */
const NEAR_WEEKS = 3;
/** Further on, an entry keeps to what is valid throughout a block of this many weeks. */
const BLOCK_WEEKS = 4;
/** Holes are told for this many days ahead: further on, schedules are seldom complete yet. */
const HOLE_DAYS = 7;

/**
 * Compiles what one screen shows for `days` civil dates from `fromDate`, and the weekly plan after them. Pure: the same
 * input gives the same bytes, in whatever order its lists come. Outside every window the fallback plays: what stands in
 * open-ended base entries and never expires, or the built-in slate. `knownLoops` only saves building a loop twice.
 */
export function compileManifest(input: CompileInput, knownLoops: Map<string, BuiltLoop> = new Map()): CompiledManifest {
  const planned = planEntries(input);
  const at = lookUpInstants(input.screen.timeZone);
  const draft = lay(input, sweepWeeks(input, planned, at), planned, at, new LoopBook(knownLoops));
  return { manifest: finish(input, draft), problems: [...entryProblems(input, planned), ...draft.problems] };
}

interface SweptWeek {
  readonly near: boolean;
  readonly dates: readonly SweptDate[];
}

/** Whole civil weeks, Monday first, that hold the days: what a date gets must not depend on the day of compiling. */
function sweepWeeks(input: CompileInput, planned: readonly PlannedEntry[], at: InstantLookup): SweptWeek[] {
  const mondayDate = addDays(input.fromDate, -weekdayOf(input.fromDate));
  const endDate = addDays(input.fromDate, input.days);
  const weeks: SweptWeek[] = [];
  for (let monday = mondayDate; monday < endDate; monday = addDays(monday, 7)) {
    const near = weeks.length < NEAR_WEEKS;
    const steady = near ? null : blockOf(monday, at);
    const dates = WEEK.map((day) => sweepDate(addDays(monday, day), planned, at, steady));
    weeks.push({ near, dates });
  }
  return weeks;
}

const WEEK = [0, 1, 2, 3, 4, 5, 6];

/** The four weeks, counted from 1970, that a Monday falls in. */
function blockOf(monday: string, at: InstantLookup): Span {
  const first = addDays(monday, -7 * (weekNumber(at(monday, 0)) % BLOCK_WEEKS));
  return [at(first, 0), at(addDays(first, 7 * BLOCK_WEEKS), 0)];
}

interface Draft {
  readonly book: LoopBook;
  readonly fallbackId: string;
  readonly days: [number, number, Segment[]][];
  readonly weekly: Segment[][];
  readonly problems: readonly ScheduleProblem[];
}

function lay(
  input: CompileInput,
  weeks: readonly SweptWeek[],
  planned: readonly PlannedEntry[],
  at: InstantLookup,
  book: LoopBook,
): Draft {
  const endDate = addDays(input.fromDate, input.days);
  const lastWeek: SweptWeek = { near: false, dates: nominalWeek(planned, endDate, at(endDate, 0)) };
  const fallbackId = fallbackLoop(openEnded(planned, input.fromDate, at(input.fromDate, 0)), book);
  const piecesOf = (near: boolean) =>
    [...weeks, lastWeek]
      .filter((week) => week.near === near)
      .flatMap(({ dates }) => dates.filter(({ date }) => date >= input.fromDate).flatMap(({ pieces }) => pieces));
  const nearMs = chooseCycleLimit(piecesOf(true), CYCLE_LIMITS_MS, MAX_SLOTS_NEAR);
  const farMs = Math.min(nearMs, chooseCycleLimit(piecesOf(false), CYCLE_LIMITS_MS, MAX_SLOTS_FAR));
  const loopFor = (week: SweptWeek) => (piece: Piece) =>
    book.loopFor(piece, piece.toMs - piece.fromMs, week.near ? nearMs : farMs);
  const days: [number, number, Segment[]][] = [];
  for (const week of weeks) {
    const wanted = (date: string) => date >= input.fromDate && date < endDate;
    for (const { date, segments } of layWeek(week.dates, wanted, loopFor(week), fallbackId)) {
      days.push([date.startAtMs, date.endAtMs, segments]);
    }
  }
  const weekly = layWeek(lastWeek.dates, () => true, loopFor(lastWeek), fallbackId).map(({ segments }) => segments);
  const soon = weeks
    .filter((week) => week.near)
    .flatMap((week) => week.dates.filter(({ date }) => date >= input.fromDate && date < endDate));
  const soonPieces = soon.flatMap(({ pieces }) => pieces);
  const soonLoops = soonPieces.map((piece) => book.loopFor(piece, piece.toMs - piece.fromMs, nearMs));
  const problems = [...loopProblems(soonPieces, soonLoops, input.screen.screenId), ...holesIn(soon, input)];
  return { book, fallbackId, days, weekly, problems };
}

function fallbackLoop(entries: readonly PlannedEntry[], book: LoopBook): string {
  const active = entries.map((planned) => ({ planned, items: planned.items }));
  const signature = `fallback ${active.map(({ planned }) => planned.name).join(" ")}`;
  return book.loopFor({ active, signature }, CYCLE_MS, CYCLE_MS).id;
}

/** The week after the last day, without dated entries and items, on a clock of 24-hour days. */
function nominalWeek(planned: readonly PlannedEntry[], endDate: string, endAtMs: number): SweptDate[] {
  const mondayDate = addDays(endDate, 7 - weekdayOf(endDate));
  const entries = openEnded(planned, mondayDate, endAtMs).map((open) => ({
    ...open,
    entry: { ...open.entry, fromDate: addDays(mondayDate, -7) },
  }));
  const at: InstantLookup = lookUpInstants("UTC");
  return WEEK.map((day) => sweepDate(addDays(mondayDate, day), entries, at));
}

/** Entries that have begun and have no end, with the items that never expire. */
function openEnded(planned: readonly PlannedEntry[], date: string, atMs: number): PlannedEntry[] {
  return planned.flatMap((one) => {
    if (one.entry.untilDate !== null || one.entry.fromDate > date) return [];
    const items = one.items.filter(({ edition }) => edition.notAfterMs === null && (edition.notBeforeMs ?? 0) <= atMs);
    const name = items.length === one.items.length ? one.name : `${one.name}@${atMs}`;
    return items.length === 0 ? [] : [{ ...one, name, items }];
  });
}

function finish(input: CompileInput, draft: Draft): Manifest {
  const dayPlans: Record<string, Segment[]> = {};
  const planId = (segments: Segment[]) => {
    const id = sha256Hex(canonicalJson(segments)).slice(0, 16);
    dayPlans[id] = segments;
    return id;
  };
  const used = [...draft.days.flatMap(([, , segments]) => segments), ...draft.weekly.flat()].map(
    ([, , loopId]) => loopId,
  );
  const { loops, items, entries } = draft.book.write(new Set([...used, draft.fallbackId]));
  const assets: Record<string, ManifestAsset> = {};
  for (const sha256 of [...new Set(items.flatMap((item) => item.renditions))].sort()) {
    const asset = input.assets[sha256];
    if (asset !== undefined) assets[sha256] = asset;
  }
  return {
    type: "manifest",
    screenId: input.screen.screenId,
    siteId: input.screen.siteId,
    place: { name: input.screen.placeName, languages: [...input.screen.languages] },
    revision: input.revision,
    timeZone: input.screen.timeZone,
    days: draft.days.map(([startAtMs, endAtMs, segments]) => [startAtMs, endAtMs, planId(segments)]),
    weekly: draft.weekly.map(planId),
    dayPlans,
    loops,
    items,
    entries,
    assets,
    fallback: draft.fallbackId,
  };
}

function holesIn(dates: readonly SweptDate[], input: CompileInput): ScheduleProblem[] {
  const untilDate = addDays(input.fromDate, HOLE_DAYS);
  const holes: { fromMs: number; toMs: number }[] = [];
  for (const { startAtMs, date, pieces } of dates) {
    if (date < input.fromDate || date >= untilDate) continue;
    for (const piece of pieces.filter(({ active }) => active.length === 0)) {
      const last = holes.at(-1);
      if (last !== undefined && last.toMs === startAtMs + piece.fromMs) last.toMs = startAtMs + piece.toMs;
      else holes.push({ fromMs: startAtMs + piece.fromMs, toMs: startAtMs + piece.toMs });
    }
  }
  return holes.map((hole) => ({ kind: "hole", screenId: input.screen.screenId, ...hole }));
}
