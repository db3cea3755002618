import { type FileHandle, mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { LedgerMark, PlayRecord } from "../../../schemas/play-record.ts";
import { comesAfter } from "../core/outbox.ts";
import { encodeLine, type OutboxLine } from "../core/outbox-line.ts";
import { syncDirectory } from "./files.ts";
import { listSegments, type RecoveryReport, readSegment, recoverSegments, type Segment } from "./log-segments.ts";

const SEGMENT_BYTES = 1_048_576;
const TOTAL_BYTES = 256 * 1_048_576;
const KEPT_ACKNOWLEDGED_MS = 8 * 86_400_000;
/** Lines that may wait in memory while the disk takes no writes. */
const WAITING_LINES = 10_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export interface OutboxLogPorts {
  readonly report: (event: string, detail: Readonly<Record<string, unknown>>) => void;
  readonly wall: () => number;
}

/** The append-only log of one player's showings. */
export interface OutboxLog {
  /** What opening found: every readable line went to `onLine`, in order. */
  readonly recovery: RecoveryReport;
  /** Resolves when the lines are on disk. A disk that takes no writes is tried again in a new file until it does. */
  append(lines: readonly OutboxLine[]): Promise<void>;
  /** Records after `mark` that are on disk, oldest first, within both limits; at least one if there is any. */
  readAfter(mark: LedgerMark, maxRecords: number, maxBytes: number): Promise<PlayRecord[]>;
  /**
   * Drops whole segments: acknowledged ones after 8 days; past 256 MB the oldest, acknowledged ones first. The newest
   * that holds a record always stays, because the chain goes on from it.
   */
  prune(acknowledged: LedgerMark): Promise<void>;
  /** Waits for what was appended and closes the file. */
  close(): Promise<void>;
}

/** Opens the log in `directory` and reads it: a damaged line is skipped and reported, a torn tail is cut off. */
export async function openOutboxLog(
  directory: string,
  ports: OutboxLogPorts,
  onLine: (line: OutboxLine) => void,
): Promise<OutboxLog> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const segments = await listSegments(directory);
  const recovery = await recoverSegments(segments, onLine);
  return new SegmentedLog(directory, segments, ports, recovery);
}

class SegmentedLog implements OutboxLog {
  readonly recovery: RecoveryReport;
  readonly #directory: string;
  readonly #segments: Segment[];
  readonly #ports: OutboxLogPorts;
  #waiting: OutboxLine[] = [];
  #writing: Promise<void> = Promise.resolve();
  #file: FileHandle | undefined;
  #isClosing = false;

  constructor(directory: string, segments: Segment[], ports: OutboxLogPorts, recovery: RecoveryReport) {
    this.#directory = directory;
    this.#segments = segments;
    this.#ports = ports;
    this.recovery = recovery;
  }

  append(lines: readonly OutboxLine[]): Promise<void> {
    for (const line of lines) {
      if (this.#waiting.length < WAITING_LINES) this.#waiting.push(line);
      else this.#ports.report("log-line-lost", { kind: line.t });
    }
    this.#writing = this.#writing.then(() => this.#drain());
    return this.#writing;
  }

  async #drain(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      try {
        await this.#write(lines);
        this.#waiting = this.#waiting.slice(lines.length);
      } catch (error) {
        // Never again on this handle: after a failed sync the kernel may have dropped the pages and report success.
        await this.#abandon();
        this.#ports.report("log-write-failed", { reason: String(error) });
        if (this.#isClosing) return;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      }
    }
  }

  async #write(lines: readonly OutboxLine[]): Promise<void> {
    const { file, segment } = await this.#current();
    const text = lines.map((line) => encodeLine(line, crc32)).join("");
    await file.appendFile(text);
    await file.datasync();
    segment.bytes += Buffer.byteLength(text);
    for (const line of lines) if (line.t === "closed") segment.last = line.record;
  }

  async #current(): Promise<{ file: FileHandle; segment: Segment }> {
    const last = this.#segments.at(-1);
    if (this.#file !== undefined && last !== undefined && last.bytes < SEGMENT_BYTES) {
      return { file: this.#file, segment: last };
    }
    await this.#abandon();
    const number = (last?.number ?? 0) + 1;
    const path = join(this.#directory, `${String(number).padStart(8, "0")}.log`);
    this.#file = await open(path, "ax", 0o600);
    const segment: Segment = { number, path, bytes: 0, last: undefined };
    this.#segments.push(segment);
    await syncDirectory(this.#directory);
    return { file: this.#file, segment };
  }

  async #abandon(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async readAfter(mark: LedgerMark, maxRecords: number, maxBytes: number): Promise<PlayRecord[]> {
    const records: PlayRecord[] = [];
    let bytes = 0;
    let after: { boot: number; seq: number } = mark;
    for (const segment of this.#segments) {
      if (segment.last === undefined || !comesAfter(segment.last, mark)) continue;
      for await (const line of readSegment(segment.path, segment.bytes)) {
        if (line.t !== "closed" || !comesAfter(line.record, after)) continue;
        bytes += JSON.stringify(line.record).length;
        if (records.length > 0 && (bytes > maxBytes || records.length >= maxRecords)) return records;
        records.push(line.record);
        after = line.record;
      }
    }
    return records;
  }

  async prune(acknowledged: LedgerMark): Promise<void> {
    const newestWithRecord = this.#segments.findLast((segment) => segment.last !== undefined);
    let totalBytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    for (const segment of this.#segments.slice(0, -1)) {
      if (newestWithRecord === undefined || segment.number >= newestWithRecord.number) break;
      const isAcknowledged = segment.last === undefined || !comesAfter(segment.last, acknowledged);
      const isOld = this.#ports.wall() - (await stat(segment.path)).mtimeMs > KEPT_ACKNOWLEDGED_MS;
      const isTooMuch = totalBytes > TOTAL_BYTES;
      if (!isTooMuch && !(isAcknowledged && isOld)) continue;
      if (!isAcknowledged) this.#ports.report("log-records-dropped", { segment: segment.number, last: segment.last });
      await rm(segment.path);
      this.#segments.splice(this.#segments.indexOf(segment), 1);
      totalBytes -= segment.bytes;
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#writing;
    await this.#abandon();
  }
}
