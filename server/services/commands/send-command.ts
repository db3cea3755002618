import { MAX_COMMANDS_TOLD, Order } from "../../../schemas/commands.ts";
import { PlayerState } from "../../../schemas/player-socket.ts";
import type { ServiceContext } from "../../context.ts";
import { highestCommandNumber, insertCommand, listWaitingCommands } from "../../db/repos/player-commands.ts";
import { findPlayerOfScreen } from "../../db/repos/players.ts";
import { findScreenRow } from "../../db/repos/screens.ts";
import type { Role } from "../../db/tables.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";

/** An order nobody picked up by then is over: nobody wants a screen to restart a day later. */
const EXPIRES_MS: Readonly<Record<Order["kind"], number>> = {
  identify: 120_000,
  screenshot: 600_000,
  reload: 600_000,
  restart: 600_000,
  volume: 86_400_000,
  unpair: 3_600_000,
};

/** Looking is for whoever runs the content; what may interrupt a picture is for whoever runs the machines. */
const MAY: Readonly<Record<Order["kind"], readonly Role[]>> = {
  identify: ["editor", "approver", "administrator"],
  screenshot: ["editor", "approver", "administrator"],
  reload: ["editor", "administrator"],
  volume: ["editor", "administrator"],
  restart: ["administrator"],
  unpair: ["administrator"],
};

/**
 * Gives the player that serves this screen an order. It travels in the signed status until the player tells its result or
 * its time is over. Errors: `not-allowed`, `not-found`, `conflict` without a player or with too many orders waiting.
 */
export async function sendCommand(
  ctx: ServiceContext,
  input: { screenId: string; order: Order },
): Promise<{ number: number; expiresAtMs: number }> {
  const order = Order.parse(input.order);
  requireRole(ctx, ...MAY[order.kind]);
  const { screenId } = input;
  const sent = await withTransaction(ctx.db, async (tx) => {
    if ((await findScreenRow(tx, screenId)) === undefined) {
      throw new DomainError("not-found", "error.not-found", {}, { screenId });
    }
    const player = await findPlayerOfScreen(tx, screenId);
    if (player === undefined) throw new DomainError("conflict", "commands.no-player", {}, { screenId });
    const nowMs = ctx.now();
    const waiting = await listWaitingCommands(tx, { screenId, nowMs, limit: MAX_COMMANDS_TOLD });
    if (waiting.length >= MAX_COMMANDS_TOLD) {
      throw new DomainError("conflict", "commands.too-many", { n: MAX_COMMANDS_TOLD }, { screenId });
    }
    const number = (await highestNumber(tx, player.state_json)) + 1;
    const expiresAtMs = nowMs + EXPIRES_MS[order.kind];
    await insertCommand(tx, {
      number,
      player: player.number,
      screen_id: screenId,
      order_json: JSON.stringify(order),
      created_by: personIdOrNull(ctx),
      created_at_ms: nowMs,
      expires_at_ms: expiresAtMs,
    });
    const detail = { number, order: order.kind, player: player.number };
    await recordAudit(tx, ctx, { action: "send-command", noun: "screen", nounId: screenId, detail });
    return { number, expiresAtMs };
  });
  ctx.bus.hint("command-sent", { screenId });
  return sent;
}

/** Above any that the player has met, too: a server restored from a backup counts on where it left off. */
async function highestNumber(tx: Transaction, stateJson: string | null): Promise<number> {
  const state = stateJson === null ? undefined : PlayerState.safeParse(JSON.parse(stateJson));
  const told = state?.success === true ? (state.data.commandResults ?? []).map((result) => result.number) : [];
  return Math.max(await highestCommandNumber(tx), ...told);
}
