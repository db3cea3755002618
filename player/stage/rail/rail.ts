import type { StageSlot } from "../../../schemas/stage-channel.ts";
import { makeVideo, playVideo, setLoudness } from "../surfaces/make-video.ts";
import { PrepareFailure, type SurfaceEvents } from "../surfaces/surface.ts";
import { BORDER_S } from "./frame-split.ts";
import { MediaTrack } from "./media-track.ts";
import { layBack, layFront, layUnseen, letGo } from "./picture-layers.ts";
import { type FedClip, RailFeed } from "./rail-feed.ts";
import { RailWatch, type Watched } from "./rail-watch.ts";
import { seekTo } from "./seek-to.ts";
import { steer } from "./steer.ts";

/** A picture that does not move for this long has stalled. */
const STALL_MS = 3_000;
/** A track that dies again this soon after it was rebuilt is given up. */
const REBUILD_AGAIN_MS = 10_000;
/** The picture comes back this much later than it stopped. */
const REBUILD_AHEAD_S = 0.2;
/** Nothing is joined later in a clip than this before its end. */
const LAST_FRAME_S = 0.04;
/** Without a picture so near after the one that stands there is a hole, and no border of two appended pieces. */
const HOLE_FROM_S = 0.15;
/** A run that ends so much before its plan was cut. */
const SHORT_S = 0.2;
/** A decoder reads this far ahead: an error so near a border is the next clip's. */
const DECODE_AHEAD_S = 0.5;

/** One clip's place in the run. */
export interface Seat extends Watched, FedClip {
  readonly startS: number;
  readonly events: SurfaceEvents;
}

export interface RailPorts {
  readonly nowMs: () => number;
}

/**
 * Plays clips that follow each other without a gap as one: one MediaSource on one `<video>`, so that a border between
 * two of them needs no act at all. When the source dies it is built anew on the second element, under the picture that
 * stands still on the first.
 */
export class Rail {
  readonly element = document.createElement("div");
  readonly #ports: RailPorts;
  readonly #watch = new RailWatch<Seat>();
  #front = makeVideo();
  #back = makeVideo();
  #seats: Seat[] = [];
  #track: MediaTrack | undefined;
  #feed: RailFeed | undefined;
  /** Instant of the plan at which the track's time is zero. */
  #zeroAtMs = 0;
  #isStarted = false;
  /** Kept for a track that is still to open: without its end a source stops two frames before its last. */
  #endsHere = false;
  #rebuiltAtMs = Number.NEGATIVE_INFINITY;
  /** Grows with every track, so that what was begun for an older one ends. */
  #life = 0;
  /** A dead element whose last picture stands until the other one moves. */
  #standing: HTMLVideoElement | undefined;
  #deadLife = -1;

  constructor(ports: RailPorts) {
    this.#ports = ports;
    this.element.className = "surface media rail";
    for (const video of [this.#front, this.#back]) {
      video.addEventListener("error", () => {
        if (video !== this.#standing && this.#track !== undefined) this.#onDead(undefined, video.error);
      });
      video.addEventListener("waiting", () => {
        if (video === this.#front) this.#lookForHole(video);
      });
      video.addEventListener("ended", () => {
        if (video === this.#front) this.#lookForShortEnd(video);
      });
      this.element.append(video);
    }
    layBack(this.#back);
  }

  setVolume(volume: number): void {
    for (const video of [this.#front, this.#back]) setLoudness(video, volume);
  }

  /** Takes a clip behind all others, or as the first, joined `positionMs` into it; resolves when it may be shown. */
  async take(
    slot: StageSlot,
    positionMs: number,
    events: SurfaceEvents,
    signal: AbortSignal,
    onSeat: (seat: Seat) => void,
  ): Promise<void> {
    const rendition = slot.airing.renditions.find((one) => one.role === "main");
    const url = rendition === undefined ? undefined : slot.urls[rendition.sha256];
    if (url === undefined) throw new PrepareFailure("no-rendition");
    const isFirst = this.#seats.length === 0;
    if (isFirst) this.#zeroAtMs = slot.startsAtMs;
    const startS = (slot.startsAtMs - this.#zeroAtMs) / 1_000;
    const endS = (slot.endsAtMs - this.#zeroAtMs) / 1_000;
    const fromS = startS + (isFirst ? Math.min(positionMs / 1_000, endS - startS - LAST_FRAME_S) : 0);
    const ready = new Promise<void>((resolve, reject) => {
      const onFailed = (cause: unknown): void => {
        reject(cause instanceof PrepareFailure ? cause : new PrepareFailure("media-unreadable"));
      };
      const place = { url, startS, endS, fromS, signal, events, frames: 0, seen: undefined };
      const seat: Seat = { ...place, onReady: resolve, onFailed };
      signal.addEventListener("abort", () => reject(new PrepareFailure("released")), { once: true });
      this.#seats.push(seat);
      this.#endsHere = false;
      onSeat(seat);
      if (!isFirst) this.#feed?.add(seat);
    });
    const [first] = this.#seats;
    await Promise.all([isFirst && first !== undefined ? this.#open(this.#front, first) : undefined, ready]);
    if (isFirst) await seekTo(this.#front, fromS, signal);
    this.#watch.plan();
  }

  /** Nothing follows the last clip. */
  endRun(): void {
    this.#endsHere = true;
    this.#feed?.end();
  }

  start(): void {
    const startedAtMs = performance.now();
    const [first] = this.#seats;
    const fromS = this.#front.currentTime;
    this.#isStarted = true;
    this.#watch.begin(this.#front, this.#seats, (frame) => {
      first?.events.onStartLatency(frame.expectedDisplayTime - startedAtMs - (frame.mediaTime - fromS) * 1_000);
    });
    playVideo(this.#front, () => first?.events.onBroken("play-refused"));
  }

  /** Calls back after a frame of this clip, or of one behind it, was presented from now on. */
  watchFor(seat: Seat, seen: () => void): void {
    seat.seen = seen;
    this.#watch.plan();
  }

  get isMoving(): boolean {
    return this.#isStarted && !this.#front.ended;
  }

  /** Once a second: counts, keeps to the plan, trims, and notices a picture that stands still. */
  pulse(): void {
    if (!this.isMoving || document.visibilityState === "hidden") return;
    if (this.#watch.stillForMs() > STALL_MS) {
      this.#rebuild("stalled");
      return;
    }
    this.#feed?.trim();
    this.#steer();
    this.#watch.look();
  }

  /** Gives a seat up; the last to go takes the track with it. */
  leave(seat: Seat): void {
    const at = this.#seats.indexOf(seat);
    if (at < 0) return;
    this.#seats.splice(at, 1);
    seat.seen = undefined;
    if (this.#seats.length === 0) this.#close();
    else if (seat.startS > this.#front.currentTime) this.#feed?.drop(seat);
  }

  /** Feeds a fresh track on `video` with `from` and all behind it, also those that come while it opens. */
  async #open(video: HTMLVideoElement, from: Seat): Promise<void> {
    this.#life += 1;
    const life = this.#life;
    this.#feed?.stop();
    this.#feed = undefined;
    const track = await MediaTrack.open(video);
    if (life !== this.#life) return;
    this.#track = track;
    this.#feed = new RailFeed(track, (clip) => {
      if (life === this.#life)
        this.#onDead(
          this.#seats.find((seat) => seat === clip),
          video.error,
        );
    });
    for (const seat of this.#seats.slice(this.#seats.indexOf(from))) this.#feed.add(seat);
    if (this.#endsHere) this.#feed.end();
  }

  #close(): void {
    this.#life += 1;
    this.#watch.stop();
    this.#feed?.stop();
    this.#feed = undefined;
    this.#track = undefined;
    this.#isStarted = false;
    this.#standing = undefined;
    this.#front.playbackRate = 1;
    letGo(this.#front);
    letGo(this.#back);
    layBack(this.#back);
  }

  /** A track dies once, whoever is the first to notice: the bytes that were appended, or the element. */
  #onDead(culprit: Seat | undefined, error: MediaError | null): void {
    if (this.#deadLife === this.#life) return;
    this.#deadLife = this.#life;
    const current = this.#current();
    const atFault = culprit ?? (error === null ? undefined : this.#atFault(error));
    if (!this.#isStarted) {
      // The culprit first: what is given back with it may come onto a fresh track at once, and must come without it.
      atFault?.events.onRefused(true);
      for (const seat of [...this.#seats]) seat.events.onRefused(atFault === undefined);
      return;
    }
    // The clip at fault leaves the rail for good; the others go on under the picture that stands.
    atFault?.events.onRefused(true);
    const reason = `media-error-${error?.code ?? 0}`;
    if (atFault !== undefined && atFault === current) current.events.onBroken(reason);
    else this.#rebuild(reason);
  }

  #rebuild(reason: string): void {
    const current = this.#current();
    const nowMs = performance.now();
    if (current === undefined || nowMs - this.#rebuiltAtMs < REBUILD_AGAIN_MS) {
      current?.events.onBroken(reason);
      return;
    }
    this.#rebuiltAtMs = nowMs;
    this.#buildUnder(current).catch((cause: unknown) => {
      if (!(cause instanceof PrepareFailure)) reportError(cause);
    });
  }

  async #buildUnder(current: Seat): Promise<void> {
    const old = this.#front;
    const video = this.#back;
    this.#standing = old;
    current.fromS = Math.min(old.currentTime + REBUILD_AHEAD_S, current.endS - LAST_FRAME_S);
    layUnseen(video);
    const opened = this.#open(video, current);
    const life = this.#life;
    await opened;
    await seekTo(video, current.fromS, current.signal);
    if (life !== this.#life) return;
    this.#front = video;
    this.#back = old;
    this.#watch.begin(video, this.#seats, () => {
      layFront(video);
      layBack(old);
      letGo(old);
      this.#standing = undefined;
    });
    playVideo(video, () => current.events.onBroken("play-refused"));
  }

  /** A source goes over no hole: where all of a clip was appended and its next picture is not there, none will come. */
  #lookForHole(video: HTMLVideoElement): void {
    const current = this.#current();
    if (!this.isMoving || video.paused || video.seeking || current === undefined) return;
    const nextS = video.currentTime + HOLE_FROM_S;
    if (nextS >= current.endS || this.#track?.holds(nextS) !== false) return;
    if (this.#feed?.hasWhole(current) === true) current.events.onBroken("stalled");
  }

  /** The run is over before its plan: its last clip is shorter than was approved. */
  #lookForShortEnd(video: HTMLVideoElement): void {
    const current = this.#current();
    if (this.#isStarted && current !== undefined && video.currentTime < current.endS - SHORT_S)
      current.events.onBroken("cut-short");
  }

  /** The clip on the glass. */
  #current(): Seat | undefined {
    const nowS = this.#front.currentTime;
    return this.#seats.findLast((seat) => seat.startS <= nowS + BORDER_S) ?? this.#seats[0];
  }

  /** The demuxer fails at what is being appended, the decoder a little before the picture. */
  #atFault({ message }: MediaError): Seat | undefined {
    const feeding = this.#feed?.feeding;
    if (message.startsWith("CHUNK_DEMUXER")) return this.#seats.find((seat) => seat === feeding);
    const aheadS = this.#front.currentTime + DECODE_AHEAD_S;
    return this.#seats.findLast((seat) => seat.startS <= aheadS) ?? this.#seats[0];
  }

  #steer(): void {
    const video = this.#front;
    if (video.readyState < 3 || video.seeking) return;
    const aheadS = video.currentTime - (this.#ports.nowMs() - this.#zeroAtMs) / 1_000;
    const how = steer(aheadS, video.playbackRate);
    if (how === "jump") {
      if (this.#track?.holds(video.currentTime - aheadS) === true) video.currentTime -= aheadS;
    } else if (how !== video.playbackRate) {
      video.playbackRate = how;
    }
  }
}
