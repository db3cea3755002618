import type { HeardBatch } from "../../../schemas/play-record-scanner.ts";
import type { ServiceContext } from "../../context.ts";
import { createPreparedCommit } from "../group-commit.ts";
import { type LedgerPlayer, openBatch, type PreparedRound, prepareRound, storePrepared } from "./ingest-batch.ts";
import { createLedgerMemory } from "./ledger-memory.ts";
import type { IngestResult, OpenedBatch } from "./store-batch.ts";

/** Batches in one commit: few enough that others are read and checked meanwhile. */
const MAX_TOGETHER = 48;
/** Batches that may wait; a player has one in flight, so this bounds memory, not honest players. */
const MAX_WAITING = 5_000;

/** Takes batches of many players and stores all that wait in one commit, so that one sync to disk serves them all. */
export interface LedgerWriter {
  /** Resolves after the commit. Rejects when the batch could not be stored or too many wait: the player sends again. */
  ingest(player: LedgerPlayer, batch: HeardBatch): Promise<IngestResult>;
}

/**
 * A writer of its own queue; one per process. While a commit is under way, signatures and chains are checked and the next
 * is made ready.
 */
export function createLedgerWriter(ctx: ServiceContext): LedgerWriter {
  const memory = createLedgerMemory();
  const prepare = (together: readonly OpenedBatch[]) => prepareRound(ctx, ctx.db, memory, together);
  const store = (prepared: PreparedRound) => storePrepared(ctx, memory, prepared);
  const group = createPreparedCommit({ prepare, store }, { maxTogether: MAX_TOGETHER, maxWaiting: MAX_WAITING });
  return { ingest: async (player, batch) => group.add(await openBatch({ player, batch })) };
}
