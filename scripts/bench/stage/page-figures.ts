import type { PageRun } from "./measure-page.ts";
import type { Seam } from "./seams.ts";
import { median, percentile, spreadOf } from "./statistics.ts";
import { type BenchResult, busyCoresOf, judge, judgeNone } from "./verdict.ts";

const FRAME_MS = 1_000 / 30;
const WORST_SEAMS = 20;

/** Gaps of a run at which the reader was awake. */
export const gapsOf = ({ report }: PageRun): number[] =>
  report.seams.filter(({ isBlind }) => !isBlind).map(({ gapMs }) => gapMs);

/** One line for people about all rounds of one page. */
export function describePage(page: string, runs: readonly PageRun[]): string {
  const seams = runs.flatMap(({ report }) => report.seams);
  const gaps = runs.flatMap(gapsOf);
  const errors = runs.flatMap(({ report }) => report.lengthErrorsMs);
  const planned = sum(runs.map(({ report }) => report.framesPlanned));
  const lost = (100 * sum(runs.map(({ report }) => report.framesLost))) / Math.max(1, planned);
  const cores = spreadOf(runs.map((run) => run.cores));
  const trouble = runs.flatMap((run) => run.trouble);
  const ms = (value: number): string => value.toFixed(1);
  return [
    `${page}: ${seams.length} seams of ${sum(runs.map((run) => run.seamsPlanned))}, ${seams.length - gaps.length} unjudged (reader late)`,
    `gap p50 ${ms(median(gaps))} p99 ${ms(percentile(gaps, 0.99))} max ${ms(percentile(gaps, 1))} ms, over a frame ${gaps.filter((gap) => gap > FRAME_MS).length}`,
    `black ${ms(sum(seams.map((seam) => seam.blackMs)))} ms, stale frames ${sum(seams.map((seam) => seam.staleFrames))}, wrong order ${seams.filter((seam) => seam.isWrongOrder).length}, frames lost ${lost.toFixed(2)} %`,
    `item length ${ms(mean(errors))} ± ${ms(percentile(errors.map(Math.abs), 0.95))} ms`,
    `${cores.median.toFixed(3)} cores (${cores.least.toFixed(3)}–${cores.most.toFixed(3)}), others ${busyCoresOf(runs).toFixed(2)}, late reads ${(100 * median(runs.map((run) => run.lateShare))).toFixed(2)} %`,
    ...worstSeams(seams),
    ...(trouble.length > 0 ? [`said: ${trouble.join(", ")}`] : []),
  ].join("\n    ");
}

/** Where the gap was over a frame: which item came after which, and how long each of the two stood too long. */
function worstSeams(seams: readonly Seam[]): string[] {
  const over = seams.filter(({ isBlind, gapMs }) => !isBlind && gapMs > FRAME_MS);
  const told = over.map(
    ({ fromItem, toItem, lastOverheldMs, firstOverheldMs }) =>
      `${fromItem}→${toItem} ${lastOverheldMs.toFixed(0)} + ${firstOverheldMs.toFixed(0)}`,
  );
  return told.length === 0 ? [] : [`over a frame: ${told.slice(0, WORST_SEAMS).join(", ")} ms`];
}

/** The aims of one kind of seams of our own page. */
export function judgeSeams(
  kind: string,
  runs: readonly PageRun[],
  limits: { readonly p99Ms: number; readonly maxMs: number | undefined },
): BenchResult[] {
  const busyCores = busyCoresOf(runs);
  const missing = runs.map(({ seamsPlanned, report }) => Math.max(0, seamsPlanned - report.seams.length));
  const total = (of: (run: PageRun) => number): number[] => runs.map(of);
  const p99 = runs.map((run) => percentile(gapsOf(run), 0.99));
  const most = runs.map((run) => percentile(gapsOf(run), 1));
  return [
    judge(`${kind}: gap p99`, p99, limits.p99Ms, "ms", { busyCores }),
    ...(limits.maxMs === undefined ? [] : [judge(`${kind}: largest gap`, most, limits.maxMs, "ms", { busyCores })]),
    judgeNone(
      `${kind}: black`,
      total(({ report }) => sum(report.seams.map((seam) => seam.blackMs))),
      "ms",
    ),
    judgeNone(
      `${kind}: stale frames`,
      total(({ report }) => sum(report.seams.map((seam) => seam.staleFrames))),
      "frames",
    ),
    judgeNone(
      `${kind}: seams in a wrong order or missing`,
      total(({ report }) => report.seams.filter((seam) => seam.isWrongOrder).length).map(
        (wrong, index) => wrong + (missing[index] ?? 0),
      ),
      "seams",
    ),
  ];
}

/** Processor time of `ours` as a part of `bare`'s, each round against its own neighbour. */
export function judgeCores(
  what: string,
  ours: readonly PageRun[],
  bare: readonly PageRun[],
  limit: number,
): BenchResult {
  const ratios = ours.map((run, round) => run.cores / (bare[round]?.cores ?? Number.NaN));
  // A browser that is starved drops frames, and so needs less.
  return judge(what, ratios, limit, "times", { busyCores: busyCoresOf([...ours, ...bare]) });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / Math.max(1, values.length);
