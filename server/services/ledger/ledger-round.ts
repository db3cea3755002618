import type { ClockAnchor, LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import type { Database } from "../../context.ts";
import { type BatchHeadRow, insertBatchHeads } from "../../db/repos/batch-heads.ts";
import {
  type AnchorSpan,
  listAnchorsOf,
  listAssignmentsOf,
  type MarkMove,
  moveMarks,
  readMarks,
} from "../../db/repos/ledger-round.ts";
import { hasAnomaly, insertAnomalyIfNew, type PlayRow, readPlayHashes } from "../../db/repos/play-log.ts";
import { numberPlays } from "../../db/repos/play-names.ts";
import { prepareStretches } from "../../db/repos/play-stretches.ts";
import { type CountedRow, preparePlayTotals } from "../../db/repos/play-totals.ts";
import { allEnded } from "../../db/transaction.ts";
import { compareKeys } from "./core.ts";
import type { LedgerMemory } from "./ledger-memory.ts";
import type { AnomalyRow, Assignment, LedgerStore } from "./ledger-store.ts";
import type { OpenedBatch } from "./store-batch.ts";

const NO_MARK: LedgerMark = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };

/**
 * Many batches in one transaction: what they need is read at once and before it, so that the transaction of another
 * round may be under way meanwhile, and what they store is written in few statements.
 */
export interface LedgerRound {
  readonly store: LedgerStore;
  /**
   * Makes ready what was stored; afterwards nothing may be stored any more. What it returns writes it, to be called once,
   * and says whether all it was worked out from is still so: where it is not, the transaction is not to be committed.
   */
  finish(atMs: number): Promise<(tx: Database) => Promise<boolean>>;
}

/** A round of these batches; `db` may be the transaction itself. Other players' rows are found too, one by one. */
export async function openLedgerRound(
  db: Database,
  memory: LedgerMemory,
  batches: readonly Pick<OpenedBatch, "player" | "batch">[],
): Promise<LedgerRound> {
  const players = [...new Set(batches.map(({ player }) => player.number))].sort((one, other) => one - other);
  const known = new KnownRows(db);
  await known.readAll(players, batches.flatMap(spansOf));
  const plays: PlayRow[] = [];
  const counted: CountedRow[] = [];
  const heads: BatchHeadRow[] = [];
  const anomalies: AnomalyRow[] = [];
  const moved = new Map<number, LedgerMark>();
  const store: LedgerStore = {
    lockMark: async (player) => moved.get(player) ?? (await known.markOf(player)),
    readHashes: async (player, first, last) => {
      const hashes = await readPlayHashes(db, player, first, last);
      for (const [key, sha256] of hashesBetween(plays, player, first, last)) {
        if (!hashes.has(key)) hashes.set(key, sha256);
      }
      return hashes;
    },
    listAssignments: (player) => known.assignmentsOf(player),
    listAnchorsAround: (player, boot, { fromMonoMs, toMonoMs }) =>
      known.anchorsOf({ player, boot, from_ms: fromMonoMs, to_ms: toMonoMs }),
    itemsHeld: (screenId, revision) => memory.held.find(db, screenId, revision),
    insertPlays: async (rows) => void plays.push(...rows),
    addTotals: async (rows) => void counted.push(...rows),
    insertBatchHead: async (row) => void heads.push(row),
    writeMark: async (player, mark) => void moved.set(player, mark),
    insertAnomalyIfNew: async (row) => {
      if (anomalies.some((one) => isSameAnomaly(one, row)) || (await hasAnomaly(db, row))) return false;
      anomalies.push(row);
      return true;
    },
  };
  return {
    store,
    async finish(atMs) {
      const moves = known.movesTo(moved);
      const numbers = await numberPlays(db, memory.names, plays);
      const writes = [prepareStretches(db, plays, numbers), ...(await preparePlayTotals(db, memory.names, counted))];
      return async (tx) => {
        if (!(await known.areMarksIn(tx, moved))) return false;
        for (const anomaly of anomalies) await insertAnomalyIfNew(tx, anomaly);
        // Never two at once: where one fails SQLite may end the transaction, and the other would then stand by itself.
        for (const write of writes) await write(tx);
        await insertBatchHeads(tx, heads);
        return moveMarks(tx, moves, atMs);
      };
    },
  };
}

function isSameAnomaly(one: AnomalyRow, other: AnomalyRow): boolean {
  const { player, kind, boot, seq, detail_json } = other;
  return (
    one.player === player &&
    one.kind === kind &&
    one.boot === boot &&
    one.seq === seq &&
    one.detail_json === detail_json
  );
}

/** Of each boot in a batch only the anchors around its records are wanted: a boot of months has a hundred thousand. */
function spansOf({ player, batch }: Pick<OpenedBatch, "player" | "batch">): AnchorSpan[] {
  const spans = new Map<number, { -readonly [Name in keyof AnchorSpan]: AnchorSpan[Name] }>();
  for (const { boot, startedMonoMs } of batch.records) {
    const span = spans.get(boot) ?? { player: player.number, boot, from_ms: startedMonoMs, to_ms: startedMonoMs };
    span.from_ms = Math.min(span.from_ms, startedMonoMs);
    span.to_ms = Math.max(span.to_ms, startedMonoMs);
    spans.set(boot, span);
  }
  return [...spans.values()];
}

function* hashesBetween(plays: readonly PlayRow[], player: number, first: PlayKey, last: PlayKey) {
  for (const row of plays) {
    if (row.player !== player || compareKeys(row, first) < 0 || compareKeys(row, last) > 0) continue;
    yield [`${row.boot} ${row.seq}`, row.sha256] as const;
  }
}

/** What a round has read. */
class KnownRows {
  readonly #db: Database;
  readonly #marks = new Map<number, LedgerMark>();
  readonly #assignments = new Map<number, Assignment[]>();
  readonly #anchors = new Map<string, ClockAnchor[]>();

  constructor(db: Database) {
    this.#db = db;
  }

  async readAll(players: readonly number[], spans: readonly AnchorSpan[]): Promise<void> {
    if (players.length === 0) return;
    const [marks, assignments, anchors] = await allEnded([
      readMarks(this.#db, players),
      listAssignmentsOf(this.#db, players),
      listAnchorsOf(this.#db, spans),
    ]);
    for (const player of players) {
      this.#marks.set(player, marks.get(player) ?? NO_MARK);
      this.#assignments.set(player, []);
    }
    for (const { player, ...row } of assignments) {
      this.#assignments.get(player)?.push(row);
    }
    for (const span of spans) this.#anchors.set(nameOf(span), []);
    for (const { player, anchor } of anchors) {
      this.#anchors.get(nameOf({ player, boot: anchor.boot }))?.push(anchor);
    }
  }

  async markOf(player: number): Promise<LedgerMark> {
    const mark = this.#marks.get(player) ?? (await readMarks(this.#db, [player])).get(player) ?? NO_MARK;
    this.#marks.set(player, mark);
    return mark;
  }

  /** What `moved` comes to, from where the marks were when they were read. */
  movesTo(moved: ReadonlyMap<number, LedgerMark>): MarkMove[] {
    return [...moved].map(([player, to]) => ({ player, from: this.#marks.get(player) ?? NO_MARK, to }));
  }

  /** Whether the marks that were read and are not `moved` are those of the transaction too; mostly there are none. */
  async areMarksIn(tx: Database, moved: ReadonlyMap<number, LedgerMark>): Promise<boolean> {
    const still = [...this.#marks].filter(([player]) => !moved.has(player));
    if (still.length === 0) return true;
    const players = still.map(([player]) => player);
    const marks = await readMarks(tx, players);
    return still.every(([player, read]) => {
      const { boot, seq, headSha256 } = marks.get(player) ?? NO_MARK;
      return read.boot === boot && read.seq === seq && read.headSha256 === headSha256;
    });
  }

  async assignmentsOf(player: number): Promise<readonly Assignment[]> {
    return this.#assignments.get(player) ?? (await listAssignmentsOf(this.#db, [player]));
  }

  async anchorsOf(span: AnchorSpan): Promise<readonly ClockAnchor[]> {
    const known = this.#anchors.get(nameOf(span));
    return known ?? (await listAnchorsOf(this.#db, [span])).map(({ anchor }) => anchor);
  }
}

function nameOf({ player, boot }: Pick<AnchorSpan, "player" | "boot">): string {
  return `${player} ${boot}`;
}
