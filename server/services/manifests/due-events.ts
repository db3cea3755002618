import type { CompileFrame, FrameWeek } from "./compile-frame.ts";
import type { Pin } from "./section.ts";
import { pieceAt, type Run } from "./timeline.ts";

/** Something that changes what is due on the glass. */
export interface DueEvent {
  readonly kind: "set" | "pin" | "settle";
  readonly atMs: number;
  /** The run that is due from then on, or goes on. */
  readonly run: Run;
  readonly pin: Pin | null;
  /** To the millisecond. */
  readonly exact: boolean;
  /** It cuts whatever is on the glass, a section too. */
  readonly forced: boolean;
  /** What is laid from it on does not depend on anything before it. */
  readonly isAnchor: boolean;
  /** First instant after it at which something else is due. */
  readonly untilMs: number;
}

const DAY_MS = 86_400_000;
/** When in a week without events its one run is set right: in the small hours of its Sunday. */
const SETTLE_AFTER_MS = 6 * DAY_MS + 3 * 3_600_000;

/**
 * The boundaries of runs and the times of sections, in order; sections that fall into a time which an entry has alone
 * are told apart, they are lost.
 *
 * With soft boundaries each start depends on the item before it, and so on the whole past. So that a date gets the same
 * whichever day it is compiled on, the chain is anchored once a week: at a boundary that is exact anyway if the week has
 * one that no section can delay, else at its first event, which is made exact. A week without events is settled: its
 * run goes over to a position that hangs on the time alone.
 */
export function dueEvents(
  runs: readonly Run[],
  pins: readonly Pin[],
  frame: CompileFrame,
): { events: DueEvent[]; lost: { pin: Pin; run: Run }[] } {
  const lost: { pin: Pin; run: Run }[] = [];
  const raw: Omit<DueEvent, "untilMs">[] = runs.slice(1).map((run) => ({
    kind: "set",
    atMs: run.fromMs,
    run,
    pin: null,
    exact: run.startsExactly,
    forced: false,
    isAnchor: false,
  }));
  for (const pin of pins) {
    const run = pieceAt(runs, pin.atMs);
    if (run === undefined) continue;
    if (run.set.isExclusive) lost.push({ pin, run });
    else raw.push({ kind: "pin", atMs: pin.atMs, run, pin, exact: pin.exact, forced: false, isAnchor: false });
  }
  raw.sort((one, other) => one.atMs - other.atMs || Number(one.kind === "pin") - Number(other.kind === "pin"));
  const anchored = [...anchor(raw, runs, frame.weeks)].sort(
    (one, other) => one.atMs - other.atMs || Number(one.kind === "pin") - Number(other.kind === "pin"),
  );
  let untilMs = frame.untilMs;
  const events = anchored.reverse().map((event, index, reversed) => {
    const later = reversed[index - 1];
    if (later !== undefined && later.atMs > event.atMs) untilMs = later.atMs;
    return { ...event, untilMs };
  });
  return { events: events.reverse(), lost };
}

function* anchor(
  raw: readonly Omit<DueEvent, "untilMs">[],
  runs: readonly Run[],
  weeks: readonly FrameWeek[],
): Generator<Omit<DueEvent, "untilMs">> {
  const firstMs = weeks[0]?.fromMs ?? 0;
  const lastEndMs = weeks.at(-1)?.toMs ?? 0;
  // In order of time, so every week finds its own at a stroke.
  const startsAtMs = Float64Array.from(raw, ({ atMs }) => atMs);
  const pinsAtMs = Float64Array.from(
    raw.filter(({ kind }) => kind === "pin"),
    ({ atMs }) => atMs,
  );
  yield* raw.slice(0, countUntil(startsAtMs, firstMs - 1));
  for (const week of weeks) {
    const own = raw.slice(countUntil(startsAtMs, week.fromMs - 1), countUntil(startsAtMs, week.toMs - 1));
    const settleMs = week.fromMs + SETTLE_AFTER_MS;
    const settled = pieceAt(runs, settleMs);
    if (own.length === 0 && settled !== undefined) {
      yield { kind: "settle", atMs: settleMs, run: settled, pin: null, exact: false, forced: false, isAnchor: false };
    }
    const anchors = own.map((event) => event.kind === "set" && event.exact && !isNearPin(event.atMs, pinsAtMs));
    const isAnchored = anchors.includes(true);
    yield* own.map((event, index) =>
      index === 0 && !isAnchored
        ? { ...event, exact: true, forced: true, isAnchor: true }
        : { ...event, isAnchor: anchors[index] === true },
    );
  }
  yield* raw.slice(countUntil(startsAtMs, lastEndMs - 1));
}

/** A section due within the day before may still be on the glass. */
function isNearPin(atMs: number, pinsAtMs: Float64Array): boolean {
  const last = pinsAtMs[countUntil(pinsAtMs, atMs) - 1];
  return last !== undefined && last > atMs - DAY_MS;
}

/** How many of the ascending whole `values` are at most `limit`; found by halving. */
function countUntil(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
