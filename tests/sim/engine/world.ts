import { EventQueue, type SimTimer } from "./event-queue.ts";
import { SimRandom } from "./random.ts";
import { TraceHash } from "./trace-hash.ts";

/** Virtual time, one seeded source of chance, and the trace of all that happened. Nothing else moves a simulated world. */
export class SimWorld {
  readonly random: SimRandom;
  readonly trace = new TraceHash();
  /** UTC as it truly is, in ms with fractions; no machine of the world can read it. */
  nowMs: number;
  events = 0;
  /** A world in which more happens than this is out of hand, and stands still. */
  mostEvents = Number.POSITIVE_INFINITY;
  readonly #queue = new EventQueue();
  readonly #pending = new Set<Promise<void>>();

  constructor(seed: number, startMs: number) {
    this.random = new SimRandom(seed);
    this.nowMs = startMs;
  }

  after(delayMs: number, run: () => void): SimTimer {
    return this.#queue.push(this.nowMs + Math.max(0, delayMs), run);
  }

  at(atMs: number, run: () => void): SimTimer {
    return this.#queue.push(Math.max(this.nowMs, atMs), run);
  }

  /** Work of async code without any real I/O; time stands still until it is done. */
  track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  note(word: string, who: number, detail: string | number): void {
    this.trace.add(word);
    this.trace.add(who);
    this.trace.add(detail);
  }

  get isOutOfHand(): boolean {
    return this.events >= this.mostEvents;
  }

  /** Lets everything happen that is due up to `untilMs`. An error in it is thrown here. */
  async run(untilMs: number): Promise<void> {
    for (;;) {
      const next = this.#queue.peek();
      if (next === undefined || next.atMs > untilMs || this.isOutOfHand) break;
      this.#queue.pop();
      if (next.run === null) continue;
      this.nowMs = next.atMs;
      this.events += 1;
      next.run();
      while (this.#pending.size > 0) await Promise.all(this.#pending);
    }
    this.nowMs = untilMs;
  }
}
