import type { OutboxEvent } from "../../../player/agent/core/outbox.ts";
import { FIRST_PLAYBACK } from "../../../player/agent/core/playback.ts";
import type { PlaybackEffect, PlaybackEvent, PlaybackState } from "../../../player/agent/core/playback-events.ts";
import type { PlannedSlot } from "../../../player/agent/core/program.ts";
import type { AgentTime } from "../../../player/agent/shells/agent-time.ts";
import type { Manifest } from "../../../schemas/manifest.ts";
import { QUALIFYING_MS } from "../../../schemas/play-record.ts";
import type { StageSlot } from "../../../schemas/stage-channel.ts";
import type { SimTimer } from "../engine/event-queue.ts";
import type { Life } from "./life.ts";

const LONGEST_SLEEP_MS = 1_000;

export interface AgentPlaybackPorts {
  readonly time: AgentTime;
  /** Lets the page say where it stands, as it does each second. */
  readonly beforeLook: () => void;
  readonly onProgram: (slots: readonly StageSlot[], agentMs: number) => void;
  readonly onLog: (event: OutboxEvent) => void;
  readonly onGlass: (slot: PlannedSlot | null) => void;
  readonly onStageSilent: () => void;
  /** How long it may sleep when the core would look again within a second only to see that nothing happened. */
  readonly idleSleepMs: number;
}

type Unstamped<E> = E extends unknown ? Omit<E, "monoMs" | "wallMs" | "agentMs" | "clock"> : never;

/** The playback core on simulated time, as `player/agent/shells/playback-shell.ts` runs it on the real one. */
export class AgentPlayback {
  readonly #life: Life;
  readonly #ports: AgentPlaybackPorts;
  #state: PlaybackState = FIRST_PLAYBACK;
  #onGlass: PlannedSlot | null = null;
  #wake: SimTimer | null = null;

  constructor(life: Life, ports: AgentPlaybackPorts) {
    this.#life = life;
    this.#ports = ports;
  }

  get onGlass(): PlannedSlot | null {
    return this.#onGlass;
  }

  get manifest(): Manifest | null {
    return this.#state.manifest;
  }

  dispatch(event: Unstamped<PlaybackEvent>): void {
    if (this.#life.isOver) return;
    if (event.type !== "stage" && event.type !== "presenter") this.#ports.beforeLook();
    const { time } = this.#ports;
    const { state, effects } = this.#life.rules.stepPlayback(this.#state, {
      ...event,
      monoMs: time.mono(),
      wallMs: time.wall(),
      agentMs: time.agentMs(),
      clock: time.clockState(),
    } as PlaybackEvent);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  /** Looks again soon: something happened that sends no event. */
  lookWithin(delayMs: number): void {
    this.#life.after(delayMs, () => this.dispatch({ type: "tick" }));
  }

  #carryOut(effect: PlaybackEffect): void {
    const { onProgram, onLog, onGlass, onStageSilent, time } = this.#ports;
    switch (effect.type) {
      case "program":
        onProgram(effect.slots, time.agentMs());
        return;
      case "log":
        onLog(effect.event);
        return;
      case "on-glass":
        this.#onGlass = effect.slot;
        onGlass(effect.slot);
        return;
      case "stage-silent":
        onStageSilent();
        return;
      case "wake":
        if (this.#wake !== null) this.#wake.run = null;
        this.#wake = this.#life.after(this.#sleepMs(effect.delayMs), () => this.dispatch({ type: "tick" }));
        return;
      default:
        return;
    }
  }

  /**
   * The core never sleeps longer than a second, to notice what sends no event; the world says when such a thing has
   * happened, so a simulated player sleeps up to the next instant at which something is due.
   */
  #sleepMs(askedMs: number): number {
    if (askedMs < LONGEST_SLEEP_MS) return askedMs;
    const { time, idleSleepMs } = this.#ports;
    const agentMs = time.agentMs();
    const monoMs = time.mono();
    let soonestMs = idleSleepMs;
    for (const { stageSlot } of this.#state.program.slice(0, 1)) {
      for (const atMs of [stageSlot.startsAtMs, stageSlot.endsAtMs]) {
        if (atMs > agentMs) soonestMs = Math.min(soonestMs, atMs - agentMs);
      }
    }
    for (const { loggedMs, startedMonoMs } of this.#state.open.values()) {
      const dueMs = startedMonoMs + QUALIFYING_MS - monoMs;
      if (loggedMs === null && dueMs > 0) soonestMs = Math.min(soonestMs, dueMs);
    }
    return soonestMs;
  }
}
