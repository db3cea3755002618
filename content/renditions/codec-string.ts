import { findBox, listBoxes } from "../probe/mp4-boxes.ts";

/**
 * The `codecs` of a media type for an MP4's first bytes (through `moov`), e.g. `avc1.640028, mp4a.40.2`: what
 * `MediaSource.addSourceBuffer` wants. Throws when there is no H.264 track. Sound is always AAC-LC, as we make it.
 */
export function codecString(init: Buffer): string {
  const moov = findBox(init, ["moov"]);
  if (moov === undefined) throw new Error("There is no moov box in front.");
  const tracks = listBoxes(init, moov.bodyStart, moov.end).filter((box) => box.type === "trak");
  const codecs = tracks.map((track) => trackCodec(init, track.bodyStart, track.end));
  if (!codecs.some((codec) => codec.startsWith("avc1."))) throw new Error("There is no H.264 track.");
  return codecs.join(", ");
}

function trackCodec(init: Buffer, start: number, end: number): string {
  const stsd = findBox(init, ["mdia", "minf", "stbl", "stsd"], start, end);
  // Version and flags, count of entries, then the entries.
  const entry = stsd && listBoxes(init, stsd.bodyStart + 8, stsd.end)[0];
  if (entry === undefined) throw new Error("A track has no sample description.");
  if (entry.type === "mp4a") return "mp4a.40.2";
  if (entry.type !== "avc1") throw new Error(`Unexpected sample entry ${entry.type}.`);
  // A visual sample entry has 78 bytes before its own boxes.
  const avcC = listBoxes(init, entry.bodyStart + 78, entry.end).find((box) => box.type === "avcC");
  if (avcC === undefined) throw new Error("The H.264 track has no configuration.");
  return `avc1.${init.toString("hex", avcC.bodyStart + 1, avcC.bodyStart + 4)}`;
}
