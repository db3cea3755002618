/** Frames within this of a border belong to it: instants are kept in whole microseconds. */
const BORDER_S = 0.001;
/** Room before a clip's end that the last frame's rounding may take. */
const WINDOW_SLACK_S = 0.002;

/** The source is dead, by the fault of the bytes that were being appended or by another. */
export class AppendFailure extends Error {
  readonly isBytesFault: boolean;

  constructor(isBytesFault: boolean, message: string) {
    super(message);
    this.isBytesFault = isBytesFault;
  }
}

/** One MediaSource on one `<video>`: its operations come one after another, whoever asks. */
export class MediaTrack {
  readonly video: HTMLVideoElement;
  readonly #source = new MediaSource();
  #buffer: SourceBuffer | undefined;
  #mediaType = "";
  #last: Promise<void> = Promise.resolve();

  private constructor(video: HTMLVideoElement) {
    this.video = video;
  }

  /** Attaches a fresh source; resolves when it takes bytes. */
  static async open(video: HTMLVideoElement): Promise<MediaTrack> {
    const track = new MediaTrack(video);
    const address = URL.createObjectURL(track.#source);
    video.src = address;
    await new Promise((resolve) => track.#source.addEventListener("sourceopen", resolve, { once: true }));
    // The element holds the source now; the address would keep it alive for ever.
    URL.revokeObjectURL(address);
    return track;
  }

  /** The next bytes are a clip for `[startS, endS)` of the track. */
  beginClip(mediaType: string, startS: number, endS: number): Promise<void> {
    return this.#queue(() => {
      this.#buffer ??= this.#addBuffer(mediaType);
      const buffer = this.#buffer;
      if (this.#source.readyState === "open") buffer.abort();
      if (this.#mediaType !== mediaType) buffer.changeType(mediaType);
      this.#mediaType = mediaType;
      buffer.timestampOffset = startS;
      buffer.appendWindowStart = 0;
      buffer.appendWindowEnd = endS + WINDOW_SLACK_S;
      buffer.appendWindowStart = Math.max(0, startS - BORDER_S);
      return undefined;
    });
  }

  append(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#queue((buffer) => {
      buffer?.appendBuffer(bytes);
      return buffer;
    });
  }

  /** Forgets what lies in `[fromS, toS)`. */
  remove(fromS: number, toS: number): Promise<void> {
    return this.#queue((buffer) => {
      if (buffer === undefined || buffer.buffered.length === 0 || toS <= fromS) return undefined;
      buffer.remove(Math.max(0, fromS), toS);
      return buffer;
    });
  }

  /** Nothing more comes, unless another clip is begun. */
  end(): Promise<void> {
    return this.#queue(() => {
      if (this.#source.readyState === "open") this.#source.endOfStream();
      return undefined;
    });
  }

  /** Whether the picture at `atS` is there. */
  holds(atS: number): boolean {
    const buffered = this.#buffer?.buffered;
    if (buffered === undefined) return false;
    for (let index = 0; index < buffered.length; index += 1) {
      if (atS >= buffered.start(index) - BORDER_S && atS < buffered.end(index)) return true;
    }
    return false;
  }

  /** Whether all that is there lies in one piece. */
  isUnbroken(): boolean {
    return (this.#buffer?.buffered.length ?? 0) <= 1;
  }

  /** End of all that is there. */
  bufferedEndS(): number {
    const buffered = this.#buffer?.buffered;
    return buffered === undefined || buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
  }

  bufferedStartS(): number {
    const buffered = this.#buffer?.buffered;
    return buffered === undefined || buffered.length === 0 ? 0 : buffered.start(0);
  }

  close(): void {
    this.video.pause();
    this.video.removeAttribute("src");
    this.video.load();
  }

  #addBuffer(mediaType: string): SourceBuffer {
    this.#mediaType = mediaType;
    return this.#source.addSourceBuffer(mediaType);
  }

  #queue(work: (buffer: SourceBuffer | undefined) => SourceBuffer | undefined): Promise<void> {
    const next = this.#last.then(async () => {
      const working = this.#begin(work);
      if (working !== undefined) await settled(this.#source, working);
    });
    // One that fails does not keep those behind it from being tried and from failing for themselves.
    this.#last = next.catch(() => undefined);
    return next;
  }

  #begin(work: (buffer: SourceBuffer | undefined) => SourceBuffer | undefined): SourceBuffer | undefined {
    try {
      return work(this.#buffer);
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === "QuotaExceededError") throw cause;
      throw new AppendFailure(false, String(cause));
    }
  }
}

/** Also when the source goes away under it: then no event of the buffer comes. */
function settled(source: MediaSource, buffer: SourceBuffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const listening = new AbortController();
    const options = { signal: listening.signal };
    const finish = (act: () => void): void => {
      listening.abort();
      act();
    };
    buffer.addEventListener("updateend", () => finish(resolve), options);
    buffer.addEventListener("error", () => finish(() => reject(new AppendFailure(true, "append-error"))), options);
    source.addEventListener("sourceclose", () => finish(() => reject(new AppendFailure(false, "closed"))), options);
  });
}
