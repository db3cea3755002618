import { BORDER_S, FrameSplit, type Stretch } from "./frame-split.ts";

/** Frames are seen one by one from this long before a border comes onto the glass; else one a second. */
const WATCH_BEFORE_S = 0.05;
/** A frame seen so short a time ago is as good as one seen now: since the last look, a second ago, the picture moved. */
const SEEN_LATELY_MS = 800;
/** A border this near is planned for at each look. */
const PLAN_BEFORE_S = 1.3;
/** The glass is never taken to be further behind the element's clock than this. */
const LONGEST_LAG_S = 0.25;

/** A stretch whose first frame on the glass somebody may wait for. */
export interface Watched extends Stretch {
  seen: (() => void) | undefined;
}

/**
 * Sees the frames of a running element as seldom as it may: a standing callback costs 7 % of the processor, and each
 * frame that is asked for up to two drawings of the page. The frames around each border are seen, so that every clip's
 * own are counted.
 */
export class RailWatch<W extends Watched> {
  readonly #split = new FrameSplit();
  #video: HTMLVideoElement | undefined;
  #stretches: readonly W[] = [];
  /** Grows with each element or source watched: a frame asked for before says nothing of it. */
  #life = 0;
  #isAsked = false;
  #isFirst = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #movedAtMs = 0;
  /** Of the frame last seen. */
  #lastTimeS = 0;
  /** How long the glass was behind the element's own clock then. */
  #lagS = 0;

  /** Milliseconds since a frame was last seen, or since the watch began. */
  stillForMs(): number {
    return performance.now() - this.#movedAtMs;
  }

  /** Watches this element from its next frame on, and no other. `stretches` is read anew each time. */
  begin(video: HTMLVideoElement, stretches: readonly W[], onFirst: (frame: VideoFrameCallbackMetadata) => void): void {
    this.stop();
    this.#video = video;
    this.#stretches = stretches;
    this.#movedAtMs = performance.now();
    this.#isFirst = true;
    this.#ask(onFirst);
  }

  stop(): void {
    this.#life += 1;
    this.#video = undefined;
    this.#isAsked = false;
    clearTimeout(this.#timer);
  }

  /** Once a second: looks at one frame, unless one was seen, and at those around the next border when it is near. */
  look(): void {
    if (this.stillForMs() > SEEN_LATELY_MS) this.#ask();
    this.plan();
  }

  /** Sees to it that frames are seen while somebody waits for one, and from shortly before the next border. */
  plan(): void {
    clearTimeout(this.#timer);
    const video = this.#video;
    if (video === undefined || this.#isAsked) return;
    const passedS = this.#lastTimeS + BORDER_S;
    const next = this.#stretches.find(({ startS }) => startS > passedS);
    const isWaitedFor = this.#stretches.some(({ seen, startS }) => seen !== undefined && startS <= passedS);
    const untilS = next === undefined ? Number.POSITIVE_INFINITY : next.startS - (video.currentTime - this.#lagS);
    if (isWaitedFor || untilS <= WATCH_BEFORE_S) this.#ask();
    else if (untilS <= PLAN_BEFORE_S)
      this.#timer = setTimeout(() => this.#ask(), ((untilS - WATCH_BEFORE_S) * 1_000) / video.playbackRate);
  }

  #ask(then?: (frame: VideoFrameCallbackMetadata) => void): void {
    const video = this.#video;
    if (video === undefined || this.#isAsked) return;
    this.#isAsked = true;
    const life = this.#life;
    video.requestVideoFrameCallback((atMs, frame) => {
      if (life !== this.#life) return;
      this.#isAsked = false;
      const lagS = video.currentTime - (performance.now() - atMs) / 1_000 - frame.mediaTime;
      this.#lagS = Math.min(Math.max(lagS, 0), LONGEST_LAG_S);
      this.#note(frame);
      then?.(frame);
      this.plan();
    });
  }

  #note(frame: VideoFrameCallbackMetadata): void {
    this.#movedAtMs = performance.now();
    this.#lastTimeS = frame.mediaTime;
    if (this.#isFirst) this.#split.restart(frame.presentedFrames - 1);
    this.#isFirst = false;
    const current = this.#split.note(frame.presentedFrames, frame.mediaTime, this.#stretches);
    if (current === undefined) return;
    for (const stretch of this.#stretches.slice(0, this.#stretches.indexOf(current) + 1)) {
      const { seen } = stretch;
      stretch.seen = undefined;
      seen?.();
    }
  }
}
