import { setImmediate } from "node:timers/promises";
import type { ClockAnchor, LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import type { Database } from "../../context.ts";
import { type BatchHeadRow, insertBatchHeads } from "../../db/repos/batch-heads.ts";
import {
  type AnchorSpan,
  listAnchorsOf,
  listAssignmentsOf,
  readMarks,
  writeMarks,
} from "../../db/repos/ledger-round.ts";
import { insertAnomalyIfNew, type PlayRow, preparePlays, readPlayHashes } from "../../db/repos/play-log.ts";
import { prepareTotals, type TotalRow } from "../../db/repos/play-totals.ts";
import { allEnded } from "../../db/transaction.ts";
import { compareKeys } from "./core.ts";
import type { HeldItems } from "./held-items.ts";
import type { Assignment, LedgerStore } from "./ledger-store.ts";
import type { OpenedBatch } from "./store-batch.ts";

const NO_MARK: LedgerMark = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };

/** Records in one statement: the database inserts them while the next batches are looked at. */
const PLAYS_TOGETHER = 800;

/** Many batches in one transaction: what they need is read at once, and what they store is written in few statements. */
export interface LedgerRound {
  readonly store: LedgerStore;
  /** Writes what was stored and is not written yet. To be called once, last. */
  flush(atMs: number): Promise<void>;
  /** Resolves when no statement is under way: before that the transaction must not end, also not by an error. */
  ended(): Promise<void>;
}

/** A round of these batches in the transaction `tx`. Other players' rows are found too, one by one. */
export async function openLedgerRound(
  tx: Database,
  held: HeldItems,
  batches: readonly Pick<OpenedBatch, "player" | "batch">[],
): Promise<LedgerRound> {
  const players = [...new Set(batches.map(({ player }) => player.number))].sort((one, other) => one - other);
  const known = new KnownRows(tx);
  await known.readAll(players, batches.flatMap(spansOf));
  const plays: PlayRow[] = [];
  let written = 0;
  const writing = new TwoAtOnce();
  const writePlays = () => {
    writing.add(preparePlays(tx, plays.slice(written)));
    written = plays.length;
  };
  const totals: TotalRow[] = [];
  const heads: BatchHeadRow[] = [];
  const moved = new Map<number, LedgerMark>();
  const store: LedgerStore = {
    lockMark: async (player) => moved.get(player) ?? (await known.markOf(player)),
    readHashes: async (player, first, last) => {
      const hashes = await readPlayHashes(tx, player, first, last);
      for (const [key, sha256] of hashesBetween(plays, player, first, last)) {
        if (!hashes.has(key)) hashes.set(key, sha256);
      }
      return hashes;
    },
    listAssignments: (player) => known.assignmentsOf(player),
    listAnchorsAround: (player, boot, { fromMonoMs, toMonoMs }) =>
      known.anchorsOf({ player, boot, from_ms: fromMonoMs, to_ms: toMonoMs }),
    itemsHeld: (screenId, revision) => held.find(tx, screenId, revision),
    insertPlays: async (rows) => {
      plays.push(...rows);
      if (plays.length - written < PLAYS_TOGETHER) return;
      writePlays();
      // Until this thread has looked up, the statement before has not ended for it.
      await setImmediate();
    },
    addTotals: async (rows) => void totals.push(...rows),
    insertBatchHead: async (row) => void heads.push(row),
    writeMark: async (player, mark) => void moved.set(player, mark),
    insertAnomalyIfNew: (row) => insertAnomalyIfNew(tx, row),
  };
  return {
    store,
    async flush(atMs) {
      writePlays();
      for (const write of prepareTotals(tx, totals)) writing.add(write);
      writing.add(() => insertBatchHeads(tx, heads));
      writing.add(() => writeMarks(tx, moved, atMs));
      await writing.done();
    },
    ended: () => writing.settled(),
  };
}

/**
 * Statements of one transaction, two under way at most: the database begins with the second when it is done with the
 * first, without waiting to be told, and no more threads than these wait for it.
 */
class TwoAtOnce {
  #lanes: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];

  add(write: () => Promise<void>): void {
    const [next, other] = this.#lanes;
    const lane = next.then(write);
    // Whoever asks for the end is told; until then nobody has to listen.
    lane.catch(() => undefined);
    this.#lanes = [other, lane];
  }

  /** Throws what one that failed threw, when none is under way any more. */
  async done(): Promise<void> {
    await allEnded(this.#lanes);
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#lanes);
  }
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
  readonly #tx: Database;
  readonly #marks = new Map<number, LedgerMark>();
  readonly #assignments = new Map<number, Assignment[]>();
  readonly #anchors = new Map<string, ClockAnchor[]>();

  constructor(tx: Database) {
    this.#tx = tx;
  }

  async readAll(players: readonly number[], spans: readonly AnchorSpan[]): Promise<void> {
    if (players.length === 0) return;
    const [marks, assignments, anchors] = await allEnded([
      readMarks(this.#tx, players),
      listAssignmentsOf(this.#tx, players),
      listAnchorsOf(this.#tx, spans),
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
    return this.#marks.get(player) ?? (await readMarks(this.#tx, [player])).get(player) ?? NO_MARK;
  }

  async assignmentsOf(player: number): Promise<readonly Assignment[]> {
    return this.#assignments.get(player) ?? (await listAssignmentsOf(this.#tx, [player]));
  }

  async anchorsOf(span: AnchorSpan): Promise<readonly ClockAnchor[]> {
    const known = this.#anchors.get(nameOf(span));
    return known ?? (await listAnchorsOf(this.#tx, [span])).map(({ anchor }) => anchor);
  }
}

function nameOf({ player, boot }: Pick<AnchorSpan, "player" | "boot">): string {
  return `${player} ${boot}`;
}
