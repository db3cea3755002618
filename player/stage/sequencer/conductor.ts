import type { StageSlot, StageToAgent } from "../../../schemas/stage-channel.ts";
import type { StageClock } from "../clock.ts";
import { armOnTop, hide, reveal } from "../surfaces/stack-order.ts";
import { PrepareFailure, type Surface } from "../surfaces/surface.ts";
import type { SurfacePool } from "../surfaces/surface-pool.ts";
import { nextWakeAt } from "./advance.ts";
import { step } from "./core.ts";
import {
  INITIAL_STATE,
  type PlannedShowing,
  type SequencerEffect,
  type SequencerEvent,
  type SequencerState,
} from "./state.ts";
import { shownItem } from "./work.ts";

/** A start this late or later is joined at its position; a smaller delay begins at the beginning. */
const JOIN_LATE_MS = 400;

interface Held {
  readonly surface: Surface;
  readonly abort: AbortController;
  key: string;
}

type Unstamped<E> = E extends { readonly atMs: number } ? Omit<E, "atMs"> : never;

/** Carries the sequencer's decisions out on the surfaces, and what the surfaces tell back into it. */
export class Conductor {
  readonly #clock: StageClock;
  readonly #pool: SurfacePool;
  readonly #report: (message: StageToAgent) => void;
  readonly #slots = new Map<string, StageSlot>();
  readonly #held = new Map<string, Held>();
  #state: SequencerState = INITIAL_STATE;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #slateFrames = 0;
  #pastFrames = 0;

  constructor(clock: StageClock, pool: SurfacePool, report: (message: StageToAgent) => void) {
    this.#clock = clock;
    this.#pool = pool;
    this.#report = report;
  }

  /** Takes a new program in place of the one before. */
  takeProgram(slots: readonly StageSlot[]): void {
    for (const slot of slots) this.#slots.set(slot.key, slot);
    this.dispatch({ type: "program", showings: slots.map(showingOf) });
    for (const key of this.#slots.keys()) {
      if (!this.#state.items.some((item) => item.showing.key === key)) this.#slots.delete(key);
    }
  }

  /** One step of the sequencer at this instant. */
  dispatch(event: Unstamped<SequencerEvent>): void {
    const { state, effects } = step(this.#state, { ...event, atMs: this.#clock.nowMs() } as SequencerEvent);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.#planWake();
  }

  /** One heartbeat: what is on the glass and how many frames this page has presented since it was loaded. */
  beat(): StageToAgent {
    const shown = this.#state.visible ? shownItem(this.#state) : undefined;
    const key = shown?.presented === true ? shown.showing.key : null;
    const held = shown === undefined ? undefined : this.#held.get(shown.showing.key);
    if (held === undefined) requestAnimationFrame(() => this.#countSlateFrame());
    else held.surface.pulse();
    return { type: "heartbeat", key, frames: this.#pastFrames + this.#slateFrames + (held?.surface.frames() ?? 0) };
  }

  #countSlateFrame(): void {
    this.#slateFrames += 1;
  }

  #carryOut(effect: SequencerEffect): void {
    switch (effect.type) {
      case "prepare":
        this.#prepare(effect.showing, effect.surface);
        return;
      case "rename":
        this.#rename(effect.key, effect.newKey);
        return;
      case "release":
        this.#release(effect.key);
        return;
      case "report-shown":
        this.#report({ type: "shown", key: effect.key, frames: this.#framesOf(effect.key) });
        return;
      case "report-removed":
        this.#report({
          type: "removed",
          key: effect.key,
          frames: this.#framesOf(effect.key),
          reason: effect.reason,
        });
        return;
      case "report-failed":
        this.#report({ type: "failed", key: effect.key, reason: effect.reason.slice(0, 60) });
        return;
      default:
        this.#touch(effect.type, effect.key);
    }
  }

  #touch(act: "arm" | "start" | "show" | "confirm", key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    const { surface } = held;
    if (act === "arm") armOnTop(surface.element);
    if (act === "start") surface.start();
    if (act === "show") reveal(surface.element);
    if (act !== "show" && act !== "confirm") return;
    surface.onNextFrame(() => {
      // Bars beside the picture turn to stone only now: before its first frame they would cover the old picture.
      if (this.#held.get(held.key) === held) surface.element.classList.add("filled");
      this.dispatch({ type: "presented", key: held.key });
    });
  }

  #prepare(showing: PlannedShowing, index: 0 | 1): void {
    const slot = this.#slots.get(showing.key);
    if (slot === undefined) return;
    const surface = this.#pool[showing.kind][index];
    const held: Held = { surface, abort: new AbortController(), key: showing.key };
    this.#held.set(showing.key, held);
    const lateMs = this.#clock.nowMs() - showing.startsAtMs;
    const positionMs = lateMs >= JOIN_LATE_MS ? lateMs : 0;
    const events = {
      onStartLatency: (latencyMs: number) => this.dispatch({ type: "start-latency", latencyMs }),
      onBroken: (reason: string) => this.dispatch({ type: "broke", key: held.key, reason }),
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
    hide(held.surface.element);
    held.surface.release();
  }

  #framesOf(key: string): number {
    return this.#held.get(key)?.surface.frames() ?? 0;
  }

  /** A timer close to the instant, then the animation frame nearest to it, so that a flip falls on a frame boundary. */
  #planWake(): void {
    clearTimeout(this.#timer);
    const nowMs = this.#clock.nowMs();
    const wakeAtMs = nextWakeAt(this.#state, nowMs);
    if (wakeAtMs === undefined) return;
    const tick = (): void => this.dispatch({ type: "tick" });
    this.#timer = setTimeout(
      () => {
        if (document.visibilityState === "hidden") tick();
        else requestAnimationFrame(tick);
      },
      Math.min(Math.max(wakeAtMs - nowMs - 12, 1), 60_000),
    );
  }
}

function showingOf(slot: StageSlot): PlannedShowing {
  return {
    key: slot.key,
    airingSha256: slot.airingSha256,
    kind: slot.airing.kind,
    startsAtMs: slot.startsAtMs,
    endsAtMs: slot.endsAtMs,
    validUntilMs: slot.airing.notAfterMs ?? Number.MAX_SAFE_INTEGER,
  };
}
