/** UTC as it runs on: at `monoMs` it was `utcMs`, and `slewMs` is still to be worked off little by little. */
export interface Discipline {
  readonly monoMs: number;
  readonly utcMs: number;
  readonly slewMs: number;
}

/** What one reading of the server's clock says, with how far it may be off. */
export interface Reading {
  readonly utcMs: number;
  readonly uncertaintyMs: number;
}

/** Half a millisecond a second: no picture moves, and screens side by side stay in step. */
const SLEW_PER_MS = 0.0005;
/** What differs by more than this, and by more than both readings may be off, is not worked off but set right at once. */
const STEP_FROM_MS = 100;

/** UTC at `monoMs`; never goes back as long as `monoMs` does not. */
export function utcAt({ monoMs: baseMs, utcMs, slewMs }: Discipline, monoMs: number): number {
  const elapsedMs = monoMs - baseMs;
  const mostMs = Math.abs(elapsedMs) * SLEW_PER_MS;
  return Math.floor(utcMs + elapsedMs + Math.max(-mostMs, Math.min(mostMs, slewMs)));
}

/** Follows a reading made now: small differences little by little, big ones in one step. */
export function follow(
  before: (Discipline & { readonly uncertaintyMs: number }) | null,
  reading: Reading,
  monoMs: number,
): Discipline & { readonly uncertaintyMs: number } {
  const { utcMs, uncertaintyMs } = reading;
  if (before === null) return { monoMs, utcMs, slewMs: 0, uncertaintyMs };
  const nowMs = utcAt(before, monoMs);
  const differenceMs = utcMs - nowMs;
  // What was not worked off yet is still wrong, however good the last reading was.
  const leftMs = Math.max(0, Math.abs(before.slewMs) - Math.abs(monoMs - before.monoMs) * SLEW_PER_MS);
  const explainedMs = uncertaintyMs + before.uncertaintyMs + Math.ceil(leftMs);
  const isExplained = Math.abs(differenceMs) <= Math.max(STEP_FROM_MS, explainedMs + 1);
  return isExplained
    ? { monoMs, utcMs: nowMs, slewMs: differenceMs, uncertaintyMs }
    : { monoMs, utcMs, slewMs: 0, uncertaintyMs };
}
