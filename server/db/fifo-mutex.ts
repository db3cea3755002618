/** Lets one holder in at a time, in the order in which they asked. */
export class FifoMutex {
  readonly #waiting: (() => void)[] = [];
  #held = false;

  /** Resolves when it is the caller's turn; every call needs one `release`. */
  async acquire(): Promise<void> {
    if (this.#held) await new Promise<void>((turn) => this.#waiting.push(turn));
    this.#held = true;
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#held = false;
    else next();
  }
}
