import { type Box, boxesIn, fourLetters } from "./clip-init.ts";

/** A picture that is to stand this long is a stalled one; see the surfaces, which wait as long where nothing is known. */
const STANDS_FROM_S = 3;
/** An index larger than this is not ours. */
const MAX_INDEX_BYTES = 8_388_608;
/** More is not asked: the first is as far as anybody plays. */
const MAX_STANDS = 16;

const MAX_FRAMES_A_RUN = 100_000;

/** No frame begins after `fromS` and before `untilS`. */
export interface Stand {
  readonly fromS: number;
  readonly untilS: number;
}

interface PictureTrack {
  readonly id: number;
  readonly timescale: number;
  readonly defaultDuration: number;
}

/**
 * Finds in an MP4's own index where its picture will stand still for longer than three seconds: known before it is
 * played, and of no machine's slowness. Wants the file's pieces in order; whatever it does not understand says nothing.
 */
export class FrameStands {
  readonly #stands: Stand[] = [];
  #rest = new Uint8Array(0);
  #skipBytes = 0;
  #isLost = false;
  #track: PictureTrack | undefined;
  #lastFrameS: number | undefined;

  get stands(): readonly Stand[] {
    return this.#stands;
  }

  take(piece: Uint8Array): void {
    if (this.#isLost) return;
    const skipped = Math.min(this.#skipBytes, piece.length);
    this.#skipBytes -= skipped;
    if (this.#skipBytes > 0) return;
    const bytes = join(this.#rest, piece.subarray(skipped));
    this.#rest = new Uint8Array(0);
    try {
      this.#walk(bytes);
    } catch (cause) {
      // A length that leads out of its box: the file is damaged, and whoever plays it will say so.
      if (!(cause instanceof RangeError)) throw cause;
      this.#isLost = true;
    }
  }

  #walk(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at + 16 <= bytes.length) {
      const type = fourLetters(view, at + 4);
      const size = sizeAt(view, at);
      const isIndex = type === "moov" || type === "moof";
      if (size < 8 || (isIndex && size > MAX_INDEX_BYTES)) {
        this.#isLost = true;
        return;
      }
      if (isIndex && at + size > bytes.length) break;
      if (isIndex) this.#read(view, { type, start: at, body: at + 8, end: at + size });
      at += size;
    }
    this.#skipBytes = Math.max(0, at - bytes.length);
    this.#rest = bytes.slice(Math.min(at, bytes.length));
  }

  #read(view: DataView, box: Box): void {
    const inside = boxesIn(view, box.body, box.end);
    if (box.type === "moov") this.#readMovie(view, inside);
    else
      for (const { type, body, end } of inside) if (type === "traf") this.#readFragment(view, boxesIn(view, body, end));
  }

  #readMovie(view: DataView, inside: readonly Box[]): void {
    for (const trak of inside.filter(({ type }) => type === "trak")) {
      const head = find(view, trak, ["tkhd"]);
      const media = find(view, trak, ["mdia", "mdhd"]);
      const handler = find(view, trak, ["mdia", "hdlr"]);
      const times = find(view, trak, ["mdia", "minf", "stbl", "stts"]);
      if (head === undefined || media === undefined || handler === undefined) continue;
      if (fourLetters(view, handler.body + 8) !== "vide") continue;
      const id = view.getUint32(head.body + (view.getUint8(head.body) === 1 ? 20 : 12));
      const timescale = view.getUint32(media.body + (view.getUint8(media.body) === 1 ? 20 : 12));
      this.#track = { id, timescale, defaultDuration: defaultDuration(view, inside, id) };
      if (times !== undefined) this.#readTimes(view, times, timescale);
    }
  }

  /** Runs of frames of one length each; the last frame's own length is the clip's end and no stand. */
  #readTimes(view: DataView, times: Box, timescale: number): void {
    const entries = view.getUint32(times.body + 4);
    let units = 0;
    for (let entry = 0; entry < entries; entry += 1) {
      const frames = view.getUint32(times.body + 8 + entry * 8);
      const duration = view.getUint32(times.body + 12 + entry * 8);
      const between = frames - (entry === entries - 1 ? 1 : 0);
      if (duration / timescale > STANDS_FROM_S) {
        for (let frame = 0; frame < between && this.#stands.length < MAX_STANDS; frame += 1) {
          this.#note((units + frame * duration) / timescale, (units + (frame + 1) * duration) / timescale);
        }
      }
      units += frames * duration;
    }
  }

  #readFragment(view: DataView, inside: readonly Box[]): void {
    const head = inside.find(({ type }) => type === "tfhd");
    const start = inside.find(({ type }) => type === "tfdt");
    const track = this.#track;
    if (head === undefined || start === undefined || track?.id !== view.getUint32(head.body + 4)) return;
    const flags = view.getUint32(head.body) & 0xff_ffff;
    const durationAt = head.body + 8 + ((flags & 1) === 0 ? 0 : 8) + ((flags & 2) === 0 ? 0 : 4);
    const usual = (flags & 8) === 0 ? track.defaultDuration : view.getUint32(durationAt);
    const isLong = view.getUint8(start.body) === 1;
    let units = isLong ? Number(view.getBigUint64(start.body + 4)) : view.getUint32(start.body + 4);
    for (const run of inside.filter(({ type }) => type === "trun")) {
      for (const duration of durationsIn(view, run, usual)) {
        this.#frameAt(units / track.timescale);
        units += duration;
      }
    }
  }

  #frameAt(atS: number): void {
    const beforeS = this.#lastFrameS ?? atS;
    if (atS - beforeS > STANDS_FROM_S) this.#note(beforeS, atS);
    this.#lastFrameS = atS;
  }

  #note(fromS: number, untilS: number): void {
    if (this.#stands.length < MAX_STANDS) this.#stands.push({ fromS, untilS });
  }
}

function join(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function sizeAt(view: DataView, at: number): number {
  const size = view.getUint32(at);
  return size === 1 ? Number(view.getBigUint64(at + 8)) : size;
}

function find(view: DataView, box: Box, path: readonly string[]): Box | undefined {
  let found: Box | undefined = box;
  for (const type of path) {
    if (found === undefined) return undefined;
    found = boxesIn(view, found.body, found.end).find((inner) => inner.type === type);
  }
  return found;
}

function defaultDuration(view: DataView, inside: readonly Box[], trackId: number): number {
  const extension = inside.find(({ type }) => type === "mvex");
  const defaults = extension === undefined ? [] : boxesIn(view, extension.body, extension.end);
  const own = defaults.find(({ type, body }) => type === "trex" && view.getUint32(body + 4) === trackId);
  return own === undefined ? 0 : view.getUint32(own.body + 12);
}

function* durationsIn(view: DataView, run: Box, usual: number): Generator<number> {
  const flags = view.getUint32(run.body) & 0xff_ffff;
  const frames = view.getUint32(run.body + 4);
  const isSet = (flag: number): number => ((flags & flag) === 0 ? 0 : 4);
  const step = isSet(0x100) + isSet(0x200) + isSet(0x400) + isSet(0x800);
  const first = run.body + 8 + isSet(0x1) + isSet(0x4);
  if (frames > MAX_FRAMES_A_RUN || first + frames * step > run.end)
    throw new RangeError("A run of frames is longer than its box.");
  for (let frame = 0; frame < frames; frame += 1) {
    yield (flags & 0x100) === 0 ? usual : view.getUint32(first + frame * step);
  }
}
