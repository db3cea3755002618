import type { ServiceContext } from "../../context.ts";
import { findPlayer, revokePlayerRow } from "../../db/repos/players.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";

/**
 * Removes a player from its screen and revokes its key for good: the device needs a new key to be paired again. Its
 * records stay. Again changes nothing. Errors: `not-found`.
 */
export async function revokePlayer(ctx: ServiceContext, input: { player: number }): Promise<void> {
  requireRole(ctx, "administrator");
  const revoked = await withTransaction(ctx.db, async (tx) => {
    const player = await findPlayer(tx, input.player);
    if (player === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
    if (player.revoked_at_ms !== null) return false;
    await revokePlayerRow(tx, player.number, ctx.now());
    const detail = { keyId: player.key_id };
    await recordAudit(tx, ctx, { action: "revoke-player", noun: "player", nounId: String(player.number), detail });
    return true;
  });
  if (revoked) ctx.bus.hint("player-revoked", { player: input.player });
}
