import { type FileHandle, mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as waitFor } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { LedgerMark, PlayRecord } from "../../../schemas/play-record.ts";
import { comesAfter } from "../core/outbox.ts";
import { encodeLine, type OutboxLine } from "../core/outbox-line.ts";
import { syncDirectory } from "./files.ts";
import { listSegments, type RecoveryReport, readSegment, recoverSegments, type Segment } from "./log-segments.ts";

const SEGMENT_BYTES = 1_048_576;
/** What was acknowledged is kept within this. */
const KEPT_ACKNOWLEDGED_BYTES = 256 * 1_048_576;
/** Half a year of ten-second showings. What was not sent is never dropped to make room: the chain would break. */
const MAX_UNSENT_BYTES = 2_048 * 1_048_576;
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
  /** Nothing new may be begun: too much waits for the disk, or for the server. */
  readonly isFull: boolean;
  /**
   * Resolves when the lines are on disk. A disk that takes no writes is tried again in a new file until it does; no line
   * is dropped, so the caller heeds `isFull`.
   */
  append(lines: readonly OutboxLine[]): Promise<void>;
  /** Records after `mark` that are on disk, oldest first, within both limits; at least one if there is any. */
  readAfter(mark: LedgerMark, maxRecords: number, maxBytes: number): Promise<PlayRecord[]>;
  /**
   * Drops whole acknowledged segments: after 8 days, or past 256 MB the oldest. The newest that holds a record always
   * stays, because the chain goes on from it.
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
  readonly #closing = new AbortController();
  #waiting: OutboxLine[] = [];
  #writing: Promise<void> = Promise.resolve();
  #file: FileHandle | undefined;
  #acknowledged = { boot: 0, seq: 0 };

  constructor(directory: string, segments: Segment[], ports: OutboxLogPorts, recovery: RecoveryReport) {
    this.#directory = directory;
    this.#segments = segments;
    this.#ports = ports;
    this.recovery = recovery;
  }

  get isFull(): boolean {
    if (this.#waiting.length >= WAITING_LINES) return true;
    const unsent = this.#segments.filter(({ last }) => last !== undefined && comesAfter(last, this.#acknowledged));
    return unsent.reduce((sum, segment) => sum + segment.bytes, 0) >= MAX_UNSENT_BYTES;
  }

  append(lines: readonly OutboxLine[]): Promise<void> {
    this.#waiting.push(...lines);
    this.#writing = this.#writing.then(() => this.#drain());
    return this.#writing;
  }

  async #drain(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (this.#waiting.length > 0) {
      // A copy: what is appended while these are being written waits for the next turn.
      const lines = [...this.#waiting];
      try {
        await this.#write(lines);
        this.#waiting = this.#waiting.slice(lines.length);
      } catch (error) {
        this.#ports.report("log-write-failed", { reason: String(error) });
        await this.#giveUpFile();
        if (this.#closing.signal.aborted) return;
        await waitFor(retryMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
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

  /**
   * Never again on this handle: after a failed sync the kernel may have dropped the pages and report success. A file that
   * nothing reached is taken away, or a full disk would gather one for each try.
   */
  async #giveUpFile(): Promise<void> {
    const last = this.#segments.at(-1);
    const isEmpty = this.#file !== undefined && last?.bytes === 0;
    try {
      await this.#abandon();
      if (!isEmpty || last === undefined) return;
      await rm(last.path, { force: true });
      this.#segments.pop();
    } catch (error) {
      this.#ports.report("log-write-failed", { reason: String(error) });
    }
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
    // A copy: pruning meanwhile must not make this step over a segment.
    for (const segment of [...this.#segments]) {
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
    this.#acknowledged = acknowledged;
    const newestWithRecord = this.#segments.findLast((segment) => segment.last !== undefined);
    let totalBytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    for (const segment of this.#segments.slice(0, -1)) {
      if (newestWithRecord === undefined || segment.number >= newestWithRecord.number) break;
      if (segment.last !== undefined && comesAfter(segment.last, acknowledged)) break;
      const isOld = this.#ports.wall() - (await stat(segment.path)).mtimeMs > KEPT_ACKNOWLEDGED_MS;
      if (!isOld && totalBytes <= KEPT_ACKNOWLEDGED_BYTES) continue;
      await rm(segment.path);
      this.#segments.splice(this.#segments.indexOf(segment), 1);
      totalBytes -= segment.bytes;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
    await this.#abandon();
  }
}
