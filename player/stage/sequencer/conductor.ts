import type { StageSlot, StageToAgent } from "../../../schemas/stage-channel.ts";
import type { StageClock } from "../clock.ts";
import type { Clip, RailBook } from "../rail/rail-book.ts";
import { RailSurface } from "../rail/rail-surface.ts";
import { armOnTop, hide, reveal } from "../surfaces/stack-order.ts";
import { PrepareFailure, type Surface, type SurfaceEvents } from "../surfaces/surface.ts";
import type { SurfacePool } from "../surfaces/surface-pool.ts";
import { step } from "./core.ts";
import { nextWakeAt } from "./next-wake.ts";
import {
  DISPLAY_FRAME_MS,
  INITIAL_STATE,
  type PlannedShowing,
  type SequencerEffect,
  type SequencerEvent,
  type SequencerState,
} from "./state.ts";
import { shownItem } from "./work.ts";

/** The first picture has the machine to itself for at most this long. */
const LOOK_AFTER_MS = 3_000;
/** A start this late or later is joined at its position; a smaller delay begins at the beginning. */
const JOIN_LATE_MS = 400;
/** So long before its instant a frame is asked for, that none near it is missed. */
const FRAME_AHEAD_MS = 12;

interface Held {
  readonly surface: Surface;
  readonly abort: AbortController;
  key: string;
}

export interface ConductorPorts {
  readonly clock: StageClock;
  readonly pool: SurfacePool;
  readonly report: (message: StageToAgent) => void;
  /** Which clips may go on the rail; none in a preview. */
  readonly railBook?: RailBook;
}

type Unstamped<E> = E extends { readonly atMs: number } ? Omit<E, "atMs"> : never;

/** Carries the sequencer's decisions out on the surfaces, and what the surfaces tell back into it. */
export class Conductor {
  readonly #ports: ConductorPorts;
  readonly #slots = new Map<string, StageSlot>();
  readonly #held = new Map<string, Held>();
  #state: SequencerState = INITIAL_STATE;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mayLook = false;
  #lookTimer: ReturnType<typeof setTimeout> | undefined;
  #slateFrames = 0;
  #pastFrames = 0;

  constructor(ports: ConductorPorts) {
    this.#ports = ports;
  }

  /** Takes a new program in place of the one before. */
  takeProgram(slots: readonly StageSlot[]): void {
    for (const slot of slots) this.#slots.set(slot.key, slot);
    this.dispatch({ type: "program", showings: slots.map((slot) => showingOf(slot, this.#ports.railBook)) });
    for (const key of this.#slots.keys()) {
      if (!this.#state.items.some((item) => item.showing.key === key)) this.#slots.delete(key);
    }
    const nowMs = this.#ports.clock.nowMs();
    if (this.#mayLook || !slots.some(({ startsAtMs }) => startsAtMs <= nowMs)) this.#look();
    else this.#lookTimer ??= setTimeout(() => this.#look(), LOOK_AFTER_MS);
  }

  /** Reads ahead in the clips of the program, for the rail. */
  #look(): void {
    this.#mayLook = true;
    clearTimeout(this.#lookTimer);
    this.#ports.railBook?.look([...this.#slots.values()].flatMap(clipsOf));
  }

  /** More is known of which clips may go on the rail. */
  railsChanged(): void {
    const { railBook } = this.#ports;
    const rails = new Map([...this.#slots].map(([key, slot]) => [key, railFor(slot, railBook)]));
    this.dispatch({ type: "rails", rails });
  }

  /** One step of the sequencer at this instant. */
  dispatch(event: Unstamped<SequencerEvent>): void {
    this.#step({ ...event, atMs: this.#ports.clock.nowMs() } as SequencerEvent);
  }

  #step(event: SequencerEvent): void {
    const { state, effects } = step(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.#planWake(event.atMs);
  }

  /** One heartbeat: what is on the glass and how many frames this page has presented since it was loaded. */
  beat(): StageToAgent {
    const shown = this.#state.visible ? shownItem(this.#state) : undefined;
    const key = shown?.presented === true ? shown.showing.key : null;
    const held = shown === undefined ? undefined : this.#held.get(shown.showing.key);
    if (held === undefined) requestAnimationFrame(() => this.#countSlateFrame());
    else held.surface.pulse();
    let frames = this.#pastFrames + this.#slateFrames;
    for (const { surface } of this.#held.values()) frames += surface.frames();
    return { type: "heartbeat", key, frames, visible: this.#state.visible };
  }

  #countSlateFrame(): void {
    this.#slateFrames += 1;
  }

  #carryOut(effect: SequencerEffect): void {
    switch (effect.type) {
      case "prepare":
        this.#prepare(effect.showing, effect.onRail ? "rail" : effect.surface);
        return;
      case "join":
        this.#prepare(effect.showing, "rail");
        return;
      case "end-run":
        this.#ports.pool.rail.endRun();
        return;
      case "rename":
        this.#rename(effect.key, effect.newKey);
        return;
      case "release":
        this.#release(effect.key);
        return;
      case "report-shown":
        this.#ports.report({ type: "shown", key: effect.key, frames: this.#framesOf(effect.key) });
        return;
      case "report-removed":
        this.#ports.report({
          type: "removed",
          key: effect.key,
          frames: this.#framesOf(effect.key),
          reason: effect.reason,
        });
        return;
      case "report-failed":
        this.#ports.report({ type: "failed", key: effect.key, reason: effect.reason.slice(0, 60) });
        return;
      default:
        this.#touch(effect.type, effect.key);
    }
  }

  #touch(act: "arm" | "start" | "show" | "cross" | "confirm", key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    const { surface } = held;
    if (act === "arm") armOnTop(surface.element);
    if (act === "start") surface.start();
    if (act === "show") reveal(surface.element);
    if (act === "arm" || act === "start") return;
    if (act === "show") this.#countCovered();
    surface.onNextFrame(() => {
      // Bars beside the picture turn to stone only now: before its first frame they would cover the old picture.
      if (this.#held.get(held.key) === held) surface.element.classList.add("filled");
      this.dispatch({ type: "presented", key: held.key });
      if (!this.#mayLook) this.#look();
    });
  }

  /** What goes has its last second of frames counted while it still runs underneath. */
  #countCovered(): void {
    for (const { phase, showing } of this.#state.items) {
      if (phase === "covered") this.#held.get(showing.key)?.surface.pulse();
    }
  }

  #prepare(showing: PlannedShowing, place: 0 | 1 | "rail"): void {
    const slot = this.#slots.get(showing.key);
    if (slot === undefined) return;
    const { pool, railBook } = this.#ports;
    const surface = place === "rail" ? new RailSurface(pool.rail) : pool[showing.kind][place];
    const held: Held = { surface, abort: new AbortController(), key: showing.key };
    this.#held.set(showing.key, held);
    const lateMs = this.#ports.clock.nowMs() - showing.startsAtMs;
    const positionMs = lateMs >= JOIN_LATE_MS ? lateMs : 0;
    const whileHeld = (tell: () => void): void => {
      if (this.#held.get(held.key) === held) tell();
    };
    const events: SurfaceEvents = {
      onStartLatency: (latencyMs) => this.dispatch({ type: "start-latency", latencyMs }),
      onBroken: (reason) => whileHeld(() => this.dispatch({ type: "broke", key: held.key, reason })),
      onRefused: (isAtFault) => {
        if (isAtFault) for (const { sha256 } of clipsOf(slot)) railBook?.refuse(sha256);
        whileHeld(() => this.dispatch({ type: "left-rail", key: held.key, isAtFault }));
      },
    };
    surface.prepare(slot, positionMs, events, held.abort.signal).then(
      () => this.#settle(held, { type: "prepared", key: held.key }),
      (cause: unknown) => {
        const reason = cause instanceof PrepareFailure ? cause.reason : "prepare-error";
        this.#settle(held, { type: "prepare-failed", key: held.key, reason });
      },
    );
  }

  #settle(held: Held, event: Unstamped<SequencerEvent>): void {
    if (!held.abort.signal.aborted) this.dispatch(event);
  }

  #rename(key: string, newKey: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    held.key = newKey;
    this.#held.set(newKey, held);
  }

  #release(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    this.#pastFrames += held.surface.frames();
    held.abort.abort();
    // A run's clips share one element: the last to go takes it from the glass.
    const { element } = held.surface;
    if (![...this.#held.values()].some((other) => other.surface.element === element)) hide(element);
    held.surface.release();
  }

  #framesOf(key: string): number {
    return this.#held.get(key)?.surface.frames() ?? 0;
  }

  /**
   * Before a flip a timer close to the instant, then the animation frame nearest to it, so that both fall on a frame
   * boundary. For anything else the timer alone: each animation frame makes the page lay out and paint for nothing.
   */
  #planWake(afterMs: number): void {
    clearTimeout(this.#timer);
    const wakeAtMs = nextWakeAt(this.#state, afterMs);
    if (wakeAtMs === undefined) return;
    const isFlipNear = this.#state.items.some(({ phase }) => phase === "armed");
    const restMs = wakeAtMs - this.#ports.clock.nowMs() - (isFlipNear ? FRAME_AHEAD_MS : 0);
    this.#timer = setTimeout(
      () => {
        if (isFlipNear && document.visibilityState !== "hidden")
          requestAnimationFrame((frameMs) => this.#tick(frameMs));
        else this.dispatch({ type: "tick" });
      },
      Math.min(Math.max(restMs, 1), 60_000),
    );
  }

  /** As of the beginning of the display's frame: how late in it the page came to this decides nothing. */
  #tick(frameMs: number): void {
    const lateMs = Math.min(Math.max(0, performance.now() - frameMs), DISPLAY_FRAME_MS);
    this.#step({ type: "tick", atMs: this.#ports.clock.nowMs() - lateMs });
  }
}

/** A clip may end this much before its slot: its last frame then stays a moment longer. */
const SHORT_MS = 40;

function showingOf(slot: StageSlot, book: RailBook | undefined): PlannedShowing {
  return {
    key: slot.key,
    airingSha256: slot.airingSha256,
    kind: slot.airing.kind,
    startsAtMs: slot.startsAtMs,
    endsAtMs: slot.endsAtMs,
    validUntilMs: slot.airing.notAfterMs ?? Number.MAX_SAFE_INTEGER,
    rail: railFor(slot, book),
  };
}

/** The slot's clip, if it is one. */
function clipsOf({ airing, urls }: StageSlot): Clip[] {
  const main = airing.kind === "video" ? airing.renditions.find((one) => one.role === "main") : undefined;
  const url = main && urls[main.sha256];
  return main === undefined || url === undefined || main.durationMs === null
    ? []
    : [{ sha256: main.sha256, url, durationMs: main.durationMs }];
}

function railFor(slot: StageSlot, book: RailBook | undefined): string | null {
  const [clip] = clipsOf(slot);
  const isLongEnough = clip !== undefined && clip.durationMs + SHORT_MS >= slot.endsAtMs - slot.startsAtMs;
  return isLongEnough ? (book?.railOf(clip.sha256) ?? null) : null;
}
