import { readClipInit } from "./clip-init.ts";
import { FrameStands, type Stand } from "./frame-stands.ts";
import { readPieces } from "./media-pieces.ts";
import { AppendFailure, MediaTrack } from "./media-track.ts";

/** Hashes remembered; the oldest gives way. */
const MAX_KNOWN = 1_000;
/** What is parsed is thrown away each time so much of it has come together. */
const KEPT_S = 20;
/** How far the picture may end before the length that the document names. */
const SHORT_S = 0.1;

export interface Clip {
  readonly sha256: string;
  readonly url: string;
  readonly durationMs: number;
}

/**
 * Knows which clips may go on the rail: each new hash is appended once, whole, to a source nobody sees, because one bad
 * byte on the rail would take the good clip before it from the glass. One at a time, in the page's idle moments.
 */
export class RailBook {
  readonly #known = new Map<string, string | null>();
  readonly #stands = new Map<string, readonly Stand[]>();
  readonly #waiting = new Map<string, Clip>();
  readonly #scratch = document.createElement("video");
  readonly #onKnown: () => void;
  #isWorking = false;

  constructor(onKnown: () => void) {
    this.#onKnown = onKnown;
    this.#scratch.muted = true;
    this.#scratch.preload = "auto";
  }

  /** What the clip must share with its neighbours; `null` when it is not for the rail, or not yet known to be. */
  railOf(sha256: string): string | null {
    return this.#known.get(sha256) ?? null;
  }

  /** Where the clip's picture is to stand still for long, by its own index; nothing while it is not yet known. */
  standsOf(sha256: string): readonly Stand[] {
    return this.#stands.get(sha256) ?? [];
  }

  /** Looks at those of the clips that are new, and forgets those that were still to be looked at and are not named. */
  look(clips: readonly Clip[]): void {
    this.#waiting.clear();
    for (const clip of clips) if (!this.#known.has(clip.sha256)) this.#waiting.set(clip.sha256, clip);
    if (!this.#isWorking) this.#work().catch((cause: unknown) => reportError(cause));
  }

  /** A clip that killed the rail never comes onto it again. */
  refuse(sha256: string): void {
    this.#keep(sha256, null);
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      for (let clip = this.#next(); clip !== undefined; clip = this.#next()) {
        this.#waiting.delete(clip.sha256);
        const rail = await this.#judge(clip);
        if (rail === undefined) continue;
        this.#keep(clip.sha256, rail);
        this.#onKnown();
      }
    } finally {
      this.#isWorking = false;
    }
  }

  #next(): Clip | undefined {
    return this.#waiting.values().next().value;
  }

  async #judge(clip: Clip): Promise<string | null | undefined> {
    const gone = new AbortController();
    const track = await MediaTrack.open(this.#scratch);
    const times = new FrameStands();
    try {
      return await appendWhole(track, clip, times, gone.signal);
    } catch (cause) {
      // Bytes that could not be had say nothing of the clip: it is looked at again when it is next named.
      return cause instanceof AppendFailure ? null : undefined;
    } finally {
      if (times.stands.length > 0) this.#stands.set(clip.sha256, times.stands);
      gone.abort();
      track.close();
    }
  }

  #keep(sha256: string, rail: string | null): void {
    this.#known.set(sha256, rail);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN) return;
      this.#known.delete(oldest);
      this.#stands.delete(oldest);
    }
  }
}

async function appendWhole(
  track: MediaTrack,
  clip: Clip,
  times: FrameStands,
  signal: AbortSignal,
): Promise<string | null> {
  let rail: string | null = null;
  for await (const piece of readPieces(clip.url, 0, signal)) {
    times.take(piece);
    if (rail === null) {
      const init = readClipInit(piece);
      if (init === undefined || !MediaSource.isTypeSupported(init.mediaType)) return null;
      rail = init.rail;
      await track.beginClip(init.mediaType, 0, Number.POSITIVE_INFINITY);
      await track.append(piece);
      if (!track.holds(0)) return null;
    } else {
      await track.append(piece);
    }
    // A source that has a hole stops before it for ever; a file by itself is played across it.
    if (!track.isUnbroken() || times.stands.length > 0) return null;
    if (track.bufferedEndS() - track.bufferedStartS() > KEPT_S) await track.remove(0, track.bufferedEndS() - 1);
    await idle();
  }
  return track.bufferedEndS() >= clip.durationMs / 1_000 - SHORT_S ? rail : null;
}

function idle(): Promise<void> {
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 1_000 }));
}
