import { timingSafeEqual } from "node:crypto";
import type { PairingState } from "../../../schemas/player-http.ts";
import type { ServiceContext } from "../../context.ts";
import { findPairingRequest } from "../../db/repos/pairing-requests.ts";
import { findPlayer, findScreenOfPlayer } from "../../db/repos/players.ts";
import { DomainError } from "../../errors.ts";
import { sha256Hex } from "../../sha256.ts";

/**
 * Tells the player that holds `secret` how its request stands; a confirmed one stays readable, so a lost answer is
 * simply asked again. Errors: `not-found` for an unknown request and a wrong secret alike.
 */
export async function readPairingState(
  ctx: ServiceContext,
  input: { requestId: string; secret: string },
): Promise<PairingState> {
  const request = await findPairingRequest(ctx.db, input.requestId);
  if (request === undefined || !equalHex(request.secret_sha256, sha256Hex(input.secret))) {
    throw new DomainError("not-found", "error.not-found");
  }
  if (request.player === null) return { state: request.expires_at_ms <= ctx.now() ? "expired" : "waiting" };
  const player = await findPlayer(ctx.db, request.player);
  const screenId = await findScreenOfPlayer(ctx.db, request.player);
  if (player === undefined || player.revoked_at_ms !== null || screenId === undefined) return { state: "expired" };
  return { state: "confirmed", player: player.number, screenId, highestBoot: player.highest_boot };
}

function equalHex(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
