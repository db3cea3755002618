/** A frame of the next clip may carry a time this much before its border. */
export const BORDER_S = 0.004;
const USUAL_FRAME_S = 1 / 30;

/** The part of a track that one clip fills; counts its frames. */
export interface Stretch {
  readonly startS: number;
  frames: number;
}

/**
 * Divides one element's count of presented frames among the clips it plays one after another. Exact where a callback
 * came for each frame near the border; else by the length of a frame.
 */
export class FrameSplit {
  #lastFrames = 0;
  #lastTimeS = 0;
  #frameS = USUAL_FRAME_S;

  /** A new element, or the same with a new count: what was presented up to now belongs to nobody. */
  restart(presentedFrames: number): void {
    this.#lastFrames = presentedFrames;
    this.#lastTimeS = Number.POSITIVE_INFINITY;
  }

  /** Takes one frame's account; returns the clip it belongs to, or `undefined` before the first. */
  note<S extends Stretch>(presentedFrames: number, mediaTimeS: number, stretches: readonly S[]): S | undefined {
    const current = stretches.findLast((stretch) => mediaTimeS >= stretch.startS - BORDER_S);
    const count = Math.max(0, presentedFrames - this.#lastFrames);
    const stepS = mediaTimeS - this.#lastTimeS;
    if (count === 1 && stepS > 0.005 && stepS < 0.2) this.#frameS = stepS;
    this.#lastFrames = presentedFrames;
    this.#lastTimeS = mediaTimeS;
    if (current === undefined) return undefined;
    const sinceBorder = Math.floor((mediaTimeS - current.startS + BORDER_S) / this.#frameS) + 1;
    const own = Math.min(count, Math.max(1, sinceBorder));
    const before = stretches[stretches.indexOf(current) - 1];
    current.frames += before === undefined ? count : own;
    if (before !== undefined) before.frames += count - own;
    return current;
  }
}
