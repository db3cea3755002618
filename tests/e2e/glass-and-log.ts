import type { Glance } from "./whole-path-rig.ts";

export interface Play {
  readonly boot: number;
  readonly seq: number;
  readonly airingSha256: string;
  readonly slotIndex: number;
  readonly startedAtMs: number;
  readonly shownMs: number;
  readonly plannedMs: number;
  readonly outcome: "completed" | "cut" | "interrupted";
  readonly joinedLate: boolean;
}

/** A look at the glass takes a while, and so does a seam on a busy machine: this near an edge nothing is claimed. */
const EDGE_MS = 1_000;
/** A run this long has qualified, edges of looking included. */
const SURE_MS = 2_000 + 2 * EDGE_MS;

/** Every record during which the glass was seen to show something else, in words; empty when log and glass agree. */
export function playsDisagreeing(
  log: readonly Play[],
  glances: readonly Glance[],
  codeOf: ReadonlyMap<string, number>,
): string[] {
  return log.flatMap((play) => {
    const code = codeOf.get(play.airingSha256);
    const during = glances.filter(
      (seen) => seen.atMs > play.startedAtMs + EDGE_MS && seen.atMs < play.startedAtMs + play.shownMs - EDGE_MS,
    );
    const other = during.filter((seen) => seen.code !== code);
    const unseen = during.length === 0 && play.shownMs > 2 * EDGE_MS + 1_000;
    if (other.length === 0 && !unseen) return [];
    return [`${play.boot}.${play.seq} says ${code} for ${play.shownMs} ms; seen: ${during.map((seen) => seen.code)}`];
  });
}

/**
 * Every run of one code on the glass that must have counted and has no record of its own. While the player was dead
 * (`dead`) the page stood alone and what it showed is nobody's evidence.
 */
export function unrecordedRuns(
  log: readonly Play[],
  glances: readonly Glance[],
  codeOf: ReadonlyMap<string, number>,
  dead: { readonly fromMs: number; readonly untilMs: number },
): string[] {
  const lastRecordEndsAtMs = Math.max(...log.map((play) => play.startedAtMs + play.shownMs));
  return runsOf(glances).flatMap(({ code, fromMs, untilMs }) => {
    const isDead = fromMs < dead.untilMs && untilMs > dead.fromMs;
    if (isDead || untilMs - fromMs < SURE_MS || untilMs > lastRecordEndsAtMs + EDGE_MS) return [];
    const covering = log.filter(
      (play) =>
        codeOf.get(play.airingSha256) === code &&
        play.startedAtMs < untilMs - EDGE_MS &&
        play.startedAtMs + play.shownMs > fromMs + EDGE_MS,
    );
    return covering.length === 1 ? [] : [`${code} seen for ${untilMs - fromMs} ms has ${covering.length} records`];
  });
}

function runsOf(glances: readonly Glance[]): { code: number; fromMs: number; untilMs: number }[] {
  const runs: { code: number; fromMs: number; untilMs: number }[] = [];
  let previous: number | undefined;
  for (const { atMs, code } of glances) {
    const run = runs.at(-1);
    if (code !== undefined && code === previous && run !== undefined) run.untilMs = atMs;
    else if (code !== undefined) runs.push({ code, fromMs: atMs, untilMs: atMs });
    previous = code;
  }
  return runs;
}
