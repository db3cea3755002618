import type { Segment } from "../../../schemas/manifest.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { CanonicalBody } from "./canonical-body.ts";
import type { CompileCache } from "./compile-cache.ts";
import { type CompileFrame, nominalFrameOf } from "./compile-frame.ts";
import type { CompileInput, CompileSources } from "./compile-input.ts";
import type { CompiledView } from "./compiled-view.ts";
import type { ScreenView } from "./screen-view.ts";
import { planSet } from "./set-plan.ts";
import { sliceDates } from "./slice-dates.ts";
import { ViewLoops } from "./view-loops.ts";
import { viewProblems } from "./view-problems.ts";
import { lastingEntry, layView, type SweptView, sweepView } from "./view-timeline.ts";
import { writeBody } from "./write-body.ts";

/** A view with all that is open when in it: what its loops are built from. */
export interface PreparedView {
  readonly view: ScreenView;
  readonly span: Pick<CompileInput, "fromDate" | "days">;
  readonly sources: CompileSources;
  readonly swept: SweptView;
  /** The week after the last date. */
  readonly sweptWeek: SweptView;
  readonly loops: ViewLoops;
}

/** The cheap part of compiling a view: everything but its loops. */
export function prepareView(
  view: ScreenView,
  frame: CompileFrame,
  span: Pick<CompileInput, "fromDate" | "days">,
  sources: CompileSources,
  cache: CompileCache,
): PreparedView {
  const nominalFrame = cache.frames.get(`nominal ${span.fromDate} ${span.days}`, () => nominalFrameOf(span));
  const swept = sweepView(view, frame, sources, cache);
  const sweptWeek = sweepView(view, nominalFrame, sources, cache);
  return { view, span, sources, swept, sweptWeek, loops: new ViewLoops(view, swept, sweptWeek, cache) };
}

/**
 * Compiles what all screens of a view show for the days of a frame, and the weekly plan after them. Outside every window
 * the fallback plays: what base entries without hours and without end hold for good, or the built-in slate.
 */
export function compileView(prepared: PreparedView, cache: CompileCache): CompiledView {
  const { view, span, sources, swept, sweptWeek, loops: viewLoops } = prepared;
  const { frame } = swept;
  const { loopOf, weeklyLoopOf } = viewLoops;
  const laid = layView(view, swept, cache, loopOf);
  const laidWeek = layView(view, sweptWeek, cache, weeklyLoopOf);
  const fallbackSet = planSet(
    fallbackOf(view, span.fromDate, frame.at(span.fromDate, 0), cache),
    view.mix,
    sources.fallbacks,
  );
  const fallback = viewLoops.fallbackOf(fallbackSet);
  const loops = new Map<string, BuiltLoop>();
  const days: Segment[][] = sliceDates(laid.pieces, frame.dates, loops);
  const weekly: Segment[][] = sliceDates(laidWeek.pieces, sweptWeek.frame.dates, loops);
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
