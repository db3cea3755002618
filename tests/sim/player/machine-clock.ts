import type { Clock } from "../../../player/agent/ports/clock.ts";
import type { SimWorld } from "../engine/world.ts";

/** The clocks of one machine: they drift, and the wall clock is set by anyone. */
export class MachineClock implements Clock {
  /** What the wall clock says beside the truth. */
  wallOffsetMs = 0;
  readonly rate: number;
  readonly #world: SimWorld;
  #bootedAtMs: number;

  constructor(world: SimWorld, driftPpm: number) {
    this.#world = world;
    this.rate = 1 + driftPpm / 1_000_000;
    this.#bootedAtMs = world.nowMs;
  }

  /** A process begins: its monotonic clock stands at nought. */
  restart(): void {
    this.#bootedAtMs = this.#world.nowMs;
  }

  mono(): number {
    return this.monoAt(this.#world.nowMs);
  }

  monoAt(trueMs: number): number {
    return Math.floor((trueMs - this.#bootedAtMs) * this.rate + 1e-6);
  }

  wall(): number {
    return Math.floor(this.#world.nowMs + this.wallOffsetMs);
  }

  /** How long a timer of this machine really takes. */
  trueDelayMs(delayMs: number): number {
    return delayMs / this.rate + 1e-3;
  }
}
