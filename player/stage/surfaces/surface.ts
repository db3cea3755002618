import type { StageSlot } from "../../../schemas/stage-channel.ts";

/** Why a slot could not be prepared; `reason` goes to the agent as it is. */
export class PrepareFailure extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`Not prepared: ${reason}`);
    this.reason = reason;
  }
}

/** What a surface tells while it holds something. */
export interface SurfaceEvents {
  /** The media clock really began: milliseconds from `start()` to the instant its first frame stood for. */
  onStartLatency(latencyMs: number): void;
  /** The picture on the glass died. */
  onBroken(reason: string): void;
  /** The rail does not take this clip, which `isAtFault` or lost its place with the others. */
  onRefused(isAtFault: boolean): void;
}

/** One pooled place on the glass. Made once and reused for months. */
export interface Surface {
  readonly element: HTMLElement;
  /**
   * Makes everything ready out of sight, at `positionMs` into the item. Rejects with `PrepareFailure`; after an abort
   * of `signal` its outcome means nothing.
   */
  prepare(slot: StageSlot, positionMs: number, events: SurfaceEvents, signal: AbortSignal): Promise<void>;
  /** Runs the media clock. Stills have none. */
  start(): void;
  /** Calls back once after a frame of this surface was presented to the compositor from now on. */
  onNextFrame(seen: () => void): void;
  /** Frames presented since it was shown, as far as known. */
  frames(): number;
  /** Called once a second while shown: counts, and notices a picture that no longer moves. */
  pulse(): void;
  /** 0 … 1; zero is silence. Stills have none. */
  setVolume?(volume: number): void;
  /** Lets go of everything; the surface is blank and hidden afterwards. */
  release(): void;
}
