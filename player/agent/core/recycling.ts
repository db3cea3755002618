/** A renderer is replaced at this age in any case. */
export const OLDEST_RENDERER_MS = 86_400_000;
/** While it warms up its memory grows to a plateau; what it needs later is judged by the highest figure of this time. */
const WARM_UP_MS = 3_600_000;
const GROWN_FACTOR = 1.5;
/** A page that could not be replaced is left alone this long. */
const AGAIN_MS = 600_000;

/** Age and memory of the renderer that is on the glass. */
export interface RecyclingState {
  readonly sinceMonoMs: number;
  readonly plateauBytes: number;
  readonly notBeforeMonoMs: number;
}

/** A renderer that came up at `monoMs`. */
export function newRenderer(monoMs: number): RecyclingState {
  return { sinceMonoMs: monoMs, plateauBytes: 0, notBeforeMonoMs: 0 };
}

/**
 * Takes one reading of the renderer's private memory and says whether it is time for a new one: after a day, or once
 * it needs half as much again as it did when it was warm. `undefined`: the memory could not be read.
 */
export function judgeRenderer(
  state: RecyclingState,
  monoMs: number,
  privateBytes: number | undefined,
  oldestMs = OLDEST_RENDERER_MS,
): { state: RecyclingState; isDue: boolean } {
  const ageMs = monoMs - state.sinceMonoMs;
  const bytes = privateBytes ?? 0;
  const next = ageMs <= WARM_UP_MS ? { ...state, plateauBytes: Math.max(state.plateauBytes, bytes) } : state;
  const hasGrown = ageMs > WARM_UP_MS && state.plateauBytes > 0 && bytes > state.plateauBytes * GROWN_FACTOR;
  return { state: next, isDue: monoMs >= state.notBeforeMonoMs && (ageMs >= oldestMs || hasGrown) };
}

/** The replacement did not work; the old renderer stays for a while. */
export function notReplaced(state: RecyclingState, monoMs: number): RecyclingState {
  return { ...state, notBeforeMonoMs: monoMs + AGAIN_MS };
}

/** What is on the glass, as far as a change of pages behind it is concerned. */
export interface Glass {
  readonly kind: "image" | "slide" | "video";
  readonly startedAtMs: number;
  readonly endsAtMs: number;
}

const SETTLED_MS = 3_000;
const LEFT_MS = 2_500;

/**
 * Whether two pages can be exchanged without a visible change: while a still has long been on the glass and stays
 * there, or the slate is. In a zone of nothing but videos there is no such moment: then after `patienceMs` any will do.
 */
export function isSafeCut(glass: Glass | null, nowAtMs: number, waitedMs: number, patienceMs: number): boolean {
  if (glass === null) return true;
  if (glass.endsAtMs - nowAtMs < LEFT_MS || nowAtMs - glass.startedAtMs < SETTLED_MS) return false;
  return glass.kind !== "video" || waitedMs >= patienceMs;
}
