import { setTimeout as waitFor } from "node:timers/promises";
import { crc32 } from "node:zlib";
import type { LedgerMark } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import { boundLines } from "../core/bound-lines.ts";
import { comesAfter, type OutboxState } from "../core/outbox.ts";
import { encodeLine, type LineBook, type OutboxLine } from "../core/outbox-line.ts";
import { type BatchLimits, PlayRun, type Unsent } from "../core/play-run.ts";
import { sha256Hex } from "../sha256.ts";
import type { LogDevice } from "./log-device.ts";
import { LOST_LINE_BYTES } from "./log-lines.ts";
import { LogRing } from "./log-ring.ts";
import { afterLine, findLog, type RecoveryReport, readAll, type Segment } from "./log-segments.ts";
import type { LogSpace } from "./log-space.ts";

/** Closed records that may wait in memory while the disk takes no writes. */
const WAITING_RECORDS = 10_000;
/** Lines that wait are looked through when there are this many, for what has become superfluous. */
const WAITING_LINES = 3 * WAITING_RECORDS;
const RECENT_RECORDS = 600;
const READ_TRIES = 3;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export interface OutboxLogPorts {
  readonly report: (event: string, detail: Readonly<Record<string, unknown>>) => void;
  readonly wall: () => number;
  /** Must have resolved before a line is written; asked again each time. */
  readonly ready?: () => Promise<void>;
  /** How the next try waits for a disk that takes no writes; by default as long as it is told. */
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** The append-only log of one player's showings, in a ring of files set aside for it. */
export interface OutboxLog {
  /** What opening found, and where it left the log. */
  readonly recovery: RecoveryReport;
  readonly state: OutboxState;
  /** What of the space set aside is still to be taken from the disk. */
  readonly missingBytes: number;
  /**
   * Resolves when the lines are on disk; lines of progress alone when they are written, and on disk with the next. A disk
   * that takes no writes is tried again in another file until it does. Of what waits, 10 000 records are kept and a gap
   * stands for the older ones.
   */
  append(lines: readonly OutboxLine[]): Promise<void>;
  /** What the server with this mark has not got, oldest first, within both limits; at least one record if there is any. */
  readAfter(mark: LedgerMark, maxRecords: number, maxBytes: number): Promise<Unsent>;
  /**
   * Says up to where the server holds the log, and up to where a backup of it that was verified does. Nothing is removed
   * before the ring comes round; then what the server has goes first.
   */
  acknowledge(mark: LedgerMark, backedUp?: { boot: number; seq: number }): void;
  /** Takes one more piece of the space set aside from the disk; `false` when all of it is taken. */
  growOnce(): Promise<boolean>;
  /** Waits for what was appended and closes the file. */
  close(): Promise<void>;
}

/** Opens a player's log: a damaged line is skipped and reported, a torn tail is cut off. */
export async function openOutboxLog(
  device: LogDevice,
  ports: OutboxLogPorts,
  options: { readonly player: number; readonly space: LogSpace },
): Promise<OutboxLog> {
  const found = await findLog(device, options.player, sha256Hex);
  const ring = new LogRing(device, options, found, ports);
  return new RingLog(device, ring, ports, found);
}

type ClosedLine = OutboxLine & { readonly t: "closed" };

interface Writable {
  readonly slot: number;
  readonly book: LineBook;
  readonly sizeBytes: number;
  usedBytes: number;
  hasLines: boolean;
}

class RingLog implements OutboxLog {
  readonly recovery: RecoveryReport;
  readonly state: OutboxState;
  readonly #device: LogDevice;
  readonly #ring: LogRing;
  readonly #ports: OutboxLogPorts;
  readonly #closing = new AbortController();
  /** What the lines that are on disk add up to. */
  #durable: OutboxState;
  #waiting: OutboxLine[] = [];
  #inFlight = 0;
  #toldGap = 0;
  /** The newest records on disk: what a server that keeps up asks for is not read again. */
  #recent: ClosedLine[] = [];
  /** The segment read last, while a server catches up. */
  #readLast: { readonly number: number; readonly lines: readonly OutboxLine[] } | undefined;
  #writing: Promise<void> = Promise.resolve();
  #current: Writable | undefined;
  #resumable: { readonly usedBytes: number; readonly book: LineBook } | undefined;

  constructor(device: LogDevice, ring: LogRing, ports: OutboxLogPorts, found: Awaited<ReturnType<typeof findLog>>) {
    this.#device = device;
    this.#ring = ring;
    this.#ports = ports;
    this.recovery = found.recovery;
    this.state = found.state;
    this.#durable = found.state;
    this.#resumable = found.writable;
  }

  get missingBytes(): number {
    return this.#ring.missingBytes;
  }

  append(lines: readonly OutboxLine[]): Promise<void> {
    this.#waiting.push(...lines);
    if (this.#waiting.length >= WAITING_LINES) this.#bound();
    this.#writing = this.#writing.then(() => this.#drain());
    return this.#writing;
  }

  async #drain(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (this.#waiting.length > 0) {
      try {
        await this.#writeSome();
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        this.#inFlight = 0;
        this.#ports.report("log-write-failed", { reason: String(error), waiting: this.#waiting.length });
        await this.#giveUpFile();
        if (this.#closing.signal.aborted) return;
        await (this.#ports.wait ?? waitOrStop)(retryMs, this.#closing.signal);
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
        this.#bound();
      }
    }
  }

  /** Within its bound, what waits; lines that are just being written are not touched. */
  #bound(): void {
    const busy = this.#waiting.slice(0, this.#inFlight);
    const rest = this.#waiting.slice(this.#inFlight);
    const isJournalled = (showing: string) =>
      this.#durable.open.has(showing) || busy.some((line) => line.t === "open" && line.showing === showing);
    const bounded = boundLines(rest, WAITING_RECORDS, isJournalled, sha256Hex);
    const [first] = bounded;
    if (first?.t === "gap" && first.gap.count !== this.#toldGap) {
      this.#toldGap = first.gap.count;
      this.#ports.report("log-gap", { ...first.gap });
    }
    this.#waiting = [...busy, ...bounded];
  }

  /** Writes as many of the lines that wait as fit into the file, with one sync. */
  async #writeSome(): Promise<void> {
    await this.#ports.ready?.();
    const current = await this.#writable();
    const texts: Buffer[] = [];
    let bytes = 0;
    let isFull = false;
    for (const line of this.#waiting) {
      const text = Buffer.from(encodeLine(line, crc32, current.book));
      isFull = current.usedBytes + bytes + text.length > current.sizeBytes - LOST_LINE_BYTES;
      if (isFull) break;
      texts.push(text);
      bytes += text.length;
    }
    const lines = this.#waiting.slice(0, texts.length);
    this.#inFlight = lines.length;
    if (lines.length > 0) {
      await this.#device.write(current.slot, current.usedBytes, Buffer.concat(texts));
      // How far a showing has come may be told a little late: it is on disk with the next line that matters.
      if (lines.some((line) => line.t !== "progress")) await this.#device.sync(current.slot);
      current.usedBytes += bytes;
      current.hasLines = true;
      for (const line of lines) this.#durable = afterLine(this.#durable, line, sha256Hex);
      this.#remember(lines);
    }
    this.#waiting = this.#waiting.slice(lines.length);
    this.#inFlight = 0;
    if (isFull) await this.#leaveFile();
  }

  async #writable(): Promise<Writable> {
    const last = this.#ring.newest;
    const resumable = this.#resumable;
    this.#resumable = undefined;
    if (this.#current === undefined && resumable !== undefined && last !== undefined) {
      const sizeBytes = await this.#device.sizeBytes(last.slot);
      this.#current = { slot: last.slot, ...resumable, sizeBytes, hasLines: true };
    }
    this.#current ??= { ...(await this.#ring.begin(this.#durable)), hasLines: false };
    return this.#current;
  }

  /** The file is full: what the ring will write over next may have to be told of first. */
  async #leaveFile(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    const lostLine = await this.#ring.announceLoss();
    if (lostLine !== undefined) {
      await this.#device.write(current.slot, current.usedBytes, lostLine);
      await this.#device.sync(current.slot);
      current.usedBytes += lostLine.length;
    }
    this.#current = undefined;
    await this.#device.release(current.slot);
  }

  async #giveUpFile(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    if (!current.hasLines) this.#ring.giveBack(current.slot);
    try {
      await this.#device.release(current.slot);
    } catch (error) {
      this.#ports.report("log-write-failed", { reason: String(error) });
    }
  }

  async readAfter(mark: LedgerMark, maxRecords: number, maxBytes: number): Promise<Unsent> {
    const [oldestKnown] = this.#recent;
    if (oldestKnown !== undefined && !comesAfter(oldestKnown.record, mark)) {
      const run = new PlayRun(mark, null, sha256Hex);
      run.take(this.#recent, { maxRecords, maxBytes });
      return run.unsent;
    }
    for (let tries = 1; ; tries += 1) {
      const { begun } = this.#ring;
      const unsent = await this.#readFromDisk(mark, { maxRecords, maxBytes });
      // What was written over while it was read is no hole in the log.
      if (this.#ring.begun === begun || tries === READ_TRIES) return unsent;
    }
  }

  async #readFromDisk(mark: LedgerMark, limits: BatchLimits): Promise<Unsent> {
    const run = new PlayRun(mark, this.#ring.lost, sha256Hex);
    const durable = this.#durable.head;
    for (const segment of this.#ring.segmentsAfter(mark)) {
      if (comesAfter(segment.head, durable)) break;
      run.pass(segment.head);
      const lines = (await this.#linesOf(segment)).filter(
        (line) => line.t === "gap" || (line.t === "closed" && !comesAfter(line.record, durable)),
      );
      if (!run.take(lines, limits)) break;
    }
    return run.unsent;
  }

  async #linesOf(segment: Segment): Promise<readonly OutboxLine[]> {
    if (this.#readLast?.number === segment.number) return this.#readLast.lines;
    // What is read of a segment that is still written to is not all of it.
    const isWhole = segment !== this.#ring.newest;
    const { lines } = await readAll(this.#device, segment.slot);
    this.#readLast = isWhole ? { number: segment.number, lines } : undefined;
    return lines;
  }

  #remember(lines: readonly OutboxLine[]): void {
    // After a hole the disk is asked, which knows of it.
    if (lines.some((line) => line.t === "gap")) this.#recent = [];
    const closed = lines.filter((line) => line.t === "closed");
    if (closed.length > 0) this.#recent = [...this.#recent, ...closed].slice(-RECENT_RECORDS);
  }

  acknowledge(mark: LedgerMark, backedUp?: { boot: number; seq: number }): void {
    this.#ring.acknowledge(mark, backedUp ?? null);
  }

  growOnce(): Promise<boolean> {
    return this.#ring.growOnce();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing;
    await this.#giveUpFile();
  }
}

/** The mark of a server that holds nothing of a log. */
export const NO_MARK: LedgerMark = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };

async function waitOrStop(delayMs: number, signal: AbortSignal): Promise<void> {
  await waitFor(delayMs, undefined, { signal }).catch(() => undefined);
}
