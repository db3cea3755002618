import { crc32 } from "node:zlib";
import * as z from "zod";
import { LedgerMark, PlayGap } from "../../../schemas/play-record.ts";
import type { OpenEntry } from "../core/outbox.ts";
import { decodeLine, encodeLine, LineBook, type OutboxLine, openSealedLine, sealLine } from "../core/outbox-line.ts";

const LostRun = PlayGap.pick({ from: true, to: true, headSha256: true, count: true }).nullable();

/** What a segment says of itself: its place in the log, and where the log stood when it began. */
export const SegmentHead = z.strictObject({
  player: z.int().min(1),
  number: z.int().min(1),
  head: LedgerMark,
  beganWallMs: z.int(),
  /** What the server was known to have by then. */
  acknowledged: LedgerMark,
  /** What was written over before the server had it, up to when this segment began. */
  lost: LostRun,
});
export type SegmentHead = z.infer<typeof SegmentHead>;

/** Room that stays free at the end of a segment for one line about what was lost. */
export const LOST_LINE_BYTES = 512;

const NEW_LINE = 0x0a;
/** Where a line may begin in the midst of damaged bytes. */
const LINE_START = /[0-9a-f]{8} [a-zA-Z] /g;

/**
 * The first bytes of a segment: its head, twice, so that one damaged line does not make the segment nobody's, and the
 * showings that are open.
 */
export function encodeSegmentStart(head: SegmentHead, open: ReadonlyMap<string, OpenEntry>, book: LineBook): Buffer {
  const first = sealLine(`s ${JSON.stringify(head)}`, crc32);
  const again = [...open].map(([showing, { boot, draft, shownMs }]): OutboxLine => {
    return { t: "open", boot, showing, draft, shownMs };
  });
  return Buffer.from(first + first + again.map((line) => encodeLine(line, crc32, book)).join(""));
}

export function encodeLostLine(lost: NonNullable<SegmentHead["lost"]>): Buffer {
  return Buffer.from(sealLine(`l ${JSON.stringify(lost)}`, crc32));
}

/** What one segment's bytes say. */
export interface SegmentContent {
  readonly head: SegmentHead | undefined;
  readonly lost: SegmentHead["lost"];
  /** Readable lines in order. */
  readonly lines: readonly OutboxLine[];
  readonly damagedLines: readonly number[];
  /** Where the last line break ends. */
  readonly usedBytes: number;
  /** Bytes after it that are no zeros: a line that a power cut tore. */
  readonly tornBytes: number;
  /** The showings told of so far, for the lines to come. */
  readonly book: LineBook;
}

/**
 * Reads every line that is whole. A damaged one is skipped and named, and what follows it is read all the same; also where
 * the line break itself was changed.
 */
export function readSegment(bytes: Buffer): SegmentContent {
  const usedBytes = bytes.lastIndexOf(NEW_LINE) + 1;
  const reader = new SegmentReader();
  let start = 0;
  for (let end = bytes.indexOf(NEW_LINE); end !== -1; end = bytes.indexOf(NEW_LINE, start)) {
    reader.take(bytes.toString("latin1", start, end));
    start = end + 1;
  }
  const { head, lost, lines, damagedLines, book } = reader;
  return { head, lost, lines, damagedLines, usedBytes, tornBytes: endOfData(bytes) - usedBytes, book };
}

/** The head of a segment by its first block. */
export function readSegmentHead(bytes: Buffer): SegmentHead | undefined {
  const lines = bytes.toString("latin1").split("\n", 2);
  return lines.map(headOf).find((head) => head !== undefined);
}

export function isAllZeros(bytes: Buffer): boolean {
  return endOfData(bytes) === 0;
}

class SegmentReader {
  readonly lines: OutboxLine[] = [];
  readonly damagedLines: number[] = [];
  readonly book = new LineBook();
  head: SegmentHead | undefined;
  lost: SegmentHead["lost"] = null;
  #place = 0;

  take(text: string): void {
    this.#place += 1;
    if (this.#takeWhole(text)) return;
    this.damagedLines.push(this.#place);
    for (const { index } of text.matchAll(LINE_START)) {
      if (index === 0) continue;
      // The break before it may be what was changed: then both halves are whole.
      if (this.#takeWhole(text.slice(index))) {
        this.#takeWhole(text.slice(0, index - 1));
        return;
      }
    }
  }

  #takeWhole(text: string): boolean {
    const line = decodeLine(text, crc32, this.book);
    if (line !== undefined) {
      this.lines.push(line);
      return true;
    }
    const head = headOf(text);
    const lost = head === undefined ? lostOf(text) : head.lost;
    if (head === undefined && lost === undefined) return false;
    this.head ??= head;
    this.lost = lost ?? this.lost;
    return true;
  }
}

function headOf(text: string): SegmentHead | undefined {
  const parsed = SegmentHead.safeParse(jsonOf("s ", text));
  return parsed.success ? parsed.data : undefined;
}

function lostOf(text: string): SegmentHead["lost"] | undefined {
  const parsed = LostRun.safeParse(jsonOf("l ", text));
  return parsed.success ? parsed.data : undefined;
}

function jsonOf(letter: string, text: string): unknown {
  if (!text.startsWith(letter, 9)) return undefined;
  const words = openSealedLine(text, crc32);
  return words === undefined ? undefined : JSON.parse(words.slice(letter.length));
}

function endOfData(bytes: Buffer): number {
  let end = bytes.length;
  // Eight at a time: a segment is a million bytes, most of them zeros.
  while (end >= 8 && bytes.readUInt32LE(end - 4) === 0 && bytes.readUInt32LE(end - 8) === 0) end -= 8;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end;
}
