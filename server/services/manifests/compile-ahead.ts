import { setImmediate } from "node:timers/promises";
import { CompileCache } from "./compile-cache.ts";
import type { CompileScreen, CompileSources } from "./compile-input.ts";
import { type CompileSpan, type NamedView, viewFinder } from "./compile-manifest.ts";
import { compileView, type PreparedView } from "./compile-view.ts";
import type { CompiledView } from "./compiled-view.ts";
import { unpackLoop } from "./loop-job.ts";
import { LoopWorkers, usefulWorkers } from "./loop-workers.ts";
import { jobOf, type WantedLoops } from "./view-loops.ts";

/** So many views are prepared before the first of them is compiled: that many, and no more, are held at a time. */
const VIEWS_AHEAD = 8;
/** Known views are at hand in microseconds: of so many, other work waits for all. */
const FEW_SCREENS = 16;
/** With fewer loops to build than this, starting a thread costs more than it saves. */
const FEW_LOOPS = 250;

/** A screen with its view, compiled. */
export interface ScreenCompiled {
  readonly screen: CompileScreen;
  readonly view: CompiledView;
}

export interface AheadOptions {
  /** Threads that may build loops beside this one; 0: all is done here. */
  readonly workers?: number;
  /** So many loops in sight are worth a thread. */
  readonly fewLoops?: number;
  readonly startWorkers?: (count: number) => LoopWorkers;
}

/**
 * Compiles screen after screen over the same sources, without holding up other work for long: it has its turn between any
 * two sets of entries that need loops, and after any few screens. Where many loops are to be built, other threads build
 * them; the result is the same to the byte with any number of them, also when they are lost half way.
 */
export async function* compileAhead(
  screens: readonly CompileScreen[],
  sources: CompileSources,
  spanOf: (screen: CompileScreen) => CompileSpan,
  cache: CompileCache = new CompileCache(),
  options: AheadOptions = {},
): AsyncGenerator<ScreenCompiled> {
  const viewOf = viewFinder(sources, cache);
  const views = new ViewsAhead(cache, options);
  const found: { readonly screen: CompileScreen; readonly view: NamedView }[] = [];
  try {
    for (const screen of screens) {
      const view = viewOf(screen, spanOf(screen));
      found.push({ screen, view });
      if (views.lookAt(view)) await setImmediate();
      while (views.isFull) {
        const first = found.shift();
        if (first !== undefined) yield { screen: first.screen, view: await views.compile(first.view) };
      }
    }
    for (const { screen, view } of found) yield { screen, view: await views.compile(view) };
  } finally {
    await views.close();
  }
}

/** A view on its way: its loops may be under construction elsewhere. */
interface ViewAhead {
  readonly prepared: PreparedView;
  readonly wanted: readonly WantedLoops[];
  /** Settles when what another thread builds for it is in the cache, or given up. */
  arrived: Promise<void> | undefined;
}

class ViewsAhead {
  readonly #cache: CompileCache;
  readonly #mostWorkers: number;
  readonly #fewLoops: number;
  readonly #startWorkers: (count: number) => LoopWorkers;
  readonly #ahead = new Map<string, ViewAhead>();
  /** Names of loops that some view ahead will bring into the cache before they are asked for. */
  readonly #promised = new Set<string>();
  #workers: LoopWorkers | undefined;
  #compiled = 0;

  constructor(cache: CompileCache, { workers, fewLoops, startWorkers }: AheadOptions) {
    this.#cache = cache;
    this.#mostWorkers = workers ?? usefulWorkers();
    this.#fewLoops = fewLoops ?? FEW_LOOPS;
    this.#startWorkers = startWorkers ?? ((count) => new LoopWorkers(count));
  }

  get isFull(): boolean {
    return this.#ahead.size >= VIEWS_AHEAD;
  }

  /** Takes up a view that must be compiled; false for one that is known, or under way. */
  lookAt({ name, prepare }: NamedView): boolean {
    if (this.#cache.views.has(name) || this.#ahead.has(name)) return false;
    const prepared = prepare();
    const wanted = prepared.loops.missing().flatMap(({ set, rooms }): WantedLoops[] => {
      const own = new Map([...rooms].filter(([loopName]) => !this.#promised.has(loopName)));
      for (const loopName of own.keys()) this.#promised.add(loopName);
      return own.size === 0 ? [] : [{ set, rooms: own }];
    });
    this.#ahead.set(name, { prepared, wanted, arrived: undefined });
    if (this.#workers === undefined && this.#mostWorkers > 0 && this.#promised.size >= this.#fewLoops) {
      this.#workers = this.#startWorkers(this.#mostWorkers);
    }
    if (this.#workers === undefined) return true;
    for (const one of this.#ahead.values()) one.arrived ??= this.#fetch(one.wanted, this.#workers);
    return true;
  }

  async compile({ name, prepare }: NamedView): Promise<CompiledView> {
    const ahead = this.#ahead.get(name);
    this.#compiled += 1;
    if (ahead !== undefined || this.#compiled % FEW_SCREENS === 0) await setImmediate();
    if (ahead !== undefined) {
      await ahead.arrived;
      await this.#buildHere(ahead);
      this.#ahead.delete(name);
    }
    return this.#cache.views.get(name, () => compileView(ahead?.prepared ?? prepare(), this.#cache));
  }

  async close(): Promise<void> {
    await this.#workers?.close();
  }

  async #fetch(wanted: readonly WantedLoops[], workers: LoopWorkers): Promise<void> {
    if (wanted.length === 0) return;
    const answer = await workers.do(jobOf(wanted));
    for (const [index, { loops, ofRoom }] of (answer ?? []).entries()) {
      const one = wanted[index];
      if (one === undefined) return;
      const built = loops.map((packed) => this.#cache.knownLoops.get(packed.id) ?? unpackLoop(packed, one.set));
      for (const [room, name] of [...one.rooms.keys()].entries()) {
        const loop = built[ofRoom[room] ?? -1];
        if (loop === undefined) continue;
        this.#cache.knownLoops.set(loop.id, loop);
        this.#cache.loops.get(name, () => loop);
      }
    }
  }

  /** Builds what no other thread has built. */
  async #buildHere({ prepared, wanted }: ViewAhead): Promise<void> {
    for (const { set, rooms } of wanted) {
      for (const [name, room] of rooms) {
        this.#promised.delete(name);
        if (this.#cache.loops.has(name)) continue;
        prepared.loops.build(set, room);
        await setImmediate();
      }
    }
  }
}
