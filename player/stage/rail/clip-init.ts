/** What the first bytes of a clip say about its place on the rail. */
export interface ClipInit {
  /** Length of everything up to the first fragment's index: what a SourceBuffer needs first. */
  readonly initBytes: number;
  /** For `changeType`, e.g. `video/mp4; codecs="avc1.640028, mp4a.40.2"`. */
  readonly mediaType: string;
  /** Clips with the same tracks may follow each other on one SourceBuffer. */
  readonly rail: "picture" | "picture+sound";
  /** Where playing may begin, in order; from the picture's index. Empty without one. */
  readonly fragments: readonly { readonly startS: number; readonly offset: number }[];
}

/** One box of an MP4; its body begins after type and size. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/**
 * Reads a fragmented MP4's beginning. `undefined` for anything the rail does not take: no fragments, an edit list, a
 * codec other than H.264 and AAC, or bytes that do not hold the whole of it.
 */
export function readClipInit(bytes: Uint8Array): ClipInit | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const top = boxesIn(view, 0, view.byteLength);
  const moov = top.find((box) => box.type === "moov");
  if (moov === undefined || moov.end > view.byteLength) return undefined;
  const inside = boxesIn(view, moov.body, moov.end);
  if (!inside.some((box) => box.type === "mvex")) return undefined;
  const tracks = inside.filter((box) => box.type === "trak");
  if (tracks.some((track) => boxesIn(view, track.body, track.end).some((box) => box.type === "edts"))) return undefined;
  const codecs = tracks.map((track) => codecOf(view, track));
  const [picture] = codecs.filter((codec) => codec?.startsWith("avc1."));
  if (picture === undefined || codecs.includes(undefined) || codecs.length > 2) return undefined;
  return {
    initBytes: moov.end,
    mediaType: `video/mp4; codecs="${codecs.join(", ")}"`,
    rail: codecs.length === 2 ? "picture+sound" : "picture",
    fragments: readIndex(
      view,
      top.find((box) => box.type === "sidx"),
    ),
  };
}

/** The boxes that lie in `[start, end)`, as far as their sizes lead. */
export function boxesIn(view: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  let at = start;
  while (at + 8 <= end) {
    const size = view.getUint32(at);
    // A size of 0 or 1 means "to the end" or "in 64 bits": neither is made by us, and both end the walk.
    if (size < 8) break;
    boxes.push({ type: fourLetters(view, at + 4), start: at, body: at + 8, end: at + size });
    at += size;
  }
  return boxes;
}

/** The four letters by which a box is known. */
export function fourLetters(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

function codecOf(view: DataView, track: Box): string | undefined {
  let found: Box | undefined = track;
  for (const type of ["mdia", "minf", "stbl", "stsd"]) {
    if (found === undefined) return undefined;
    found = boxesIn(view, found.body, found.end).find((box) => box.type === type);
  }
  // Version and flags, count of entries, then the entries.
  const entry = found && boxesIn(view, found.body + 8, found.end)[0];
  if (entry?.type === "mp4a") return "mp4a.40.2";
  if (entry?.type !== "avc1") return undefined;
  // A visual sample entry has 78 bytes before its own boxes.
  const config = boxesIn(view, entry.body + 78, entry.end).find((box) => box.type === "avcC");
  if (config === undefined) return undefined;
  const profile = [1, 2, 3].map((at) =>
    view
      .getUint8(config.body + at)
      .toString(16)
      .padStart(2, "0"),
  );
  return `avc1.${profile.join("")}`;
}

function readIndex(view: DataView, sidx: Box | undefined): ClipInit["fragments"] {
  if (sidx === undefined || sidx.end > view.byteLength) return [];
  const isLong = view.getUint8(sidx.body) === 1;
  const timescale = view.getUint32(sidx.body + 8);
  const times = sidx.body + 12;
  const wide = (at: number): number => (isLong ? Number(view.getBigUint64(at)) : view.getUint32(at));
  const step = isLong ? 8 : 4;
  let startUnits = wide(times);
  let offset = sidx.end + wide(times + step);
  const list = times + 2 * step;
  return Array.from({ length: view.getUint16(list + 2) }, (_, index) => {
    const at = list + 4 + index * 12;
    const fragment = { startS: startUnits / timescale, offset };
    offset += view.getUint32(at) & 0x7fff_ffff;
    startUnits += view.getUint32(at + 4);
    return fragment;
  });
}
