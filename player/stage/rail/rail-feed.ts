import { PrepareFailure } from "../surfaces/surface.ts";
import { readClipInit } from "./clip-init.ts";
import { readPieces } from "./media-pieces.ts";
import { AppendFailure, type MediaTrack } from "./media-track.ts";

/** No more than this is kept ahead of the picture. */
const AHEAD_S = 12;
/** Kept behind the picture; trimmed when there is as much again. */
const BEHIND_S = 6;
/** A clip is ready when so much of it is there. */
const READY_S = 0.5;
const BORDER_S = 0.001;

/** A clip to be appended, and what is told of it. */
export interface FedClip {
  readonly url: string;
  readonly startS: number;
  readonly endS: number;
  /** Where the picture begins when it is joined in its middle; else `startS`. */
  fromS: number;
  readonly signal: AbortSignal;
  onReady(): void;
  /** It cannot be had; the track lives. */
  onFailed(cause: unknown): void;
}

/** Appends clips to a track in their order, each a piece at a time and never far ahead of the picture. */
export class RailFeed {
  readonly #track: MediaTrack;
  readonly #onDead: (culprit: FedClip | undefined) => void;
  readonly #stopped = new AbortController();
  readonly #queue: FedClip[] = [];
  readonly #begun = new WeakSet<FedClip>();
  readonly #whole = new WeakSet<FedClip>();
  #feeding: FedClip | undefined;
  #isRunning = false;
  #mustEnd = false;
  #floorS = 0;

  /** `onDead`: the track died with all that it held, by this clip's bytes if there is one. */
  constructor(track: MediaTrack, onDead: (culprit: FedClip | undefined) => void) {
    this.#track = track;
    this.#onDead = onDead;
  }

  /** The clip whose bytes were last appended. */
  get feeding(): FedClip | undefined {
    return this.#feeding;
  }

  /** Whether every byte of the clip that will ever come was appended: what is not there now never will be. */
  hasWhole(clip: FedClip): boolean {
    return this.#whole.has(clip);
  }

  add(clip: FedClip): void {
    this.#mustEnd = false;
    this.#queue.push(clip);
    this.#run();
  }

  /** The last clip that was added is the last of all. */
  end(): void {
    this.#mustEnd = true;
    this.#run();
  }

  /** Takes back what was appended of a clip, whose signal was aborted, and behind it. */
  drop(clip: FedClip): void {
    const at = this.#queue.indexOf(clip);
    if (at >= 0) this.#queue.splice(at, 1);
    if (this.#begun.has(clip)) this.#whenDone(this.#track.remove(clip.startS - BORDER_S, Number.POSITIVE_INFINITY));
  }

  trim(): void {
    const nowS = this.#track.video.currentTime;
    if (nowS - this.#track.bufferedStartS() < 2 * BEHIND_S) return;
    this.#whenDone(this.#track.remove(0, nowS - BEHIND_S));
  }

  stop(): void {
    this.#stopped.abort();
    this.#queue.length = 0;
    this.#mustEnd = false;
  }

  /** A track that is dead says so by its element; its operations have nothing to add. */
  #whenDone(work: Promise<void>): void {
    work.catch((cause: unknown) => {
      if (!this.#stopped.signal.aborted && !(cause instanceof AppendFailure)) reportError(cause);
    });
  }

  #run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#whenDone(this.#feedAll());
  }

  async #feedAll(): Promise<void> {
    try {
      while (this.#queue.length > 0 || this.#mustEnd) {
        const clip = this.#queue.shift();
        if (clip !== undefined) {
          await this.#feed(clip);
        } else {
          this.#mustEnd = false;
          await this.#track.end();
        }
      }
    } finally {
      this.#isRunning = false;
    }
  }

  async #feed(clip: FedClip): Promise<void> {
    const signal = AbortSignal.any([clip.signal, this.#stopped.signal]);
    try {
      this.#floorS = Math.max(this.#floorS, clip.fromS);
      await this.#append(clip, signal);
      this.#whole.add(clip);
    } catch (cause) {
      if (signal.aborted) return;
      if (cause instanceof AppendFailure) {
        // Those behind it would fail as well, and it would look like their fault.
        this.stop();
        this.#onDead(cause.isBytesFault ? clip : undefined);
      } else {
        clip.onFailed(cause);
      }
    }
  }

  async #append(clip: FedClip, signal: AbortSignal): Promise<void> {
    const fromStart = readPieces(clip.url, 0, signal);
    const { value: head } = await fromStart.next();
    const init = head && readClipInit(head);
    if (head === undefined || init === undefined) throw new PrepareFailure("not-for-the-rail");
    signal.throwIfAborted();
    this.#begun.add(clip);
    this.#feeding = clip;
    await this.#track.beginClip(init.mediaType, clip.startS, clip.endS);
    const entry = init.fragments.findLast((fragment) => fragment.startS <= clip.fromS - clip.startS);
    const isFar = entry !== undefined && entry.offset >= head.length;
    await this.#appendPiece(isFar ? head.slice(0, init.initBytes) : head, signal);
    const rest = isFar ? readPieces(clip.url, entry.offset, signal) : fromStart;
    while (!this.#isFull(clip)) {
      this.#tellReady(clip);
      await this.#room(signal);
      const { value: piece } = await rest.next();
      if (piece === undefined) break;
      await this.#appendPiece(piece, signal);
    }
    if (!this.#track.holds(clip.fromS)) throw new PrepareFailure("not-for-the-rail");
    clip.onReady();
  }

  #tellReady(clip: FedClip): void {
    if (this.#track.holds(clip.fromS) && this.#track.bufferedEndS() >= clip.fromS + READY_S) clip.onReady();
  }

  #isFull(clip: FedClip): boolean {
    return this.#track.bufferedEndS() >= clip.endS - BORDER_S;
  }

  async #appendPiece(piece: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      try {
        await this.#track.append(piece);
        return;
      } catch (cause) {
        if (!(cause instanceof DOMException && cause.name === "QuotaExceededError")) throw cause;
        await this.#track.remove(0, this.#track.video.currentTime - 1);
        await timePasses(this.#track.video, signal);
      }
    }
  }

  async #room(signal: AbortSignal): Promise<void> {
    const { video } = this.#track;
    while (this.#track.bufferedEndS() - Math.max(video.currentTime, this.#floorS) > AHEAD_S) {
      await timePasses(video, signal);
    }
  }
}

/** Resolves when the picture has moved on. */
function timePasses(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const listening = new AbortController();
    video.addEventListener(
      "timeupdate",
      () => {
        listening.abort();
        resolve();
      },
      { signal: listening.signal },
    );
    signal.addEventListener(
      "abort",
      () => {
        listening.abort();
        reject(signal.reason);
      },
      { signal: listening.signal, once: true },
    );
  });
}
