import type { StageSlot } from "../../../schemas/stage-channel.ts";
import type { Stand } from "../rail/frame-stands.ts";
import type { FirstShowing } from "./first-showing.ts";
import { makeVideo, playVideo, setLoudness } from "./make-video.ts";
import { afterNextPaint } from "./next-paint.ts";
import { PrepareFailure, type Surface, type SurfaceEvents } from "./surface.ts";

/** A playing video that presents no new frame for this long has stalled. */
const STALL_MS = 3_000;
/** A clip that ends so much before the length that was approved was cut. */
const SHORT_S = 0.2;
/** A clip is not joined later than this before its end, where there may be no frame left. */
const LAST_FRAME_S = 0.04;
/** Renditions are made in groups of this length: where one begins, nothing before the picture has to be decoded. */
const GROUP_S = 2;
/** Decoding no more than this does not keep a picture waiting. */
const NEAR_S = 0.3;
/** The last frame before a stand has its own time first. */
const STAND_MARGIN_MS = 50;

export interface VideoPorts {
  /** False while a preview stands still: then the video shows the frame it was prepared at. */
  readonly mayPlay: () => boolean;
  /** Where a clip's picture is to stand still for long; nothing where that is not known. */
  readonly standsOf: (sha256: string) => readonly Stand[];
}

/** Plays one video by itself, without a click. One `<video>` element for its whole life: new ones leak. */
export class VideoSurface implements Surface {
  readonly element: HTMLElement;
  readonly #video: HTMLVideoElement;
  readonly #ports: VideoPorts;
  /** The rendition that it came with. */
  #given: string | undefined;
  #events: SurfaceEvents | undefined;
  #isStarted = false;
  #fromS = 0;
  /** Set while it stands at the beginning of a group: where the plan was at that time of the page. */
  #joins: { readonly atS: number; readonly asOfMs: number } | undefined;
  #signal: AbortSignal | undefined;
  #baseFrames = 0;
  #lastFrames = 0;
  #lastFrameAtMs = 0;
  #sha256 = "";
  #wholeS = 0;
  #startedAtMs = 0;
  #standTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: VideoPorts, first?: FirstShowing & { readonly kind: "video" }) {
    this.#ports = ports;
    this.element = first?.element ?? document.createElement("div");
    this.#video = makeVideo(first?.media);
    this.#given = first?.sha256;
    this.element.className = "surface media";
    const video = this.#video;
    video.addEventListener("error", () => {
      if (video.error !== null) this.#events?.onBroken(`media-error-${video.error.code}`);
    });
    video.addEventListener("ended", () => {
      // The clock of a clip in fragments jumps to the length that it claims: what was really played time tells.
      const playedS = this.#fromS + (performance.now() - this.#startedAtMs) / 1_000;
      const reachedS = Math.min(video.currentTime, playedS);
      if (this.#isStarted && reachedS < this.#wholeS - SHORT_S) this.#events?.onBroken("cut-short");
    });
    this.element.append(video);
  }

  async prepare(slot: StageSlot, positionMs: number, events: SurfaceEvents, signal: AbortSignal): Promise<void> {
    const rendition = slot.airing.renditions.find((one) => one.role === "main");
    const url = rendition === undefined ? undefined : slot.urls[rendition.sha256];
    if (rendition === undefined || url === undefined) throw new PrepareFailure("no-rendition");
    this.#sha256 = rendition.sha256;
    this.#wholeS = (rendition.durationMs ?? 0) / 1_000;
    this.#isStarted = false;
    this.#signal = signal;
    this.#baseFrames = 0;
    this.#lastFrames = 0;
    this.element.lang = slot.airing.language;
    const isHere = rendition.sha256 === this.#given;
    this.#given = undefined;
    if (!isHere) {
      this.#video.src = url;
      this.#video.load();
    }
    const lastS = this.#wholeS > 0 ? this.#wholeS - LAST_FRAME_S : Number.POSITIVE_INFINITY;
    const atS = Math.max(0, Math.min(positionMs / 1_000, lastS));
    const groupS = Math.floor(atS / GROUP_S) * GROUP_S;
    const isFar = this.#ports.mayPlay() && atS - groupS > NEAR_S;
    this.#startedAtMs = performance.now();
    this.#joins = isFar ? { atS, asOfMs: this.#startedAtMs } : undefined;
    const entryS = isFar ? groupS : atS;
    // Asked for before anything is known of the file, it is where decoding begins: no frame is decoded to be passed over.
    if (entryS > 0 && !isHere) this.#video.currentTime = entryS;
    await this.#until("canplay", signal);
    if (Math.abs(this.#video.currentTime - entryS) > LAST_FRAME_S) {
      this.#video.currentTime = Math.min(entryS, this.#video.duration - LAST_FRAME_S);
      await this.#until("seeked", signal);
    }
    this.#fromS = this.#video.currentTime;
    this.#events = events;
  }

  start(): void {
    if (!this.#ports.mayPlay()) return;
    if (this.#joins === undefined) this.#run();
    else this.#join(this.#joins);
  }

  /** The first picture of its group stands on the glass while what lies between it and the plan is decoded. */
  #join({ atS, asOfMs }: { readonly atS: number; readonly asOfMs: number }): void {
    const video = this.#video;
    const nowMs = performance.now();
    this.#startedAtMs = nowMs;
    this.#lastFrames = 1;
    const run = (): void => {
      this.#joins = undefined;
      this.#fromS = video.currentTime;
      this.#run();
    };
    video.addEventListener("seeked", run, {
      once: true,
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    });
    video.currentTime = Math.min(atS + (nowMs - asOfMs) / 1_000, Math.max(0, video.duration - LAST_FRAME_S));
  }

  #run(): void {
    const startedAtMs = performance.now();
    this.#startedAtMs = startedAtMs;
    this.#isStarted = true;
    this.#lastFrameAtMs = startedAtMs;
    this.#video.requestVideoFrameCallback((_now, frame) => {
      this.#baseFrames = frame.presentedFrames - 1;
      this.#lastFrames = frame.presentedFrames;
      const playedMs = (frame.mediaTime - this.#fromS) * 1_000;
      this.#events?.onStartLatency(frame.expectedDisplayTime - startedAtMs - playedMs);
    });
    playVideo(this.#video, () => this.#events?.onBroken("play-refused"));
    this.#expectStand();
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
    if (document.visibilityState === "hidden") return;
    const isLost = !this.#isStarted && this.#joins !== undefined && performance.now() - this.#startedAtMs > STALL_MS;
    if (isLost) this.#events?.onBroken("stalled");
    if (!this.#isStarted) return;
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
    if (this.#standTimer === undefined) this.#expectStand();
  }

  release(): void {
    clearTimeout(this.#standTimer);
    this.#standTimer = undefined;
    this.#events = undefined;
    this.#joins = undefined;
    this.#isStarted = false;
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  /** A stand of which the clip's own index tells is no matter of patience: no machine could show a frame there. */
  #expectStand(): void {
    const video = this.#video;
    const stand = this.#ports.standsOf(this.#sha256).find(({ untilS }) => untilS > video.currentTime);
    clearTimeout(this.#standTimer);
    this.#standTimer = undefined;
    if (stand === undefined) return;
    const untilThenMs = Math.max(0, stand.fromS - video.currentTime) * 1_000;
    this.#standTimer = setTimeout(() => {
      this.#standTimer = undefined;
      if (video.paused || video.seeking || video.ended) return;
      if (video.currentTime > stand.fromS && video.currentTime < stand.untilS) this.#events?.onBroken("stalled");
      else this.#expectStand();
    }, untilThenMs + STAND_MARGIN_MS);
  }

  #noteFrame(presentedFrames: number): void {
    this.#lastFrames = presentedFrames;
    this.#lastFrameAtMs = performance.now();
  }

  #until(name: "canplay" | "seeked", signal: AbortSignal): Promise<void> {
    const video = this.#video;
    if (name === "canplay" && video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return Promise.resolve();
    if (video.error !== null) return Promise.reject(new PrepareFailure(`media-error-${video.error.code}`));
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
