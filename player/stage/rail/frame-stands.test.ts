import { describe, expect, it } from "vitest";
import { FrameStands, type Stand } from "./frame-stands.ts";

const TIMESCALE = 600;
const FRAME = 20;
const MINUTE = 60 * TIMESCALE;

function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** `times`: runs of so many frames of one length each. */
function track(id: number, handler: string, times: readonly (readonly [number, number])[]): Uint8Array {
  const stts = box("stts", words(0, times.length, ...times.flat()));
  return box(
    "trak",
    box("tkhd", words(0, 0, 0, id, 0)),
    box(
      "mdia",
      box("mdhd", words(0, 0, 0, TIMESCALE, 0)),
      box("hdlr", words(0, 0), Buffer.from(handler, "latin1"), Buffer.alloc(12)),
      box("minf", box("stbl", stts)),
    ),
  );
}

const movie = (...tracks: readonly Uint8Array[]) => Buffer.concat([box("ftyp", words(0, 0)), box("moov", ...tracks)]);

/** Frames of track 1 with a length of their own each, beginning at `start`. */
function fragment(id: number, start: number, lengths: readonly number[]): Uint8Array {
  return Buffer.concat([
    box(
      "moof",
      box("mfhd", words(0, 1)),
      box(
        "traf",
        box("tfhd", words(0x02_0000, id)),
        box("tfdt", words(0, start)),
        box("trun", words(0x101, lengths.length, 0, ...lengths)),
      ),
    ),
    box("mdat", Buffer.alloc(1_000)),
  ]);
}

function standsIn(bytes: Uint8Array, pieceBytes = bytes.length): readonly Stand[] {
  const times = new FrameStands();
  for (let at = 0; at < bytes.length; at += pieceBytes) times.take(bytes.subarray(at, at + pieceBytes));
  return times.stands;
}

describe("where a clip's picture will stand still for long", () => {
  it("is found in the index of a whole film, and nowhere in one whose frames follow each other", () => {
    const stalling = movie(
      track(1, "vide", [
        [12, FRAME],
        [1, MINUTE],
        [30, FRAME],
      ]),
    );
    expect(standsIn(stalling)).toEqual([{ fromS: 0.4, untilS: 60.4 }]);
    expect(standsIn(movie(track(1, "vide", [[9_000, FRAME]])))).toEqual([]);
  });

  it("is found across the fragments of a film, however the file is cut into pieces", () => {
    const film = Buffer.concat([
      movie(track(1, "vide", []), track(2, "soun", [])),
      fragment(1, 0, [FRAME, FRAME, MINUTE, FRAME]),
      fragment(2, 0, [MINUTE, MINUTE]),
      fragment(1, 3 * FRAME + MINUTE, [FRAME, FRAME]),
      fragment(1, 2 * MINUTE, [FRAME]),
    ]);
    const expected = [
      { fromS: (2 * FRAME) / TIMESCALE, untilS: (2 * FRAME + MINUTE) / TIMESCALE },
      { fromS: (4 * FRAME + MINUTE) / TIMESCALE, untilS: 120 },
    ];
    for (const pieceBytes of [film.length, 1_024, 100, 7])
      expect(standsIn(film, pieceBytes), String(pieceBytes)).toEqual(expected);
  });

  it("is not said of a slow clip, of its sound, or of a last frame that stays to the end", () => {
    expect(standsIn(movie(track(1, "vide", [[20, 3 * TIMESCALE]])))).toEqual([]);
    expect(standsIn(movie(track(1, "soun", [[20, MINUTE]])))).toEqual([]);
    expect(
      standsIn(
        movie(
          track(1, "vide", [
            [20, FRAME],
            [1, MINUTE],
          ]),
        ),
      ),
    ).toEqual([]);
  });

  it("is not said of what is damaged, nor does damage keep it busy", () => {
    const film = movie(
      track(1, "vide", [
        [12, FRAME],
        [1, MINUTE],
        [1, FRAME],
      ]),
    );
    expect(standsIn(film.subarray(0, film.length - 9))).toEqual([]);
    expect(standsIn(Buffer.alloc(50_000, "junk"))).toEqual([]);
    const endless = fragment(1, 0, [FRAME]);
    new DataView(endless.buffer, endless.byteOffset).setUint32(Buffer.from(endless).indexOf("trun") + 4, 0);
    new DataView(endless.buffer, endless.byteOffset).setUint32(Buffer.from(endless).indexOf("trun") + 8, 0xffff_ffff);
    expect(standsIn(Buffer.concat([movie(track(1, "vide", [])), endless]))).toEqual([]);
  });
});
