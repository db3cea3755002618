import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { LoopAnswer, LoopJob } from "./loop-job.ts";

const MOST_WORKERS = 4;
/** A thread builds loops of a thousand slots, one set after another: it never needs more. */
const MOST_HEAP_MB = 512;
const YOUNG_HEAP_MB = 96;

/** How many threads are worth having here. */
export function usefulWorkers(): number {
  return Math.min(MOST_WORKERS, availableParallelism());
}

interface Waiting {
  readonly job: LoopJob;
  readonly answer: (answer: LoopAnswer | undefined) => void;
}

/**
 * Some threads that build loops. A job is answered, or given back with `undefined` when the thread that had it is lost:
 * then it is for the asker to do. Lost threads are not replaced. Close it when done.
 */
export class LoopWorkers {
  readonly #free: Worker[] = [];
  readonly #busy = new Map<Worker, Waiting>();
  readonly #waiting: Waiting[] = [];
  readonly #all: readonly Worker[];

  constructor(count: number, newWorker: (usual: () => Worker) => Worker = (usual) => usual()) {
    this.#all = Array.from({ length: count }, () => newWorker(startWorker));
    for (const worker of this.#all) {
      this.#free.push(worker);
      worker.on("message", (answer: LoopAnswer) => this.#answered(worker, answer));
      worker.on("error", () => this.#lost(worker));
      worker.on("exit", () => this.#lost(worker));
    }
  }

  do(job: LoopJob): Promise<LoopAnswer | undefined> {
    return new Promise((answer) => {
      this.#waiting.push({ job, answer });
      this.#next();
    });
  }

  /** Ends the threads; what they had not done is given back. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.terminate()));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#free.pop();
      if (worker === undefined) break;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) break;
      this.#busy.set(worker, waiting);
      worker.postMessage(waiting.job);
    }
    if (this.#free.length > 0 || this.#busy.size > 0) return;
    for (const { answer } of this.#waiting.splice(0)) answer(undefined);
  }

  #answered(worker: Worker, answer: LoopAnswer): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    this.#free.push(worker);
    waiting?.answer(answer);
    this.#next();
  }

  #lost(worker: Worker): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    const index = this.#free.indexOf(worker);
    if (index >= 0) this.#free.splice(index, 1);
    waiting?.answer(undefined);
    this.#next();
  }
}

/** From source the worker is TypeScript and runs under tsx; in `dist/` it lies built beside the bundle. */
function startWorker(): Worker {
  // Loops are made of many short-lived arrays: with room for them, little is ever moved.
  const resourceLimits = { maxOldGenerationSizeMb: MOST_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB };
  if (!import.meta.url.endsWith(".ts"))
    return new Worker(new URL("loop-worker.js", import.meta.url), { resourceLimits });
  // A thread knows nothing of the loader that this one was started with: it is given one first.
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json")).href;
  const loader = new URL("dist/esm/api/index.mjs", tsx).href;
  const worker = new URL("loop-worker.ts", import.meta.url).href;
  const program = `import { register } from "${loader}"; register(); await import("${worker}");`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), { resourceLimits });
}
