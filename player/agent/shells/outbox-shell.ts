import { statfs } from "node:fs/promises";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import type { LedgerMark, PlayBatch, PlayKey } from "../../../schemas/play-record.ts";
import { MAX_BATCH_RECORDS } from "../../../schemas/play-record.ts";
import { type Signer, signDocument } from "../../../schemas/trust/envelope.ts";
import { inCanonicalOrder, recordSha256 } from "../../../schemas/trust/record-chain.ts";
import { type OutboxEvent, type OutboxState, stepOutbox } from "../core/outbox.ts";
import { type OutboxLog, openOutboxLog } from "../ports/log.ts";
import { type LogDevice, openLogDevice } from "../ports/log-device.ts";
import { type LogSpace, planLogSpace } from "../ports/log-space.ts";
import type { Report } from "../ports/reporter.ts";
import { sha256Hex } from "../sha256.ts";

/** Records of one batch, so that the frame around them and a few gaps stay under 256 KB. */
const MAX_RECORD_BYTES = 224 * 1_024;
/** Between two pieces of the space set aside: all of it is taken within five minutes, and nobody notices. */
const GROW_EVERY_MS = 1_000;
/** A disk that gave no piece is asked again after this. */
const GROW_AGAIN_MS = 60_000;

export interface OutboxOptions {
  readonly directory: string;
  readonly player: number;
  readonly boot: number;
  readonly wall: () => number;
  readonly report: Report;
  /** Must have resolved before anything is logged: the number of this start is on disk. */
  readonly ready?: () => Promise<void>;
  /** There is something to send. */
  readonly onRecords: () => void;
  /** How the log waits for a disk that takes no writes. */
  readonly wait?: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** What is set aside for the log; by default what fits the disk. */
  readonly space?: LogSpace;
  /** The files it lives in; by default those in `directory`. */
  readonly device?: LogDevice;
}

/** The player's log: decisions by the core, lines to disk in the order they were decided. */
export class OutboxShell {
  readonly #log: OutboxLog;
  readonly #onRecords: () => void;
  readonly #report: Report;
  #state: OutboxState;
  #growing: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(log: OutboxLog, ports: { onRecords: () => void; report: Report }) {
    this.#log = log;
    this.#state = log.state;
    this.#onRecords = ports.onRecords;
    this.#report = ports.report;
  }

  /**
   * Reads the end of the log, closes what a crash left open, and counts for `boot`. Does not wait for a disk that takes no
   * writes: the picture comes first.
   */
  static async open(options: OutboxOptions): Promise<OutboxShell> {
    const { directory, player, boot, wall, report, onRecords } = options;
    const device = options.device ?? (await openLogDevice(directory));
    const space = options.space ?? (await spaceOn(directory));
    const { wait, ready } = options;
    const ports = { report, wall, ...(wait === undefined ? {} : { wait }), ...(ready === undefined ? {} : { ready }) };
    const log = await openOutboxLog(device, ports, { player, space });
    const { damaged, tornBytes, lines } = log.recovery;
    if (damaged.length > 0 || tornBytes > 0) report("log-damaged", { lines, tornBytes, damaged: damaged.slice(0, 20) });
    const shell = new OutboxShell(log, { onRecords, report });
    shell.apply({ type: "boot", boot }).catch((error: unknown) => report("log-trouble", { reason: String(error) }));
    shell.#grow(GROW_EVERY_MS);
    return shell;
  }

  get head(): LedgerMark {
    return this.#state.head;
  }

  get boot(): number {
    return this.#state.boot;
  }

  /** What nobody else may take from the disk: the part of the log's space that is not taken yet. */
  get missingBytes(): number {
    return this.#log.missingBytes;
  }

  /** Resolves when what the event brought about is on disk. */
  async apply(event: OutboxEvent): Promise<void> {
    const { state, lines } = stepOutbox(this.#state, event, sha256Hex);
    this.#state = state;
    if (lines.length === 0) return;
    await this.#log.append(lines);
    if (lines.some((line) => line.t === "closed")) this.#onRecords();
  }

  /** The next batch after the server's mark, signed; `null` when everything on disk is there already. */
  async prepareBatch(mark: LedgerMark, signer: Signer): Promise<PlayBatch | null> {
    const { records, gaps } = await this.#log.readAfter(mark, MAX_BATCH_RECORDS, MAX_RECORD_BYTES);
    const last = records.at(-1);
    if (last === undefined) return null;
    const head = await signDocument(
      {
        type: "play-batch",
        player: this.#state.player,
        after: { boot: mark.boot, seq: mark.seq },
        last: { boot: last.boot, seq: last.seq },
        headSha256: recordSha256(last, sha256Hex),
        ...(gaps.length === 0 ? {} : { gaps }),
      },
      DOCUMENT_TYPES.playBatch,
      [signer],
    );
    return { head, records: records.map(inCanonicalOrder) };
  }

  /** What the server holds may be written over, oldest first, when the log comes round; a verified backup of it sooner. */
  async prune(acknowledged: LedgerMark, backedUp?: PlayKey): Promise<void> {
    this.#log.acknowledge(acknowledged, backedUp);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#growing);
    return this.#log.close();
  }

  #grow(delayMs: number): void {
    if (this.#isClosed) return;
    this.#growing = setTimeout(() => {
      this.#log.growOnce().then(
        (isMissing) => isMissing && this.#grow(GROW_EVERY_MS),
        (error: unknown) => {
          this.#report("log-space-missing", { reason: String(error), missingBytes: this.#log.missingBytes });
          this.#grow(GROW_AGAIN_MS);
        },
      );
    }, delayMs);
    this.#growing.unref();
  }
}

async function spaceOn(directory: string): Promise<LogSpace> {
  const { blocks, bsize } = await statfs(directory);
  return planLogSpace(blocks * bsize);
}
