/** One line of the bench: a figure beside the most it may be. */
export interface Result {
  readonly what: string;
  readonly ours: number;
  readonly limit: number;
  readonly unit: "ms" | "frames" | "items";
  /** `ours` of `limit`; `null` where the limit is nothing at all. */
  readonly ratio: number | null;
  readonly aim: string;
  readonly met: boolean;
}

/** Frames are told at the rate of the films: thirty a second. */
const FRAME_MS = 1_000 / 30;
const FROZEN_FRAMES = 6;

/** A time that may be at most `limitMs`. */
export function timeResult(what: string, ours: number, limitMs: number): Result {
  const limit = Math.round(limitMs);
  return { what, ours, limit, unit: "ms", ratio: ratio(ours, limit), aim: "<= 1", met: ours <= limit };
}

/** A picture that stood for `stoodMs`; six frames is the most. */
export function frozenResult(what: string, stoodMs: number): Result {
  const ours = Number((stoodMs / FRAME_MS).toFixed(1));
  const met = ours <= FROZEN_FRAMES;
  return {
    what,
    ours,
    limit: FROZEN_FRAMES,
    unit: "frames",
    ratio: ratio(ours, FROZEN_FRAMES),
    aim: "<= 6 frames",
    met,
  };
}

/** Nothing on the glass, for so long: never. */
export function blackResult(what: string, ours: number): Result {
  return { what, ours, limit: 0, unit: "ms", ratio: null, aim: "none", met: ours === 0 };
}

/** So many that are not as they should be: none may be. */
export function noneResult(what: string, ours: number): Result {
  return { what, ours, limit: 0, unit: "items", ratio: null, aim: "none", met: ours === 0 };
}

function ratio(ours: number, limit: number): number {
  return Number((ours / limit).toFixed(3));
}
