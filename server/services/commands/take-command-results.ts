import { type CommandResult, Order } from "../../../schemas/commands.ts";
import { endCommand, listOpenCommands } from "../../db/repos/player-commands.ts";
import { revokePlayerRow } from "../../db/repos/players.ts";
import type { Transaction } from "../../db/transaction.ts";

/**
 * Writes what a player tells of its commands; the first word stays, and of another player's commands nothing is believed.
 * A player that has forgotten this server is no longer one of its players.
 */
export async function takeCommandResults(
  tx: Transaction,
  player: number,
  results: readonly CommandResult[],
  atMs: number,
): Promise<void> {
  const open = await listOpenCommands(
    tx,
    player,
    results.map((result) => result.number),
  );
  for (const row of open) {
    const result = results.find(({ number }) => number === row.number);
    if (result === undefined) continue;
    const { outcome, detail } = result;
    await endCommand(tx, row.number, { outcome, detail, ended_at_ms: atMs });
    const order = Order.parse(JSON.parse(row.order_json));
    if (order.kind === "unpair" && outcome === "done") await revokePlayerRow(tx, player, atMs);
  }
}
