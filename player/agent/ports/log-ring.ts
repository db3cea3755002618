import type { LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import { comesAfter, type OutboxState } from "../core/outbox.ts";
import { LineBook } from "../core/outbox-line.ts";
import { type LostRun, nextKey, PlayRun } from "../core/play-run.ts";
import { sha256Hex } from "../sha256.ts";
import type { LogDevice } from "./log-device.ts";
import { encodeLostLine, encodeSegmentStart } from "./log-lines.ts";
import { clearSegment, type FoundLog, readAll, type Segment } from "./log-segments.ts";
import type { LogSpace } from "./log-space.ts";

/** What the server has is kept this long all the same, and until a verified backup of it exists. */
const KEPT_ACKNOWLEDGED_MS = 8 * 86_400_000;

interface RingPorts {
  readonly report: (event: string, detail: Readonly<Record<string, unknown>>) => void;
  readonly wall: () => number;
}

/** Which file of the log is written next, and what has to give way for it. */
export class LogRing {
  readonly #device: LogDevice;
  readonly #player: number;
  readonly #space: LogSpace;
  readonly #ports: RingPorts;
  readonly #segments: Segment[];
  readonly #spares: number[];
  #slots: number;
  #taken: number;
  #growing: Promise<void> | undefined;
  #lost: LostRun | null;
  #nextNumber: number;
  #acknowledged: LedgerMark;
  #backedUp: PlayKey | null = null;

  constructor(
    device: LogDevice,
    { player, space }: { readonly player: number; readonly space: LogSpace },
    found: FoundLog,
    ports: RingPorts,
  ) {
    this.#device = device;
    this.#player = player;
    this.#space = space;
    this.#ports = ports;
    this.#segments = found.segments;
    this.#spares = found.spares;
    const slots = [...found.spares, ...found.unreadable, ...found.segments.map(({ slot }) => slot)];
    this.#taken = slots.length;
    this.#slots = Math.max(0, ...slots);
    this.#lost = found.lost;
    this.#nextNumber = Math.max(0, ...found.segments.map(({ number }) => number)) + 1;
    this.#acknowledged = found.acknowledged;
  }

  get newest(): Segment | undefined {
    return this.#segments.at(-1);
  }

  get lost(): LostRun | null {
    return this.#lost;
  }

  /** Files begun so far; it changes when one was written over. */
  get begun(): number {
    return this.#nextNumber;
  }

  get missingBytes(): number {
    return Math.max(0, this.#space.segments - this.#taken) * this.#space.segmentBytes;
  }

  /** Segments that may hold a record after `mark`, oldest first; the one that holds the mark is the first. */
  segmentsAfter(mark: PlayKey): Segment[] {
    const from = this.#segments.findLastIndex(({ head }) => !comesAfter(head, mark));
    return this.#segments.slice(Math.max(0, from));
  }

  acknowledge(mark: LedgerMark, backedUp: PlayKey | null): void {
    this.#acknowledged = mark;
    this.#backedUp = backedUp;
    if (this.#lost !== null && !comesAfter(this.#lost.to, mark)) this.#lost = null;
  }

  /** Takes one more file from the disk; `false` when all are taken. One at a time. */
  async growOnce(): Promise<boolean> {
    if (this.missingBytes === 0) return false;
    await this.#grow();
    return this.missingBytes > 0;
  }

  #grow(): Promise<void> {
    this.#growing ??= this.#allocate().finally(() => {
      this.#growing = undefined;
    });
    return this.#growing;
  }

  async #allocate(): Promise<void> {
    const slot = this.#slots + 1;
    await this.#device.allocate(slot, this.#space.segmentBytes);
    this.#slots = slot;
    this.#taken += 1;
    this.#spares.push(slot);
  }

  /**
   * To be written, durably, before the oldest segment gives way: `undefined` when nothing is lost by it. A power cut
   * between this and the next segment loses nothing that was not told.
   */
  async announceLoss(): Promise<Buffer | undefined> {
    if (this.#spares.length > 0 || this.missingBytes > 0) return undefined;
    return (await this.#noteLoss()) && this.#lost !== null ? encodeLostLine(this.#lost) : undefined;
  }

  /** Counts what goes with the oldest segment; `false` when the server has all of it, or it was counted before. */
  async #noteLoss(): Promise<boolean> {
    const [oldest, next] = this.#segments;
    if (oldest === undefined || next === undefined || !comesAfter(next.head, this.#acknowledged)) return false;
    if (this.#lost !== null && !comesAfter(next.head, this.#lost.to)) return false;
    this.#lost = await this.#lossOf(oldest, next.head);
    this.#ports.report("log-gap", { reason: "log-full", ...this.#lost });
    return true;
  }

  async #lossOf(oldest: Segment, nextHead: LedgerMark): Promise<LostRun> {
    const isPartlySent = comesAfter(this.#acknowledged, oldest.head);
    const start = isPartlySent ? this.#acknowledged : oldest.head;
    const { lines } = await readAll(this.#device, oldest.slot);
    const run = new PlayRun(start, null, sha256Hex);
    for (const line of lines) {
      if (line.t === "gap") run.gap(line.gap);
      if (line.t === "closed" && !comesAfter(line.record, nextHead)) run.add(line.record, line.after);
    }
    run.pass(nextHead);
    const first = start.boot === 0 ? run.records[0] : nextKey(start);
    const from = this.#lost?.from ?? { boot: first?.boot ?? nextHead.boot, seq: first?.seq ?? 1 };
    const { boot, seq, headSha256 } = nextHead;
    return { from, to: { boot, seq }, headSha256, count: (this.#lost?.count ?? 0) + run.count };
  }

  /** The next file, empty but for its head, ready to be written. What cannot be taken throws and changes nothing. */
  async begin(state: OutboxState): Promise<{ slot: number; book: LineBook; sizeBytes: number; usedBytes: number }> {
    const slot = await this.#takeSlot();
    const book = new LineBook();
    const number = this.#nextNumber;
    this.#nextNumber += 1;
    const { head } = state;
    const beganWallMs = Math.floor(this.#ports.wall());
    try {
      await clearSegment(this.#device, slot);
      const acknowledged = this.#acknowledged;
      const start = { player: this.#player, number, head, beganWallMs, acknowledged, lost: this.#lost };
      const bytes = encodeSegmentStart(start, state.open, book);
      await this.#device.write(slot, 0, bytes);
      await this.#device.sync(slot);
      this.#segments.push({ slot, number, head, beganWallMs });
      return { slot, book, sizeBytes: await this.#device.sizeBytes(slot), usedBytes: bytes.length };
    } catch (error) {
      // To the end of the row: the next try is made in another file if there is one.
      this.#spares.push(slot);
      await this.#device.release(slot);
      throw error;
    }
  }

  /** A file that was begun and could not be written: it is tried again when the others were. */
  giveBack(slot: number): void {
    if (this.#segments.at(-1)?.slot !== slot) return;
    this.#segments.pop();
    this.#spares.push(slot);
  }

  async #takeSlot(): Promise<number> {
    const spare = this.#spares.shift();
    if (spare !== undefined) return spare;
    if (this.missingBytes > 0) {
      try {
        await this.#grow();
      } catch (error) {
        const mayGiveWay = this.#isOldestAcknowledged();
        if (!mayGiveWay) throw error;
      }
      const grown = this.#spares.shift();
      if (grown !== undefined) return grown;
    }
    await this.#noteLoss();
    return this.#recycleOldest();
  }

  #recycleOldest(): number {
    const [oldest, next] = this.#segments;
    if (oldest === undefined || next === undefined) throw new Error("The log has no file to write into.");
    const isTooYoung = this.#ports.wall() - next.beganWallMs < KEPT_ACKNOWLEDGED_MS;
    const isBackedUp = this.#backedUp !== null && !comesAfter(next.head, this.#backedUp);
    if (this.#isOldestAcknowledged() && (isTooYoung || !isBackedUp)) {
      this.#ports.report("log-acknowledged-dropped", { to: `${next.head.boot}.${next.head.seq}`, isBackedUp });
    }
    this.#segments.shift();
    return oldest.slot;
  }

  /** Whether the server has every record of the oldest segment. */
  #isOldestAcknowledged(): boolean {
    const next = this.#segments[1];
    return next !== undefined && !comesAfter(next.head, this.#acknowledged);
  }
}
