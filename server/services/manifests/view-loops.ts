import { buildLoop, buildPlannedLoop, type PlannedLoop, planLoop } from "../../../schemas/rules/build-loop.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import { CYCLE_MS } from "../../../schemas/rules/loop-cycle.ts";
import { sha256Hex } from "../../sha256.ts";
import { chooseCycleLimit, loopSegmentMs } from "./choose-cycle-limit.ts";
import type { CompileCache } from "./compile-cache.ts";
import type { LoopJob, LoopRoom } from "./loop-job.ts";
import type { ScreenView } from "./screen-view.ts";
import type { SetPlan } from "./set-plan.ts";
import type { Run } from "./timeline.ts";
import type { SweptView } from "./view-timeline.ts";

const MAX_SLOTS_NEAR = 20_000;
const MAX_SLOTS_FAR = 20_000;

/** The built-in slate: one loop, whatever it stands for. */
const SLATE = { entries: [], languages: null, segmentMs: CYCLE_MS, maxCycleMs: CYCLE_MS };

/** A set and the loops of it that have not been built. */
export interface WantedLoops {
  readonly set: SetPlan;
  /** By the name under which the cache keeps each. */
  readonly rooms: ReadonlyMap<string, LoopRoom>;
}

/** The loops of one view: named, and built when they are asked for and the cache does not hold them. */
export class ViewLoops {
  readonly #cache: CompileCache;
  readonly #mixNumber: number;
  readonly #runs: readonly { readonly run: Run; readonly room: LoopRoom }[];
  readonly #nearUntilMs: number;
  readonly #nearMs: number;
  readonly #farMs: number;
  /** By key: a set is planned once, for however many lengths. Held no longer than the view is compiled. */
  readonly #plans = new Map<string, PlannedLoop>();

  constructor(view: ScreenView, swept: SweptView, sweptWeek: SweptView, cache: CompileCache) {
    this.#cache = cache;
    this.#mixNumber = view.mixNumber;
    // From this week's Monday on, so that the limit does not move from one day of the week to the next.
    const firstMs = swept.frame.weeks[1]?.fromMs ?? swept.frame.fromMs;
    this.#nearUntilMs = swept.frame.nearUntilMs;
    const planned = swept.runs.filter((run) => run.toMs > firstMs);
    const near = planned.filter((run) => this.#isNear(run));
    const far = [...planned.filter((run) => !this.#isNear(run)), ...sweptWeek.runs];
    this.#nearMs = chooseCycleLimit(near, MAX_SLOTS_NEAR);
    this.#farMs = chooseCycleLimit(far, MAX_SLOTS_FAR, this.#nearMs);
    this.#runs = [
      ...planned.map((run) => ({ run, room: this.#roomOf(run) })),
      ...sweptWeek.runs.map((run) => ({ run, room: this.#farRoom(run) })),
    ];
  }

  /** The loop of a run of the view's days. */
  readonly loopOf = (run: Run): BuiltLoop => this.#loop(run.set, this.#roomOf(run));

  /** The loop of a run of the week after them. */
  readonly weeklyLoopOf = (run: Run): BuiltLoop => this.#loop(run.set, this.#farRoom(run));

  /** The loop that plays where nothing else is due. */
  fallbackOf(set: SetPlan): BuiltLoop {
    return this.#loop(set, { segmentMs: CYCLE_MS, maxCycleMs: CYCLE_MS });
  }

  /** Builds one of those that are missing. */
  build(set: SetPlan, room: LoopRoom): void {
    this.#loop(set, room);
  }

  /** What of the view's loops the cache does not hold, by set. */
  missing(): WantedLoops[] {
    const wanted = new Map<string, { set: SetPlan; rooms: Map<string, LoopRoom> }>();
    for (const { run, room } of this.#runs) {
      const name = this.#nameOf(run.set, room);
      if (run.set.key === "" || this.#cache.loops.has(name)) continue;
      const ofSet = wanted.get(run.set.key) ?? { set: run.set, rooms: new Map() };
      wanted.set(run.set.key, ofSet);
      ofSet.rooms.set(name, room);
    }
    return [...wanted.values()];
  }

  #isNear(run: Run): boolean {
    return run.fromMs < this.#nearUntilMs;
  }

  #roomOf(run: Run): LoopRoom {
    return this.#isNear(run) ? { segmentMs: loopSegmentMs(run), maxCycleMs: this.#nearMs } : this.#farRoom(run);
  }

  #farRoom(run: Run): LoopRoom {
    return { segmentMs: loopSegmentMs(run), maxCycleMs: this.#farMs };
  }

  #nameOf(set: SetPlan, { segmentMs, maxCycleMs }: LoopRoom): string {
    return `${this.#mixNumber} ${segmentMs} ${maxCycleMs} ${set.key}`;
  }

  #loop(set: SetPlan, room: LoopRoom): BuiltLoop {
    const { loops, knownLoops } = this.#cache;
    if (set.key === "") return loops.get("", () => buildLoop(SLATE, sha256Hex));
    return loops.get(this.#nameOf(set, room), () => buildPlannedLoop(this.#planOf(set), room, sha256Hex, knownLoops));
  }

  #planOf(set: SetPlan): PlannedLoop {
    const planned = this.#plans.get(set.key) ?? planLoop(set, sha256Hex);
    this.#plans.set(set.key, planned);
    return planned;
  }
}

/** The job that builds these. */
export function jobOf(wanted: readonly WantedLoops[]): LoopJob {
  return wanted.map(({ set: { entries, languages }, rooms }) => ({ entries, languages, rooms: [...rooms.values()] }));
}
