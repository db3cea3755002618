import type { ClockAnchor } from "../../../schemas/play-record.ts";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { ServiceContext } from "../../context.ts";
import { insertAnchors } from "../../db/repos/play-log.ts";
import { writePlayerState } from "../../db/repos/player-states.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { takeCommandResults } from "../commands/take-command-results.ts";
import { createGroupCommit } from "../group-commit.ts";
import { confirmWithdrawals } from "../withdrawals/confirm-withdrawals.ts";

/** Heartbeats in one commit, and those that may wait for it: a player waits for each answer. */
const LIMITS = { maxTogether: 200, maxWaiting: 10_000 };

export interface ToldHeartbeat {
  readonly player: number;
  readonly state: PlayerState;
  readonly anchors: readonly ClockAnchor[];
}

/** Takes heartbeats of many players and keeps all that wait in one commit. */
export interface HeartbeatWriter {
  /** Resolves when the state and the clock anchors are stored. Repeating it changes nothing more. */
  take(heartbeat: ToldHeartbeat): Promise<void>;
}

/** A writer of its own queue; one per process. */
export function createHeartbeatWriter(ctx: ServiceContext): HeartbeatWriter {
  const store = (together: readonly ToldHeartbeat[]) =>
    withTransaction(ctx.db, async (tx) => {
      for (const heartbeat of together) await keepHeartbeat(tx, heartbeat, ctx.now());
      return together.map(() => undefined);
    });
  const group = createGroupCommit<ToldHeartbeat, undefined>(store, LIMITS);
  return { take: (heartbeat) => group.add(heartbeat) };
}

async function keepHeartbeat(tx: Transaction, { player, state, anchors }: ToldHeartbeat, atMs: number): Promise<void> {
  await writePlayerState(tx, player, { json: JSON.stringify(state), boot: state.boot, atMs });
  await insertAnchors(tx, player, anchors);
  await confirmWithdrawals(tx, player, state, atMs);
  await takeCommandResults(tx, player, state.commandResults ?? [], atMs);
}
