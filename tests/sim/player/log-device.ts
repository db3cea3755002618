import { comesAfter } from "../../../player/agent/core/outbox.ts";
import type { OutboxLine } from "../../../player/agent/core/outbox-line.ts";
import type { PlayRecord } from "../../../schemas/play-record.ts";
import type { SimWorld } from "../engine/world.ts";
import type { SimDisk } from "./disk.ts";

const KEPT_ACKNOWLEDGED_MS = 8 * 86_400_000;
const WAITING_LINES = 10_000;
const STALLED_MS = 2_000;

type Key = Pick<PlayRecord, "boot" | "seq">;

/** The parts of the log that a broken player would do otherwise. */
export interface LogRules {
  /** When a line counts as kept: after the sync, or as soon as it was handed over. */
  readonly countsAs: "synced" | "handed-over";
  /** How long an acknowledged record stays. */
  readonly keptAcknowledgedMs: number;
  /** Whether the newest record stays whatever happens, because the chain goes on from it. */
  readonly keepsNewest: boolean;
}

export const LOG_RULES: LogRules = { countsAs: "synced", keptAcknowledgedMs: KEPT_ACKNOWLEDGED_MS, keepsNewest: true };

interface KeptRecord {
  readonly record: PlayRecord;
  readonly writtenAtMs: number;
}

/**
 * The append-only log on a simulated disk, with the promises of `player/agent/ports/log.ts`: lines reach the file in
 * order, each counts once it is synced, and a disk that refuses is tried again until it takes them. A killed process
 * leaves everything it wrote, a power cut what was synced, part of the rest, and perhaps a torn line.
 */
export class LogDevice {
  readonly player: number;
  /** Lines in the file, of which the first `#synced` are sure. */
  lines: OutboxLine[] = [];
  /** Lines that a crash took away while the disk refused them. */
  readonly refusedAndLost: OutboxLine[] = [];
  tornLines = 0;
  syncs = 0;
  /** Set by a fault: the next sync of a record stalls, and this is called before it is over. */
  crashInSync: (() => void) | null = null;
  /** Set by a fault: the next sync fails and its lines are written again. */
  failsNextSync = false;
  readonly #world: SimWorld;
  readonly #disk: SimDisk;
  readonly #rules: LogRules;
  #synced = 0;
  #records: KeptRecord[] = [];
  #waiting: OutboxLine[] = [];
  #isBusy = false;
  #retryMs = 1_000;
  #life = 0;
  #isRefusing = false;

  constructor(world: SimWorld, disk: SimDisk, player: number, rules: LogRules) {
    this.#world = world;
    this.#disk = disk;
    this.#rules = rules;
    this.player = player;
  }

  get isFull(): boolean {
    return this.#waiting.length >= WAITING_LINES;
  }

  get waitingLines(): number {
    return this.#waiting.length;
  }

  append(lines: readonly OutboxLine[], then: () => void): void {
    if (this.#rules.countsAs === "handed-over") this.#count(lines);
    this.#waiting.push(...lines);
    if (this.#rules.countsAs === "handed-over") this.#world.after(0, then);
    this.#onceKept.push({ after: this.#taken + this.#waiting.length, then });
    if (!this.#isBusy) this.#drain();
  }

  /** Lines taken from `#waiting` so far in this life; callbacks wait for a count of them. */
  #taken = 0;
  #onceKept: { readonly after: number; readonly then: () => void }[] = [];

  #drain(): void {
    const life = this.#life;
    if (this.#waiting.length === 0) return;
    this.#isBusy = true;
    if (this.#disk.isFull) {
      this.#isRefusing = true;
      this.#again(life);
      return;
    }
    const lines = [...this.#waiting];
    this.lines.push(...lines);
    this.#world.after(this.#syncMs(lines), () => {
      if (life !== this.#life) return;
      if (this.failsNextSync || this.#disk.isFull) {
        this.failsNextSync = false;
        this.#isRefusing = true;
        this.#again(life);
        return;
      }
      this.#isRefusing = false;
      this.#retryMs = 1_000;
      this.syncs += 1;
      this.#synced = this.lines.length;
      this.#waiting = this.#waiting.slice(lines.length);
      this.#taken += lines.length;
      this.#isBusy = false;
      if (this.#rules.countsAs === "synced") this.#count(lines);
      const kept = this.#onceKept.filter(({ after }) => after <= this.#taken);
      this.#onceKept = this.#onceKept.filter(({ after }) => after > this.#taken);
      if (this.#rules.countsAs === "synced") for (const { then } of kept) then();
      this.#drain();
    });
  }

  #syncMs(lines: readonly OutboxLine[]): number {
    const crash = this.crashInSync;
    const isRecord = lines.some((line) => line.t === "closed") && lines.every((line) => line.t !== "open");
    if (crash === null || !isRecord) return this.#world.random.between(0.5, 60);
    this.crashInSync = null;
    const life = this.#life;
    this.#world.after(STALLED_MS / 2, () => {
      if (life === this.#life) crash();
    });
    return STALLED_MS;
  }

  #again(life: number): void {
    this.#world.after(this.#retryMs, () => {
      if (life === this.#life) this.#drain();
    });
    this.#retryMs = Math.min(60_000, this.#retryMs * 2);
  }

  #count(lines: readonly OutboxLine[]): void {
    const last = this.#records.at(-1)?.record;
    let newest: Key = last ?? { boot: 0, seq: 0 };
    for (const line of lines) {
      if (line.t !== "closed" || !comesAfter(line.record, newest)) continue;
      this.#records.push({ record: line.record, writtenAtMs: this.#world.nowMs });
      newest = line.record;
    }
  }

  /** Records after `mark` that count as kept, oldest first. */
  readAfter(mark: Key, maxRecords: number): PlayRecord[] {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const kept = this.#records[middle];
      if (kept !== undefined && comesAfter(kept.record, mark)) high = middle;
      else low = middle + 1;
    }
    return this.#records.slice(low, low + maxRecords).map(({ record }) => record);
  }

  /** Drops acknowledged records that are old. */
  prune(acknowledged: Key): void {
    const { nowMs } = this.#world;
    let gone = 0;
    const mostGone = this.#records.length - (this.#rules.keepsNewest ? 1 : 0);
    while (gone < mostGone) {
      const kept = this.#records[gone];
      if (kept === undefined || comesAfter(kept.record, acknowledged)) break;
      if (nowMs - kept.writtenAtMs <= this.#rules.keptAcknowledgedMs) break;
      gone += 1;
    }
    if (gone === 0) return;
    const lastGone = this.#records[gone - 1]?.record;
    this.#records = this.#records.slice(gone);
    const cut = this.lines.findIndex((line) => line.t === "closed" && line.record === lastGone) + 1;
    this.lines = this.lines.slice(cut);
    this.#synced -= cut;
  }

  /** What a crash leaves. */
  crash(how: "kill" | "power"): void {
    this.#life += 1;
    if (how === "power") {
      const unsynced = this.lines.length - this.#synced;
      const left = this.#synced + (unsynced > 0 ? this.#world.random.whole(0, unsynced) : 0);
      if (left < this.lines.length) this.tornLines += 1;
      this.lines.length = left;
    }
    if (this.#isRefusing) this.refusedAndLost.push(...this.#waiting);
    this.#waiting = [];
    this.#onceKept = [];
    this.#taken = 0;
    this.#isBusy = false;
    this.#isRefusing = false;
    this.#retryMs = 1_000;
    this.#synced = this.lines.length;
    this.#records = [];
    this.#count(this.lines);
  }
}
