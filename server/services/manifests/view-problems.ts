import { mergeSpans } from "../../../schemas/rules/daypart-windows.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import { operatingSpans } from "../../../schemas/rules/operating-hours.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import { entryProblems } from "./entry-problems.ts";
import { NO_SCREEN, type ProblemInput } from "./problem-input.ts";
import { setProblems } from "./set-problems.ts";
import type { Run } from "./timeline.ts";

/** Holes are told for this many days ahead: further on, schedules are seldom complete yet. */
const HOLE_DAYS = 7;

/**
 * What stands against a view's plan. Entries are judged over all the days, sets and their loops over the near weeks;
 * each complaint is told once, at its worst.
 */
export function viewProblems(input: ProblemInput): ScheduleProblem[] {
  const { view, swept, laid, loopOf } = input;
  const { frame } = swept;
  const fromMs = frame.dates[0]?.startAtMs ?? frame.fromMs;
  const soon = swept.runs.filter((run) => run.toMs > fromMs && run.fromMs < frame.nearUntilMs);
  const pieces = swept.pieces.filter((piece) => piece.toMs > fromMs && piece.fromMs < frame.nearUntilMs);
  const distinct = new Map<string, { run: Run; loop: BuiltLoop }>();
  for (const run of soon) {
    const loop = loopOf(run);
    if (run.set.key !== "") distinct.set(loop.id, { run, loop });
  }
  return [
    ...entryProblems(input, fromMs),
    ...setProblems(
      pieces.map(({ set }) => set),
      [...distinct.values()].map(({ run, loop }) => ({ set: run.set, loop })),
      view.mix,
      laid.unfit.flatMap(({ planned }) => planned.items.map(({ edition }) => edition.airingSha256)),
    ),
    ...clashesIn(input, fromMs),
    ...holesIn(input, fromMs),
  ];
}

/** Each pair of rivals once, at the first time they meet. */
function clashesIn({ swept, laid }: ProblemInput, fromMs: number): ScheduleProblem[] {
  const found = new Map<string, Extract<ScheduleProblem, { kind: "clash" }>>();
  const add = (winnerId: string, loserId: string, startMs: number, toMs: number) => {
    const name = `${winnerId} ${loserId}`;
    const before = found.get(name);
    if (before === undefined) {
      found.set(name, { kind: "clash", screenId: NO_SCREEN, winnerId, loserId, fromMs: startMs, toMs });
    } else if (before.toMs === startMs) found.set(name, { ...before, toMs });
  };
  for (const piece of swept.pieces) {
    if (piece.toMs <= fromMs) continue;
    for (const { winnerId, loserId } of piece.set.airtime.clashes) {
      add(winnerId, loserId, Math.max(piece.fromMs, fromMs), piece.toMs);
    }
  }
  for (const clash of laid.clashes) {
    if (clash.fromMs >= fromMs) add(clash.winnerId, clash.loserId, clash.fromMs, clash.toMs);
  }
  return [...found.values()];
}

/** Where entries follow the site's operating hours, time outside them is meant to be bare. */
function holesIn({ view, swept, laid, span, sources }: ProblemInput, fromMs: number): ScheduleProblem[] {
  const days = Math.min(span.days, HOLE_DAYS);
  const untilMs = swept.frame.at(addDays(span.fromDate, days), 0);
  const holes: { fromMs: number; toMs: number }[] = [];
  for (const piece of laid.pieces) {
    if (piece.loop.lengthMs > 0 || piece.endMs <= fromMs || piece.startMs >= untilMs) continue;
    const startMs = Math.max(piece.startMs, fromMs);
    const endMs = Math.min(piece.endMs, untilMs);
    const last = holes.at(-1);
    if (last !== undefined && last.toMs === startMs) last.toMs = endMs;
    else holes.push({ fromMs: startMs, toMs: endMs });
  }
  const holidays = new Set(sources.publicHolidays);
  const open = Array.from({ length: days + 1 }, (_, index) =>
    operatingSpans(view.hours, holidays, swept.frame.at, addDays(span.fromDate, index - 1)),
  );
  const meant = mergeSpans(open.flat());
  return holes.flatMap((hole) =>
    meant.flatMap(([openAtMs, closeAtMs]): ScheduleProblem[] => {
      const fromMs = Math.max(hole.fromMs, openAtMs);
      const toMs = Math.min(hole.toMs, closeAtMs);
      return fromMs < toMs ? [{ kind: "hole", screenId: NO_SCREEN, fromMs, toMs }] : [];
    }),
  );
}
