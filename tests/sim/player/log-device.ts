import { boundLines } from "../../../player/agent/core/bound-lines.ts";
import { comesAfter } from "../../../player/agent/core/outbox.ts";
import type { OutboxLine } from "../../../player/agent/core/outbox-line.ts";
import { PlayRun, type Unsent } from "../../../player/agent/core/play-run.ts";
import { sha256Hex } from "../../../player/agent/sha256.ts";
import type { LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import type { SimWorld } from "../engine/world.ts";
import type { SimDisk } from "./disk.ts";

const KEPT_ACKNOWLEDGED_MS = 8 * 86_400_000;
/** Records that may wait for the disk; far fewer than on a real player, so that gaps are met within hours. */
const WAITING_RECORDS = 25;
const STALLED_MS = 2_000;
const LIMITS = { maxRecords: 500, maxBytes: 240 * 1_024 };

/** The parts of the log that a broken player would do otherwise. */
export interface LogRules {
  /** When a line counts as kept: after the sync, or as soon as it was handed over. */
  readonly countsAs: "synced" | "handed-over";
  /** How long an acknowledged record stays. */
  readonly keptAcknowledgedMs: number;
  /** Whether the newest record stays whatever happens, because the chain goes on from it. */
  readonly keepsNewest: boolean;
}

export const LOG_RULES: LogRules = {
  countsAs: "synced",
  keptAcknowledgedMs: KEPT_ACKNOWLEDGED_MS,
  keepsNewest: true,
};

type PlacedLine = OutboxLine & { readonly t: "closed" | "gap" };

interface Kept {
  readonly line: PlacedLine;
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
  /** Lines that a crash took away while the disk refused them, or that had to make room meanwhile. */
  readonly refused: OutboxLine[] = [];
  /** Records that gap lines on the disk stand for. */
  countedLost = 0;
  /** Something new can be sent. */
  onRecords: () => void = () => undefined;
  /** Set by a fault: the next sync of a record stalls, and this is called before it is over. */
  crashInSync: (() => void) | null = null;
  /** Set by a fault: the next sync fails and its lines are written again. */
  failsNextSync = false;
  readonly #world: SimWorld;
  readonly #disk: SimDisk;
  readonly #rules: LogRules;
  readonly #open = new Set<string>();
  #synced = 0;
  #kept: Kept[] = [];
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

  append(lines: readonly OutboxLine[]): void {
    this.#waiting.push(...lines);
    if (this.#rules.countsAs === "handed-over" && this.#count(lines)) this.#world.after(0, this.onRecords);
    if (!this.#isBusy) this.#drain();
  }

  #drain(): void {
    const life = this.#life;
    if (this.#waiting.length === 0) return;
    this.#isBusy = true;
    if (this.#disk.isFull) {
      this.#refuse(life);
      return;
    }
    const lines = [...this.#waiting];
    this.lines.push(...lines);
    this.#world.after(this.#syncMs(lines), () => {
      if (life !== this.#life) return;
      if (this.failsNextSync || this.#disk.isFull) {
        this.failsNextSync = false;
        this.lines.length = this.#synced;
        this.#refuse(life);
        return;
      }
      this.#isRefusing = false;
      this.#retryMs = 1_000;
      this.#synced = this.lines.length;
      this.#waiting = this.#waiting.slice(lines.length);
      this.#isBusy = false;
      for (const line of lines) this.#note(line);
      if (this.#rules.countsAs === "synced" && this.#count(lines)) this.onRecords();
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

  /** Tried again later; what waits stays within its bound, and what makes room is counted in a gap line. */
  #refuse(life: number): void {
    this.#isRefusing = true;
    const before = this.#waiting;
    this.#waiting = boundLines(before, WAITING_RECORDS, (showing) => this.#open.has(showing), sha256Hex);
    const stays = new Set(this.#waiting);
    this.refused.push(...before.filter((line) => line.t === "closed" && !stays.has(line)));
    this.#world.after(this.#retryMs, () => {
      if (life === this.#life) this.#drain();
    });
    this.#retryMs = Math.min(60_000, this.#retryMs * 2);
  }

  /** Showings that stand open on the disk, and what its gap lines count. */
  #note(line: OutboxLine): void {
    if (line.t === "open") this.#open.add(line.showing);
    if (line.t === "closed") this.#open.delete(line.showing);
    if (line.t !== "gap") return;
    this.countedLost += line.gap.count;
    for (const showing of line.closes) this.#open.delete(showing);
  }

  /** Whether there is something new to send. */
  #count(lines: readonly OutboxLine[]): boolean {
    const before = this.#kept.length;
    for (const line of lines) {
      if (line.t !== "closed" && line.t !== "gap") continue;
      const last = this.#kept.at(-1)?.line;
      if (last === undefined || comesAfter(keyOf(line), keyOf(last))) {
        this.#kept.push({ line, writtenAtMs: this.#world.nowMs });
      }
    }
    return this.#kept.length > before;
  }

  /** What counts as kept and comes after `mark`, as an unbroken run. */
  readAfter(mark: LedgerMark): Unsent {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const kept = this.#kept[middle];
      if (kept !== undefined && comesAfter(keyOf(kept.line), mark)) high = middle;
      else low = middle + 1;
    }
    const run = new PlayRun(mark, null, sha256Hex);
    const lines = this.#kept.slice(Math.max(0, low - 1), low + LIMITS.maxRecords + 1).map(({ line }) => line);
    run.take(lines, LIMITS);
    return run.unsent;
  }

  /** Drops acknowledged records that are old. */
  prune(acknowledged: PlayKey): void {
    const { nowMs } = this.#world;
    const mostGone = this.#kept.length - (this.#rules.keepsNewest ? 1 : 0);
    let gone = 0;
    while (gone < mostGone) {
      const kept = this.#kept[gone];
      if (kept === undefined || comesAfter(keyOf(kept.line), acknowledged)) break;
      if (nowMs - kept.writtenAtMs <= this.#rules.keptAcknowledgedMs) break;
      gone += 1;
    }
    if (gone === 0) return;
    const lastGone = this.#kept[gone - 1]?.line;
    this.#kept = this.#kept.slice(gone);
    const cut = lastGone === undefined ? 0 : this.lines.indexOf(lastGone) + 1;
    this.lines = this.lines.slice(cut);
    this.#synced = Math.max(0, this.#synced - cut);
  }

  /** What a crash leaves. */
  crash(how: "kill" | "power"): void {
    this.#life += 1;
    if (how === "power") {
      const unsynced = this.lines.length - this.#synced;
      this.lines.length = this.#synced + (unsynced > 0 ? this.#world.random.whole(0, unsynced) : 0);
    }
    for (const line of this.lines.slice(this.#synced)) this.#note(line);
    if (this.#isRefusing) this.refused.push(...this.#waiting);
    this.#waiting = [];
    this.#isBusy = false;
    this.#isRefusing = false;
    this.#retryMs = 1_000;
    this.#synced = this.lines.length;
    this.#kept = [];
    this.#count(this.lines);
  }
}

function keyOf(line: PlacedLine): PlayKey {
  return line.t === "closed" ? line.record : line.gap.to;
}
