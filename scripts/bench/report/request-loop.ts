import { Agent, get } from "node:http";

/** One request after the other over one connection, and how long each took. */
export class RequestLoop {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #times: number[] = [];
  #isEnding = false;

  constructor(url: string) {
    this.#url = url;
  }

  get longestMs(): number {
    return this.#times.reduce((one, other) => Math.max(one, other), 0);
  }

  get medianMs(): number {
    const sorted = [...this.#times].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  }

  /** Until `stop`. */
  async start(): Promise<void> {
    // The first one opens the connection.
    await this.#ask();
    while (!this.#isEnding) {
      const startedMs = performance.now();
      await this.#ask();
      this.#times.push(performance.now() - startedMs);
    }
    this.#agent.destroy();
  }

  stop(): void {
    this.#isEnding = true;
  }

  async run(forMs: number): Promise<void> {
    setTimeout(() => this.stop(), forMs);
    await this.start();
  }

  told(): string {
    return `${this.#times.length}, median ${this.medianMs.toFixed(2)} ms, longest ${this.longestMs.toFixed(1)} ms`;
  }

  #ask(): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = get(this.#url, { agent: this.#agent }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`The server answered ${response.statusCode}.`));
        response.resume();
        response.once("end", resolve);
      });
      request.once("error", reject);
    });
  }
}
