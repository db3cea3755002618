import type { PlayerState } from "../../../schemas/player-socket.ts";
import { hasConfirmed, insertConfirmation } from "../../db/repos/withdrawal-confirmations.ts";
import { listWithdrawalsNaming } from "../../db/repos/withdrawals.ts";
import type { Transaction } from "../../db/transaction.ts";

/**
 * Keeps that a player holds the list of withdrawals of this version and shows nothing that it names: only both together
 * confirm it. Repeating it changes nothing.
 */
export async function confirmWithdrawals(
  tx: Transaction,
  player: number,
  state: PlayerState,
  atMs: number,
): Promise<void> {
  const version = state.withdrawalsVersion;
  if (version === 0 || (await hasConfirmed(tx, player, version))) return;
  if (state.playing !== null) {
    const named = await listWithdrawalsNaming(tx, { airingSha256s: [state.playing], renditionSha256s: [] });
    if (named.some((row) => row.version <= version)) return;
  }
  await insertConfirmation(tx, { player, version, confirmed_at_ms: atMs });
}
