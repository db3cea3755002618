import { createReadStream } from "node:fs";
import { readdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { decodeLine, type OutboxLine } from "../core/outbox-line.ts";

/** One file of the log. `bytes` counts what is known to be on disk; `last` is the key of its last record. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  bytes: number;
  last: { boot: number; seq: number } | undefined;
}

/** What reading the log found. Each damaged line is named by its file and its place in it. */
export interface RecoveryReport {
  readonly lines: number;
  readonly damaged: readonly { readonly segment: number; readonly line: number }[];
  readonly tornBytes: number;
}

const NEW_LINE = 0x0a;

/** The segments of a log, oldest first. */
export async function listSegments(directory: string): Promise<Segment[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{8}\.log$/.test(name)).sort();
  return names.map((name) => ({
    number: Number(name.slice(0, 8)),
    path: join(directory, name),
    bytes: 0,
    last: undefined,
  }));
}

/**
 * Reads every line of every segment in order. A line whose CRC is wrong is skipped and reported, and what follows it is
 * read all the same; only a tail without its line break, which is what a power cut leaves, is cut off.
 */
export async function recoverSegments(
  segments: Segment[],
  onLine: (line: OutboxLine) => void,
): Promise<RecoveryReport> {
  let lines = 0;
  let tornBytes = 0;
  const damaged: { segment: number; line: number }[] = [];
  for (const segment of segments) {
    let place = 0;
    for await (const raw of rawLines(segment.path)) {
      if (!raw.isTerminated) {
        tornBytes += raw.bytes.length;
        await truncate(segment.path, segment.bytes);
        break;
      }
      place += 1;
      segment.bytes += raw.bytes.length + 1;
      const line = decodeLine(raw.bytes.toString("utf8"), crc32);
      if (line === undefined) {
        damaged.push({ segment: segment.number, line: place });
        continue;
      }
      lines += 1;
      if (line.t === "closed") segment.last = { boot: line.record.boot, seq: line.record.seq };
      onLine(line);
    }
  }
  return { lines, damaged, tornBytes };
}

/** The readable lines within the first `bytes` of a segment. */
export async function* readSegment(path: string, bytes: number): AsyncGenerator<OutboxLine> {
  if (bytes === 0) return;
  for await (const raw of rawLines(path, bytes)) {
    const line = raw.isTerminated ? decodeLine(raw.bytes.toString("utf8"), crc32) : undefined;
    if (line !== undefined) yield line;
  }
}

interface RawLine {
  readonly bytes: Buffer;
  readonly isTerminated: boolean;
}

async function* rawLines(path: string, bytes?: number): AsyncGenerator<RawLine> {
  const limits = bytes === undefined ? {} : { end: bytes - 1 };
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, limits)) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = rest.indexOf(NEW_LINE); end !== -1; end = rest.indexOf(NEW_LINE, start)) {
      yield { bytes: rest.subarray(start, end), isTerminated: true };
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield { bytes: rest, isTerminated: false };
}
