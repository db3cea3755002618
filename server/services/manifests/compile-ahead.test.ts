import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { compileWorld, FROM_DATE } from "../../../scripts/bench/compile-world.ts";
import { compileAhead } from "./compile-ahead.ts";
import { CompileCache } from "./compile-cache.ts";
import { compileScreens, manifestOf } from "./compile-manifest.ts";
import { LoopWorkers } from "./loop-workers.ts";

const world = compileWorld(40);
const screens = world.screens.filter((_, index) => index % 16 === 0);
const spanOf = () => ({ fromDate: FROM_DATE, days: 7 });
const nameOf = (one: { canonical(revision: number): { sha256: string }; problems: unknown }) =>
  `${one.canonical(1).sha256} ${JSON.stringify(one.problems)}`;
const expected = [...compileScreens(screens, world.sources, spanOf)].map(nameOf);

async function compiledWith(
  options: Parameters<typeof compileAhead>[4],
  cache = new CompileCache(),
): Promise<string[]> {
  const names: string[] = [];
  for await (const { screen, view } of compileAhead(screens, world.sources, spanOf, cache, options)) {
    names.push(nameOf(manifestOf(view, screen, 1)));
  }
  return names;
}

/** Threads that are counted, and of which the given ones end by themselves at their first job. */
function counted(workerOf: (number: number) => Worker | undefined = () => undefined) {
  const started: Worker[] = [];
  const answers: Worker[] = [];
  const faults: unknown[] = [];
  const start = (count: number) =>
    new LoopWorkers(count, (usual) => {
      const worker = workerOf(started.length) ?? usual();
      started.push(worker);
      worker.on("message", () => answers.push(worker));
      worker.on("error", (fault) => faults.push(fault));
      return worker;
    });
  return { started, start, answers, faults };
}

const ended = (worker: Worker) => worker.threadId === -1;
const dying = () =>
  new Worker('require("node:worker_threads").parentPort.on("message", () => process.exit(1));', { eval: true });
const throwing = () =>
  new Worker('require("node:worker_threads").parentPort.on("message", () => { throw new Error("lost"); });', {
    eval: true,
  });

describe("compiling ahead", () => {
  test("gives every screen, in order, the same bytes and problems with no thread, with one and with four", async () => {
    expect(new Set(expected).size).toBe(screens.length);
    expect(await compiledWith({ workers: 0 })).toEqual(expected);
    for (const workers of [1, 4]) {
      const { started, start, answers, faults } = counted();
      expect(await compiledWith({ workers, fewLoops: 1, startWorkers: start })).toEqual(expected);
      expect(started.length).toBe(workers);
      // The work is really theirs: a thread that cannot start would be made up for without a word.
      expect(faults).toEqual([]);
      expect(answers.length).toBeGreaterThan(0);
      expect(started.every(ended)).toBe(true);
    }
  });

  test("does the work of threads that die, by exit or by a fault, itself", async () => {
    for (const lost of [dying, throwing]) {
      const some = counted((number) => (number === 0 ? lost() : undefined));
      expect(await compiledWith({ workers: 2, fewLoops: 1, startWorkers: some.start })).toEqual(expected);
      const all = counted(lost);
      expect(await compiledWith({ workers: 2, fewLoops: 1, startWorkers: all.start })).toEqual(expected);
      expect([...some.started, ...all.started].every(ended)).toBe(true);
    }
  });

  test("starts no thread for few loops, nor for views that are known", async () => {
    const { started, start } = counted();
    const cache = new CompileCache();
    await compiledWith({ workers: 2, fewLoops: 100_000, startWorkers: start }, cache);
    expect(await compiledWith({ workers: 2, fewLoops: 1, startWorkers: start }, cache)).toEqual(expected);
    expect(started).toEqual([]);
  });

  test("ends its threads when whoever asked stops half way", async () => {
    const { started, start } = counted();
    const options = { workers: 2, fewLoops: 1, startWorkers: start };
    for await (const { screen } of compileAhead(screens, world.sources, spanOf, new CompileCache(), options)) {
      expect(screen).toBe(screens[0]);
      break;
    }
    expect(started.length).toBe(2);
    expect(started.every(ended)).toBe(true);
  });

  test("lets other work have its turn between any two sets of entries", async () => {
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const cache = new CompileCache();
    await compiledWith({ workers: 0 }, cache);
    isDone = true;
    expect(turns).toBeGreaterThan(cache.sizes().loops);
  });
});
