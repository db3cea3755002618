import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import type { LedgerMark, PlayBatch, PlayRecord } from "../../../schemas/play-record.ts";
import { MAX_BATCH_RECORDS } from "../../../schemas/play-record.ts";
import { type Signer, signDocument } from "../../../schemas/trust/envelope.ts";
import { recordSha256 } from "../../../schemas/trust/record-chain.ts";
import { emptyOutbox, type OutboxEvent, type OutboxState, stepOutbox } from "../core/outbox.ts";
import { type OutboxLog, openOutboxLog } from "../ports/log.ts";
import type { Report } from "../ports/reporter.ts";
import { sha256Hex } from "../sha256.ts";

/** Records of one batch, so that the frame around them stays under 256 KB. */
const MAX_RECORD_BYTES = 240 * 1_024;

/** The player's log: decisions by the core, lines to disk in the order they were decided. */
export class OutboxShell {
  readonly #log: OutboxLog;
  readonly #onRecords: () => void;
  readonly #report: Report;
  #state: OutboxState;

  private constructor(log: OutboxLog, state: OutboxState, ports: { onRecords: () => void; report: Report }) {
    this.#log = log;
    this.#state = state;
    this.#onRecords = ports.onRecords;
    this.#report = ports.report;
  }

  /**
   * Reads the log, closes what a crash left open, and counts for `boot`. Does not wait for a disk that takes no writes:
   * the picture comes first. `onRecords`: there is something to send.
   */
  static async open(options: {
    directory: string;
    player: number;
    boot: number;
    wall: () => number;
    report: Report;
    onRecords: () => void;
  }): Promise<OutboxShell> {
    const { directory, player, boot, wall, report, onRecords } = options;
    let state = emptyOutbox(player);
    const log = await openOutboxLog(directory, { report, wall }, (line) => {
      state = stepOutbox(state, { type: "recovered", line }, sha256Hex).state;
    });
    const { damaged, tornBytes, lines } = log.recovery;
    if (damaged.length > 0 || tornBytes > 0) report("log-damaged", { lines, tornBytes, damaged: damaged.slice(0, 20) });
    const shell = new OutboxShell(log, state, { onRecords, report });
    shell.apply({ type: "boot", boot }).catch((error: unknown) => report("log-trouble", { reason: String(error) }));
    return shell;
  }

  get head(): LedgerMark {
    return this.#state.head;
  }

  get boot(): number {
    return this.#state.boot;
  }

  /** Resolves when what the event brought about is on disk. */
  async apply(event: OutboxEvent): Promise<void> {
    if (this.#mustPassOver(event)) return;
    const { state, lines } = stepOutbox(this.#state, event, sha256Hex);
    this.#state = state;
    if (lines.length === 0) return;
    await this.#log.append(lines);
    if (lines.some((line) => line.t === "closed")) this.#onRecords();
  }

  /**
   * A full log begins nothing new and says so; what it has begun it still closes. A record that got its number and then
   * no place on the disk would break the chain for every one after it.
   */
  #mustPassOver(event: OutboxEvent): boolean {
    if (event.type !== "qualified" && event.type !== "closed") return false;
    if (this.#state.open.has(event.showing) || !this.#log.isFull) return false;
    if (event.type === "closed") this.#report("log-showing-lost", { showing: event.showing, shownMs: event.shownMs });
    return true;
  }

  /** The next batch after the server's mark, signed; `null` when everything on disk is there already. */
  async prepareBatch(mark: LedgerMark, signer: Signer): Promise<PlayBatch | null> {
    const records = await this.#log.readAfter(mark, MAX_BATCH_RECORDS, MAX_RECORD_BYTES);
    const last: PlayRecord | undefined = records.at(-1);
    if (last === undefined) return null;
    const head = await signDocument(
      {
        type: "play-batch",
        player: this.#state.player,
        after: { boot: mark.boot, seq: mark.seq },
        last: { boot: last.boot, seq: last.seq },
        headSha256: recordSha256(last, sha256Hex),
      },
      DOCUMENT_TYPES.playBatch,
      [signer],
    );
    return { head, records };
  }

  prune(acknowledged: LedgerMark): Promise<void> {
    return this.#log.prune(acknowledged);
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
