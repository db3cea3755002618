import type { PlayBatch } from "../../../schemas/play-record.ts";
import type { HeardBatch } from "../../../schemas/play-record-scanner.ts";
import type { PublicKey } from "../../../schemas/root-document.ts";
import { recordText } from "../../../schemas/trust/record-chain.ts";
import type { Database, ServiceContext } from "../../context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { sha256Hex } from "../../sha256.ts";
import { followHashed } from "./core.ts";
import { createLedgerMemory, type LedgerMemory } from "./ledger-memory.ts";
import { openLedgerRound } from "./ledger-round.ts";
import { openBatchHead } from "./open-batch-head.ts";
import { type AcknowledgeMessage, type IngestResult, type OpenedBatch, storeBatch } from "./store-batch.ts";

/** The player as known from its connection: what a batch claims about itself is checked against this. */
export interface LedgerPlayer {
  readonly number: number;
  readonly keyId: string;
  readonly publicKey: PublicKey;
}

/**
 * Stores a batch exactly once: records, mark and totals in one transaction, and an answer only after it is committed.
 * A batch stored before adds nothing; one that starts past the mark stores nothing and is told the mark.
 */
export async function ingestBatch(
  ctx: ServiceContext,
  player: LedgerPlayer,
  batch: PlayBatch,
): Promise<AcknowledgeMessage> {
  const [result] = await ingestBatches(ctx, [{ player, batch }]);
  if (result === undefined) throw new Error("A batch was left without an answer.");
  return result.acknowledge;
}

/** The same for batches of many players, in one commit; answers in the order of the batches. */
export async function ingestBatches(
  ctx: ServiceContext,
  batches: readonly { player: LedgerPlayer; batch: PlayBatch }[],
): Promise<readonly IngestResult[]> {
  const memory = createLedgerMemory();
  return storePrepared(ctx, memory, await prepareRound(ctx, ctx.db, memory, await Promise.all(batches.map(openBatch))));
}

/** Batches of which is known what to store, if their players' marks still are where they were. */
export interface PreparedRound {
  readonly opened: readonly OpenedBatch[];
  readonly results: readonly IngestResult[];
  readonly write: (tx: Database) => Promise<boolean>;
}

/** Works out what storing these batches comes to, and stores nothing. */
export async function prepareRound(
  ctx: ServiceContext,
  db: Database,
  memory: LedgerMemory,
  opened: readonly OpenedBatch[],
): Promise<PreparedRound> {
  const round = await openLedgerRound(db, memory, opened);
  const results: IngestResult[] = [];
  // By player, so that rows reach the tables in the order of their keys.
  const inOrder = opened
    .map((one, index) => ({ one, index }))
    .sort((a, b) => a.one.player.number - b.one.player.number);
  for (const { one, index } of inOrder) results[index] = await storeBatch(round.store, ctx, one);
  return { opened, results, write: await round.finish(ctx.now()) };
}

/** Takes back what a round has written that was worked out from marks which have moved since. */
class MarksMoved extends Error {}

/**
 * Stores a prepared round in one commit; answers in the order of its batches. Where a mark has moved since, as when a
 * player's batch before was under way, the round is worked out again in the transaction, in which no mark can move.
 */
export async function storePrepared(
  ctx: ServiceContext,
  memory: LedgerMemory,
  prepared: PreparedRound,
): Promise<readonly IngestResult[]> {
  try {
    return await storeRound(ctx.db, async () => prepared);
  } catch (error) {
    if (!(error instanceof MarksMoved)) throw error;
    return storeRound(ctx.db, (tx) => prepareRound(ctx, tx, memory, prepared.opened));
  }
}

function storeRound(db: Database, prepare: (tx: Database) => Promise<PreparedRound>): Promise<readonly IngestResult[]> {
  return withTransaction(db, async (tx) => {
    const { results, write } = await prepare(tx);
    if (!(await write(tx))) throw new MarksMoved();
    return results;
  });
}

/** Checks the signature of a batch and follows its records: all that needs no database. Throws what cannot be evidence. */
export async function openBatch({ player, batch }: { player: LedgerPlayer; batch: HeardBatch }): Promise<OpenedBatch> {
  const [signed, hashes] = await Promise.all([openBatchHead(batch.head, player), hashRecords(batch)]);
  const head = signed?.player === player.number ? signed : null;
  const links = head === null ? null : (followHashed(head, batch.records, (_, place) => hashes[place] ?? "") ?? null);
  // How its records were written is not needed any more, and would be kept until it is stored.
  const { head: envelope, records } = batch;
  return { player, batch: { head: envelope, records }, head, links };
}

/**
 * The hash of each record. Where a record names the one before it is made to share that one's text: as a part of the frame
 * it came in it would keep all of that until it is stored.
 */
async function hashRecords({ records, texts }: HeardBatch): Promise<readonly string[]> {
  const hashes = records.map((record, place) => sha256Hex(texts?.[place] ?? recordText(record)));
  for (const [place, record] of records.entries()) {
    const before = hashes[place - 1];
    record.prevSha256 = before === record.prevSha256 ? before : copyOf(record.prevSha256);
  }
  return hashes;
}

function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
