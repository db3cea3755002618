import { FrameSplit, type Stretch } from "./frame-split.ts";

/** Frames are watched one by one from this long before a border; else once a second. */
const WATCH_BEFORE_S = 0.06;
/** A frame seen so short a time ago is as good as one seen now: since the last look, a second ago, the picture moved. */
const SEEN_LATELY_MS = 800;
/** A border this near is planned for at each look. */
const PLAN_BEFORE_S = 1.3;

/** A stretch whose first frame on the glass somebody may wait for. */
export interface Watched extends Stretch {
  seen: (() => void) | undefined;
}

/**
 * Sees the frames of a running element as seldom as it may: a standing callback costs 7 % of the processor. Each frame
 * near a border is seen, so that every clip's own are counted.
 */
export class RailWatch<W extends Watched> {
  readonly #split = new FrameSplit();
  #video: HTMLVideoElement | undefined;
  #stretches: readonly W[] = [];
  #isWatching = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #movedAtMs = 0;

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
    video.requestVideoFrameCallback((_now, frame) => {
      if (video !== this.#video) return;
      this.#split.restart(frame.presentedFrames - 1);
      this.#note(frame);
      onFirst(frame);
    });
    this.plan();
  }

  stop(): void {
    this.#video = undefined;
    this.#isWatching = false;
    clearTimeout(this.#timer);
  }

  /** Once a second: looks at one frame, unless one was seen, and at those around the next border when it is near. */
  look(): void {
    if (this.stillForMs() > SEEN_LATELY_MS) this.#ask(() => undefined);
    this.plan();
  }

  /** Looks at frame after frame until the next border has been passed and everybody who waits has seen theirs. */
  follow(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#ask((timeS) => {
      this.#isWatching = false;
      const isWaitedFor = this.#stretches.some(({ seen }) => seen !== undefined);
      const isNear = this.#stretches.some(({ startS }) => startS > timeS && startS - timeS < WATCH_BEFORE_S + 0.1);
      if (isWaitedFor || isNear) this.follow();
      else this.plan();
    });
  }

  /** Sets the time to begin following frames before a border that is near. */
  plan(): void {
    clearTimeout(this.#timer);
    const nowS = this.#video?.currentTime;
    if (nowS === undefined) return;
    const next = this.#stretches.find(({ startS }) => startS > nowS);
    if (next === undefined || next.startS - nowS > PLAN_BEFORE_S) return;
    this.#timer = setTimeout(() => this.follow(), Math.max(0, (next.startS - nowS - WATCH_BEFORE_S) * 1_000));
  }

  #ask(then: (mediaTimeS: number) => void): void {
    const video = this.#video;
    video?.requestVideoFrameCallback((_now, frame) => {
      if (video !== this.#video) return;
      this.#note(frame);
      then(frame.mediaTime);
    });
  }

  #note(frame: VideoFrameCallbackMetadata): void {
    this.#movedAtMs = performance.now();
    const current = this.#split.note(frame.presentedFrames, frame.mediaTime, this.#stretches);
    if (current === undefined) return;
    for (const stretch of this.#stretches.slice(0, this.#stretches.indexOf(current) + 1)) {
      const { seen } = stretch;
      stretch.seen = undefined;
      seen?.();
    }
  }
}
