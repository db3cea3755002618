/** The instants the sequencer lives by. */
export interface StageClock {
  nowMs(): number;
}

/** So many of the newest samples are weighed against each other. */
const SAMPLES_KEPT = 4;
/** A clock that is ahead of the truest sample by more than this follows it at once, one by less than this by a fifth. */
const STEP_MS = 100;
/** No message lies unread for this long in a page that lives: then it is the agent's clock that went back. */
const LONGEST_DELAY_MS = 2_000;

/** Follows the agent's clock by the times it writes into its messages; between them the page's own monotonic clock. */
export class AgentClock implements StageClock {
  readonly #pageMs: () => number;
  #samplesMs: number[] = [];
  #offsetMs: number | undefined;

  constructor(pageMs: () => number = () => performance.now()) {
    this.#pageMs = pageMs;
  }

  /**
   * Takes one sample. A message is never early, only late while the page is busy, so the greatest of the newest samples
   * is the truest: the clock is never behind it, and never turned back by one that was read late. `takenAtMs`: when it
   * came, on the page's clock.
   */
  takeSample(agentTimeMs: number, takenAtMs = this.#pageMs()): void {
    const sampleMs = agentTimeMs - takenAtMs;
    if (this.#offsetMs !== undefined && sampleMs < this.#offsetMs - LONGEST_DELAY_MS) this.#samplesMs = [];
    this.#samplesMs = [...this.#samplesMs, sampleMs].slice(-SAMPLES_KEPT);
    const truestMs = Math.max(...this.#samplesMs);
    const aheadMs = (this.#offsetMs ?? Number.NEGATIVE_INFINITY) - truestMs;
    this.#offsetMs = aheadMs > 0 && aheadMs <= STEP_MS ? truestMs + aheadMs * 0.8 : truestMs;
  }

  nowMs(): number {
    return this.#pageMs() + (this.#offsetMs ?? 0);
  }
}
