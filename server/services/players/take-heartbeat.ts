import type { ClockAnchor } from "../../../schemas/play-record.ts";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { ServiceContext } from "../../context.ts";
import { insertAnchors } from "../../db/repos/play-log.ts";
import { writePlayerState } from "../../db/repos/player-states.ts";
import { findPresenceBefore, writeBoots, writePresence } from "../../db/repos/presence.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { takeCommandResults } from "../commands/take-command-results.ts";
import { createGroupCommit } from "../group-commit.ts";
import { confirmWithdrawals } from "../withdrawals/confirm-withdrawals.ts";
import { followPresence, type KeptPresence, type PresenceStep } from "./presence.ts";

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
  const present = new Map<number, KeptPresence>();
  const store = async (together: readonly ToldHeartbeat[]) => {
    const fresh = await withTransaction(ctx.db, async (tx) => {
      for (const heartbeat of together) await keepHeartbeat(tx, heartbeat, ctx.now());
      return keepPresence(tx, present, together, ctx.now());
    });
    for (const [player, kept] of fresh) present.set(player, kept);
    return together.map(() => undefined);
  };
  const group = createGroupCommit<ToldHeartbeat, undefined>(store, LIMITS);
  return { take: (heartbeat) => group.add(heartbeat) };
}

async function keepHeartbeat(tx: Transaction, { player, state, anchors }: ToldHeartbeat, atMs: number): Promise<void> {
  await writePlayerState(tx, player, { json: JSON.stringify(state), boot: state.boot, atMs });
  await insertAnchors(tx, player, anchors);
  await confirmWithdrawals(tx, player, state, atMs);
  await takeCommandResults(tx, player, state.commandResults ?? [], atMs);
}

/** Where nothing changed there is mostly nothing to store; what there is goes into one statement for all of them. */
async function keepPresence(
  tx: Transaction,
  present: ReadonlyMap<number, KeptPresence>,
  together: readonly ToldHeartbeat[],
  atMs: number,
): Promise<ReadonlyMap<number, KeptPresence>> {
  const fresh = new Map<number, KeptPresence>();
  const steps: PresenceStep[] = [];
  for (const heartbeat of together) {
    const { player } = heartbeat;
    const known = fresh.get(player) ?? present.get(player) ?? (await storedPresence(tx, player, atMs));
    const step = followPresence(known, heartbeat, atMs);
    fresh.set(player, step.kept);
    steps.push(step);
  }
  const rows = new Map(steps.flatMap(({ write }) => write.map((row) => [`${row.player} ${row.from_ms}`, row])));
  await writePresence(tx, [...rows.values()]);
  await writeBoots(
    tx,
    steps.flatMap(({ boot }) => boot ?? []),
  );
  return fresh;
}

/** Asked once for each player after a start of the server. */
async function storedPresence(tx: Transaction, player: number, atMs: number): Promise<KeptPresence | undefined> {
  const row = await findPresenceBefore(tx, player, atMs);
  return row === undefined ? undefined : { row, heardAtMs: row.to_ms };
}
