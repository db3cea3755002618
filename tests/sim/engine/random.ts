/** Numbers that only look random: the same seed gives the same numbers, for ever and everywhere (mulberry32). */
export class SimRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In `[0, 1)`. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** As often small as large by order of magnitude: most cuts are short, some last for days. */
  spread(from: number, to: number): number {
    return from * (to / from) ** this.next();
  }

  chance(part: number): boolean {
    return this.next() < part;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.next() * from.length)] ?? from[0];
  }

  /** Another sequence that does not move this one. */
  fork(salt: number): SimRandom {
    return new SimRandom(Math.imul(this.#state ^ salt, 0x9e3779b1) ^ (salt << 7));
  }
}
