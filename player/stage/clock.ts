/** The instants the sequencer lives by. */
export interface StageClock {
  nowMs(): number;
}

/** Follows the agent's clock by the times it writes into its messages; between them the page's own monotonic clock. */
export class AgentClock implements StageClock {
  #offsetMs: number | undefined;

  /** Takes one sample. A step of more than 100 ms is followed at once, a small one by a fifth. */
  takeSample(agentTimeMs: number): void {
    const sampleMs = agentTimeMs - performance.now();
    if (this.#offsetMs === undefined || Math.abs(sampleMs - this.#offsetMs) > 100) this.#offsetMs = sampleMs;
    else this.#offsetMs += (sampleMs - this.#offsetMs) * 0.2;
  }

  nowMs(): number {
    return performance.now() + (this.#offsetMs ?? 0);
  }
}
