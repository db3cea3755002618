import type { Manifest } from "../../../schemas/manifest.ts";
import type { StageSlot } from "../../../schemas/stage-channel.ts";
import type { OutboxEvent } from "../core/outbox.ts";
import { FIRST_PLAYBACK, stepPlayback } from "../core/playback.ts";
import type { PlaybackEffect, PlaybackEvent, PlaybackState } from "../core/playback-events.ts";
import type { PlannedSlot } from "../core/program.ts";
import type { Report } from "../ports/reporter.ts";
import type { AgentTime } from "./agent-time.ts";

export interface PlaybackShellPorts {
  readonly time: AgentTime;
  readonly onProgram: (slots: readonly StageSlot[]) => void;
  readonly onLog: (event: OutboxEvent) => void;
  readonly onStageSilent: () => void;
  /** The presenter says that something else, or nothing, is on the glass. */
  readonly onGlass: (slot: PlannedSlot | null) => void;
  readonly report: Report;
}

type Unstamped<E> = E extends unknown ? Omit<E, "monoMs" | "wallMs" | "agentMs" | "clock"> : never;

/** Gives the playback core its clock and carries its effects out. */
export class PlaybackShell {
  readonly #ports: PlaybackShellPorts;
  #state: PlaybackState = FIRST_PLAYBACK;
  #onGlass: PlannedSlot | null = null;
  #wake: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(ports: PlaybackShellPorts) {
    this.#ports = ports;
  }

  /** What the presenter says is on the glass; `null` for the slate or nothing. */
  get onGlass(): PlannedSlot | null {
    return this.#onGlass;
  }

  /** The item after the one on the glass, which the stage may already be making ready. */
  get next(): PlannedSlot | null {
    return this.#state.program.find(({ stageSlot }) => stageSlot.startsAtMs > this.#ports.time.agentMs()) ?? null;
  }

  get manifest(): Manifest | null {
    return this.#state.manifest;
  }

  dispatch(event: Unstamped<PlaybackEvent>): void {
    if (this.#isStopped) return;
    this.#isStopped = event.type === "stop";
    const { time } = this.#ports;
    const { state, effects } = stepPlayback(this.#state, {
      ...event,
      monoMs: time.mono(),
      wallMs: time.wall(),
      agentMs: time.agentMs(),
      clock: time.clockState(),
    } as PlaybackEvent);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    if (this.#isStopped) clearTimeout(this.#wake);
  }

  #carryOut(effect: PlaybackEffect): void {
    const { onProgram, onLog, onStageSilent, report } = this.#ports;
    switch (effect.type) {
      case "program":
        onProgram(effect.slots);
        return;
      case "log":
        onLog(effect.event);
        return;
      case "on-glass":
        this.#onGlass = effect.slot;
        this.#ports.onGlass(effect.slot);
        report("playing", glassDetail(effect.slot));
        return;
      case "item-failed":
        report("item-failed", { airingSha256: effect.airingSha256, reason: effect.reason });
        return;
      case "stage-silent":
        report("stage-silent");
        onStageSilent();
        return;
      case "wake":
        clearTimeout(this.#wake);
        this.#wake = setTimeout(() => this.dispatch({ type: "tick" }), effect.delayMs);
    }
  }
}

function glassDetail(slot: PlannedSlot | null): Record<string, unknown> {
  if (slot === null) return { airingSha256: null };
  const { kind, language, airingSha256 } = slot.item;
  return { airingSha256, kind, language, title: slot.stageSlot.airing.title, revision: slot.manifestRevision };
}
