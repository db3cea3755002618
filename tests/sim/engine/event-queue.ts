/** Something that will happen; cancelled by setting `run` to null. */
export interface SimTimer {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | null;
}

/** What happens next, by time and then by the order in which it was planned (a binary heap). */
export class EventQueue {
  readonly #heap: SimTimer[] = [];
  #planned = 0;

  push(atMs: number, run: () => void): SimTimer {
    const timer: SimTimer = { atMs, order: this.#planned, run };
    this.#planned += 1;
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return timer;
  }

  peek(): SimTimer | undefined {
    return this.#heap[0];
  }

  pop(): SimTimer | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    this.#heap[0] = last;
    this.#sink();
    return first;
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const timer = heap[from];
    let place = from;
    while (place > 0 && timer !== undefined) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, timer)) break;
      heap[place] = parent;
      place = above;
    }
    if (timer !== undefined) heap[place] = timer;
  }

  #sink(): void {
    const heap = this.#heap;
    const timer = heap[0];
    if (timer === undefined) return;
    let place = 0;
    for (;;) {
      let child = place * 2 + 1;
      let least = heap[child];
      if (least === undefined) break;
      const other = heap[child + 1];
      if (other !== undefined && isBefore(other, least)) {
        least = other;
        child += 1;
      }
      if (isBefore(timer, least)) break;
      heap[place] = least;
      place = child;
    }
    heap[place] = timer;
  }
}

function isBefore(one: SimTimer, other: SimTimer): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
