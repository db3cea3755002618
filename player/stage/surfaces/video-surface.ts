import type { StageSlot } from "../../../schemas/stage-channel.ts";
import { makeVideo, playVideo, setLoudness } from "./make-video.ts";
import { afterNextPaint } from "./next-paint.ts";
import { PrepareFailure, type Surface, type SurfaceEvents } from "./surface.ts";

/** A playing video that presents no new frame for this long has stalled. */
const STALL_MS = 3_000;

/** Plays one video by itself, without a click. One `<video>` element for its whole life: new ones leak. */
export class VideoSurface implements Surface {
  readonly element = document.createElement("div");
  readonly #video = makeVideo();
  readonly #mayPlay: () => boolean;
  #events: SurfaceEvents | undefined;
  #isStarted = false;
  #fromS = 0;
  #baseFrames = 0;
  #lastFrames = 0;
  #lastFrameAtMs = 0;

  /** `mayPlay` is false while a preview stands still: then the video shows the frame it was prepared at. */
  constructor(mayPlay: () => boolean) {
    this.#mayPlay = mayPlay;
    this.element.className = "surface media";
    const video = this.#video;
    video.addEventListener("error", () => {
      if (video.error !== null) this.#events?.onBroken(`media-error-${video.error.code}`);
    });
    this.element.append(video);
  }

  async prepare(slot: StageSlot, positionMs: number, events: SurfaceEvents, signal: AbortSignal): Promise<void> {
    const rendition = slot.airing.renditions.find((one) => one.role === "main");
    const url = rendition === undefined ? undefined : slot.urls[rendition.sha256];
    if (url === undefined) throw new PrepareFailure("no-rendition");
    this.#isStarted = false;
    this.#baseFrames = 0;
    this.#lastFrames = 0;
    this.element.lang = slot.airing.language;
    this.#video.src = url;
    this.#video.load();
    await this.#until("canplay", signal);
    if (positionMs > 0) {
      const lastMs = Number.isFinite(this.#video.duration) ? this.#video.duration * 1_000 - 40 : positionMs;
      this.#video.currentTime = Math.max(0, Math.min(positionMs, lastMs)) / 1_000;
      await this.#until("seeked", signal);
    }
    this.#fromS = this.#video.currentTime;
    this.#events = events;
  }

  start(): void {
    if (!this.#mayPlay()) return;
    const startedAtMs = performance.now();
    this.#isStarted = true;
    this.#lastFrameAtMs = startedAtMs;
    this.#video.requestVideoFrameCallback((_now, frame) => {
      this.#baseFrames = frame.presentedFrames - 1;
      this.#lastFrames = frame.presentedFrames;
      const playedMs = (frame.mediaTime - this.#fromS) * 1_000;
      this.#events?.onStartLatency(frame.expectedDisplayTime - startedAtMs - playedMs);
    });
    playVideo(this.#video, () => this.#events?.onBroken("play-refused"));
  }

  setVolume(volume: number): void {
    setLoudness(this.#video, volume);
  }

  onNextFrame(seen: () => void): void {
    if (!this.#isStarted || this.#video.ended) {
      afterNextPaint(seen);
      return;
    }
    this.#video.requestVideoFrameCallback((_now, frame) => {
      this.#noteFrame(frame.presentedFrames);
      seen();
    });
  }

  frames(): number {
    return Math.max(0, this.#lastFrames - this.#baseFrames);
  }

  /** One frame callback a second: a standing one costs 7 % of the processor. */
  pulse(): void {
    if (!this.#isStarted || document.visibilityState === "hidden") return;
    if (this.#video.ended) {
      // Its last frame stands, as a still does: what is counted is that the page still presents it.
      afterNextPaint(() => this.#noteFrame(this.#lastFrames + 1));
      return;
    }
    if (performance.now() - this.#lastFrameAtMs > STALL_MS) {
      this.#events?.onBroken("stalled");
      return;
    }
    this.#video.requestVideoFrameCallback((_now, frame) => this.#noteFrame(frame.presentedFrames));
  }

  release(): void {
    this.#events = undefined;
    this.#isStarted = false;
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  #noteFrame(presentedFrames: number): void {
    this.#lastFrames = presentedFrames;
    this.#lastFrameAtMs = performance.now();
  }

  #until(name: "canplay" | "seeked", signal: AbortSignal): Promise<void> {
    const video = this.#video;
    return new Promise((resolve, reject) => {
      const settled = new AbortController();
      const options = { signal: settled.signal, once: true };
      const settle = (act: () => void): void => {
        settled.abort();
        act();
      };
      video.addEventListener(name, () => settle(resolve), options);
      video.addEventListener(
        "error",
        () => settle(() => reject(new PrepareFailure(`media-error-${video.error?.code ?? 0}`))),
        options,
      );
      signal.addEventListener("abort", () => settle(() => reject(new PrepareFailure("released"))), options);
    });
  }
}
