import type { PlayBatch } from "../../../schemas/play-record.ts";
import type { ServiceContext } from "../../context.ts";
import { type IngestResult, ingestBatches, type LedgerPlayer } from "./ingest-batch.ts";

/** Batches in one commit. */
const MAX_TOGETHER = 32;
/** Batches that may wait; a player has one in flight, so this bounds memory, not honest players. */
const MAX_WAITING = 5_000;

/** Takes batches of many players and stores all that wait in one commit, so that one sync to disk serves them all. */
export interface LedgerWriter {
  /** Resolves after the commit. Rejects when the batch could not be stored or too many wait: the player sends again. */
  ingest(player: LedgerPlayer, batch: PlayBatch): Promise<IngestResult>;
}

interface Waiting {
  readonly player: LedgerPlayer;
  readonly batch: PlayBatch;
  readonly resolve: (result: IngestResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A writer of its own queue; one per process. */
export function createLedgerWriter(ctx: ServiceContext): LedgerWriter {
  const waiting: Waiting[] = [];
  let draining = false;
  const store = async (together: readonly Waiting[]): Promise<void> => {
    try {
      const results = await ingestBatches(ctx, together);
      for (const [index, { resolve, reject }] of together.entries()) {
        const result = results[index];
        if (result === undefined) reject(new Error("A batch was left without an answer."));
        else resolve(result);
      }
    } catch (error) {
      // One of them may be at fault: each alone, so that no player can keep the others' records out.
      if (together.length > 1) for (const one of together) await store([one]);
      else for (const { reject } of together) reject(error);
    }
  };
  const drain = async () => {
    draining = true;
    while (waiting.length > 0) await store(waiting.splice(0, MAX_TOGETHER));
    draining = false;
  };
  return {
    ingest: (player, batch) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MAX_WAITING) {
          reject(new Error("Too many batches wait to be stored."));
          return;
        }
        waiting.push({ player, batch, resolve, reject });
        if (!draining) void drain();
      }),
  };
}
