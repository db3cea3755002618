import type { Envelope } from "../../../schemas/envelope.ts";
import type { Status } from "../../../schemas/manifest.ts";
import type { LedgerMark, PlayBatch, PlayBatchHead } from "../../../schemas/play-record.ts";
import type { ServerMessage, StateChanges } from "../../../schemas/player-socket.ts";
import type { PlayRow } from "../../../server/db/repos/play-log.ts";
import type { IngestResult } from "../../../server/services/ledger/store-batch.ts";
import type { SimWorld } from "../engine/world.ts";
import type { SimConnection } from "../network/path.ts";
import { openFrom, signFor } from "../notary.ts";
import type { SimRules } from "../rules.ts";
import type { MemoryLedger } from "./memory-ledger.ts";
import { ServerSession } from "./server-session.ts";
import type { ServerBackup, ServerState } from "./server-state.ts";

const FRESH_MS = 86_400_000;
const MAX_TOGETHER = 32;
const RECENT_BATCHES = 50;
const OLD_STATUSES = 12;
const SILENT_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

type IngestCrash = "before-commit" | "after-commit";

interface WaitingBatch {
  readonly player: number;
  readonly batch: PlayBatch;
  readonly answered: (result: IngestResult) => void;
  readonly failed: () => void;
}

/** What the checker wants to know of a server. */
export interface LedgerWatcher {
  committed(rows: readonly PlayRow[]): void;
  restored(marks: ReadonlyMap<number, LedgerMark>): void;
}

/** One server: the gateway and ledger cores over a database in memory, with process crashes and restored backups. */
export class SimServer {
  readonly state: ServerState;
  readonly ledger: MemoryLedger;
  readonly rules: SimRules;
  readonly world: SimWorld;
  isUp = true;
  /** Until when its disk takes no commit. */
  fullUntilMs = 0;
  /** Set by a fault: where in the next commit the process dies. */
  crashInIngest: IngestCrash | null = null;
  readonly backups: ServerBackup[] = [];
  /** Old statuses, as a machine in the middle might keep them. */
  readonly oldStatuses = new Map<string, Envelope[]>();
  readonly #watcher: LedgerWatcher;
  readonly #sessions = new Map<number, ServerSession>();
  readonly #live = new Set<ServerSession>();
  readonly #recent: WaitingBatch[] = [];
  #waiting: WaitingBatch[] = [];
  #isDraining = false;
  #life = 0;

  constructor(world: SimWorld, rules: SimRules, state: ServerState, ledger: MemoryLedger, watcher: LedgerWatcher) {
    this.world = world;
    this.rules = rules;
    this.state = state;
    this.ledger = ledger;
    this.#watcher = watcher;
  }

  /** A connection has reached the process. Without one it is reset. */
  accept(connection: SimConnection<unknown, ServerMessage>): void {
    if (!this.isUp) {
      connection.reset();
      return;
    }
    this.#live.add(new ServerSession(this, connection));
  }

  /** The newer connection of a player wins. */
  admitted(session: ServerSession, player: number): void {
    const older = this.#sessions.get(player);
    this.#sessions.set(player, session);
    if (older !== undefined && older !== session) older.tell({ type: "superseded" });
  }

  gone(session: ServerSession): void {
    this.#live.delete(session);
    const { player } = session;
    if (player !== null && this.#sessions.get(player) === session) this.#sessions.delete(player);
  }

  status(screenId: string): Envelope {
    const newest = this.state.manifests.get(screenId);
    const serverTimeMs = Math.floor(this.world.nowMs);
    const status: Status = {
      type: "status",
      screenId,
      serverEpoch: String(this.state.epoch),
      rootVersion: 1,
      manifestRevision: newest?.manifest.revision ?? 0,
      manifestSha256: newest?.sha256 ?? null,
      withdrawalsVersion: this.state.withdrawalsVersion,
      serverTimeMs,
      freshUntilMs: serverTimeMs + FRESH_MS,
    };
    return signFor("scheduler", status);
  }

  /** Keeps what a player tells, and goes above what it has seen: after a restore it may have seen more than we know. */
  heard(player: number, state: StateChanges): void {
    const known = this.state.players.get(player);
    if (known === undefined) return;
    known.highestBoot = Math.max(known.highestBoot, state.boot ?? 0);
    const newest = this.state.manifests.get(known.screenId);
    const told = state.heldRevision ?? 0;
    const ours = newest?.manifest.revision ?? 0;
    const isAhead = told > ours || (told > 0 && told === ours && state.heldSha256 !== newest?.sha256);
    if (!this.rules.jumpsAboveTold || !isAhead) return;
    this.state.publish(known.screenId, told);
    this.push(known.screenId);
  }

  /** Tells every connected player of the screen, or all, that its status changed. */
  push(screenId: string | null): void {
    for (const session of this.#live) {
      if (screenId === null || session.screenId === null || session.screenId === screenId) {
        session.tell({ type: "status-changed" });
      }
    }
  }

  revoke(player: number): void {
    this.#sessions.get(player)?.tell({ type: "revoked" });
  }

  /** A batch that was stored long ago arrives again, as a proxy that repeats a request would have it. */
  replay(part: number): void {
    const batch = this.#recent[Math.floor(part * this.#recent.length)];
    if (batch === undefined || !this.isUp) return;
    this.ingest({ ...batch, answered: () => undefined, failed: () => undefined });
  }

  /** Stores a batch with all others that wait, in one commit. */
  ingest(waiting: WaitingBatch): void {
    this.#waiting.push(waiting);
    this.#recent.push(waiting);
    if (this.#recent.length > RECENT_BATCHES) this.#recent.shift();
    if (this.#isDraining) return;
    this.#isDraining = true;
    const life = this.#life;
    this.world.after(this.world.random.between(1, 15), () => {
      if (life === this.#life) this.world.track(this.#commit(life));
    });
  }

  async #commit(life: number): Promise<void> {
    const together = this.#waiting.splice(0, MAX_TOGETHER);
    const { store, commit } = this.ledger.begin();
    const ctx = { now: () => Math.floor(this.world.nowMs), log: SILENT_LOG };
    const results: IngestResult[] = [];
    const before = this.ledger.rows.length;
    for (const { player, batch } of together) {
      const head = openFrom<PlayBatchHead>(`player ${player}`, batch.head) ?? null;
      results.push(await this.rules.storeBatch(store, ctx, { player: { number: player }, batch, head }));
    }
    const answer = () => {
      for (const [index, one] of together.entries()) one.answered(results[index] ?? leftOut());
    };
    if (this.rules.acknowledges === "before-commit") {
      answer();
      this.world.after(40, () => this.#finish(life, together, commit, before, () => undefined));
      return;
    }
    this.#finish(life, together, commit, before, answer);
  }

  #finish(
    life: number,
    together: readonly WaitingBatch[],
    commit: () => void,
    before: number,
    answer: () => void,
  ): void {
    if (life !== this.#life) return;
    const crash = this.crashInIngest;
    this.crashInIngest = null;
    if (crash === "before-commit") {
      this.crash(20_000);
      return;
    }
    this.#isDraining = false;
    if (this.fullUntilMs > this.world.nowMs) {
      for (const { failed } of together) failed();
    } else {
      commit();
      this.#watcher.committed(this.ledger.rows.slice(before));
      if (crash === "after-commit") {
        this.crash(20_000);
        return;
      }
      answer();
    }
    const next = this.#waiting.shift();
    if (next !== undefined) this.ingest(next);
  }

  /** The process dies; connections are reset as far as the network carries it. */
  crash(downMs: number): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.#life += 1;
    this.#waiting = [];
    this.#isDraining = false;
    for (const session of this.#live) session.drop();
    this.#live.clear();
    this.#sessions.clear();
    this.world.after(downMs, () => {
      this.isUp = true;
    });
  }

  backup(): void {
    this.backups.push(this.state.backup(this.world.nowMs));
    for (const screenId of this.state.screens.keys()) {
      const old = this.oldStatuses.get(screenId) ?? [];
      this.oldStatuses.set(screenId, [...old, this.status(screenId)].slice(-OLD_STATUSES));
    }
  }

  /** The disk is replaced and an older backup put in its place. */
  restore(ageMs: number): void {
    const wanted = this.world.nowMs - ageMs;
    const backup = this.backups.findLast(({ atMs }) => atMs <= wanted) ?? this.backups[0];
    if (backup === undefined) return;
    this.crash(60_000);
    this.state.restore(backup, this.rules.jumpsAboveTold);
    this.#watcher.restored(backup.ledger.marks);
    while ((this.backups.at(-1)?.atMs ?? 0) > backup.atMs) this.backups.pop();
  }
}

function leftOut(): IngestResult {
  throw new Error("A batch was left without an answer.");
}
