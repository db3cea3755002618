/** The instants the sequencer lives by. */
export interface StageClock {
  nowMs(): number;
}

/** So many of the newest samples are weighed against each other. */
const SAMPLES_KEPT = 4;
/** A difference above this is followed at once, one below it by a fifth. */
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
   * is the truest: one that was read late never turns the clock back. `takenAtMs`: when it came, on the page's clock.
   */
  takeSample(agentTimeMs: number, takenAtMs = this.#pageMs()): void {
    const sampleMs = agentTimeMs - takenAtMs;
    if (this.#offsetMs !== undefined && sampleMs < this.#offsetMs - LONGEST_DELAY_MS) this.#samplesMs = [];
    this.#samplesMs = [...this.#samplesMs, sampleMs].slice(-SAMPLES_KEPT);
    const truestMs = Math.max(...this.#samplesMs);
    if (this.#offsetMs === undefined || Math.abs(truestMs - this.#offsetMs) > STEP_MS) this.#offsetMs = truestMs;
    else this.#offsetMs += (truestMs - this.#offsetMs) * 0.2;
  }

  nowMs(): number {
    return this.#pageMs() + (this.#offsetMs ?? 0);
  }
}
