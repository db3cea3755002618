import type { Segment } from "../../../schemas/manifest.ts";
import { buildLoop } from "../../../schemas/rules/build-loop.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import { CYCLE_MS } from "../../../schemas/rules/loop-cycle.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { sha256Hex } from "../../sha256.ts";
import { CanonicalBody } from "./canonical-body.ts";
import { chooseCycleLimit, loopSegmentMs } from "./choose-cycle-limit.ts";
import { type CompileCache, compactLoop } from "./compile-cache.ts";
import { type CompileFrame, nominalFrameOf } from "./compile-frame.ts";
import type { CompileInput, CompileSources } from "./compile-input.ts";
import type { CompiledView } from "./compiled-view.ts";
import type { ScreenView } from "./screen-view.ts";
import { planSet, type SetPlan } from "./set-plan.ts";
import { sliceDates } from "./slice-dates.ts";
import type { Run } from "./timeline.ts";
import { viewProblems } from "./view-problems.ts";
import { lastingEntry, layView, type SweptView, sweepView } from "./view-timeline.ts";
import { writeBody } from "./write-body.ts";

const MAX_SLOTS_NEAR = 20_000;
const MAX_SLOTS_FAR = 20_000;

/**
 * Compiles what all screens of a view show for the days of a frame, and the weekly plan after them. Outside every window
 * the fallback plays: what base entries without hours and without end hold for good, or the built-in slate.
 */
export function compileView(
  view: ScreenView,
  frame: CompileFrame,
  span: Pick<CompileInput, "fromDate" | "days">,
  sources: CompileSources,
  cache: CompileCache,
): CompiledView {
  const nominalFrame = cache.frames.get(`nominal ${span.fromDate} ${span.days}`, () => nominalFrameOf(span));
  const swept = sweepView(view, frame, sources, cache);
  const sweptWeek = sweepView(view, nominalFrame, sources, cache);
  const { loopOf, weeklyLoopOf } = loopsOf(view, swept, sweptWeek, cache);
  const laid = layView(view, swept, cache, loopOf);
  const laidWeek = layView(view, sweptWeek, cache, weeklyLoopOf);
  const fallbackSet = planSet(
    fallbackOf(view, span.fromDate, frame.at(span.fromDate, 0), cache),
    view.mix,
    sources.fallbacks,
  );
  const fallback = buildSetLoop(view, fallbackSet, CYCLE_MS, CYCLE_MS, cache);
  const loops = new Map<string, BuiltLoop>();
  const days: Segment[][] = sliceDates(laid.pieces, frame.dates, loops);
  const weekly: Segment[][] = sliceDates(laidWeek.pieces, nominalFrame.dates, loops);
  const body = writeBody({ view, frame, days, weekly, loops, fallback, assets: sources.assets });
  return {
    view,
    body,
    canonical: new CanonicalBody(body),
    problems: viewProblems({ view, swept, laid, loopOf, span, sources }),
    swept,
    laid,
    fallback,
  };
}

function loopsOf(view: ScreenView, swept: SweptView, sweptWeek: SweptView, cache: CompileCache) {
  // From this week's Monday on, so that the limit does not move from one day of the week to the next.
  const firstMs = swept.frame.weeks[1]?.fromMs ?? swept.frame.fromMs;
  const { nearUntilMs } = swept.frame;
  const isNear = (run: Run) => run.fromMs < nearUntilMs;
  const planned = swept.runs.filter((run) => run.toMs > firstMs);
  const nearMs = chooseCycleLimit(planned.filter(isNear), MAX_SLOTS_NEAR);
  const far = [...planned.filter((run) => !isNear(run)), ...sweptWeek.runs];
  const farMs = chooseCycleLimit(far, MAX_SLOTS_FAR, nearMs);
  return {
    loopOf: (run: Run) => buildSetLoop(view, run.set, loopSegmentMs(run), isNear(run) ? nearMs : farMs, cache),
    weeklyLoopOf: (run: Run) => buildSetLoop(view, run.set, loopSegmentMs(run), farMs, cache),
  };
}

/** The built-in slate: one loop, whatever it stands for. */
const SLATE = { entries: [], languages: null, segmentMs: CYCLE_MS, maxCycleMs: CYCLE_MS };

function buildSetLoop(
  view: ScreenView,
  set: SetPlan,
  segmentMs: number,
  maxCycleMs: number,
  cache: CompileCache,
): BuiltLoop {
  if (set.key === "") return cache.loops.get("", () => buildLoop(SLATE, sha256Hex));
  return cache.loops.get(`${view.mixNumber} ${segmentMs} ${maxCycleMs} ${set.key}`, () => {
    const { entries, languages } = set;
    const loop = compactLoop(buildLoop({ entries, languages, segmentMs, maxCycleMs }, sha256Hex, cache.knownLoops));
    cache.knownLoops.set(loop.id, loop);
    return loop;
  });
}

/**
 * Base entries that are open around the clock, have begun and have no end. An entry with hours never plays outside them:
 * where nothing else is open, the slate does, and the time is told as a hole.
 */
function fallbackOf(view: ScreenView, date: string, atMs: number, cache: CompileCache) {
  return view.planned
    .filter(({ entry }) => entry.layer === "base" && isAlwaysOpen(entry))
    .flatMap((planned) => lastingEntry(planned, date, atMs, cache) ?? [])
    .map((planned) => cache.activeOf(planned, planned.items));
}

function isAlwaysOpen({ hours, recurrence, exceptions }: ScheduledEntry): boolean {
  return hours.kind === "always" && recurrence === null && exceptions.length === 0;
}
