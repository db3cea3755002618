import type { ServiceContext } from "../../context.ts";
import {
  expirePairingRequest,
  findPairingRequest,
  lockPairingRequest,
  type PairingRequestRow,
  setPairedPlayer,
} from "../../db/repos/pairing-requests.ts";
import {
  findPlayerOfScreen,
  highestBootFor,
  insertPlayer,
  listPlayersOfKey,
  openAssignment,
  revokePlayerRow,
} from "../../db/repos/players.ts";
import { lockScreen } from "../../db/repos/screens.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { refuseServingElsewhere } from "./claim-pairing.ts";

/**
 * Makes the player whose words were compared the one that serves the screen, under a number never used before.
 * Idempotent for the person who claimed: however often and at once it is called, one player comes of it. A screen that
 * has a player keeps it unless `replaceExisting`; then the old player's key is revoked for good.
 * Errors: `not-found`, `conflict`, `expired`, `not-allowed` when the key was revoked meanwhile.
 */
export async function confirmPairing(
  ctx: ServiceContext,
  input: { requestId: string; replaceExisting: boolean },
): Promise<{ player: number; screenId: string }> {
  requireRole(ctx, "administrator");
  const result = await withTransaction(ctx.db, async (tx) => {
    const { request, screenId } = await claimedRequest(tx, ctx, input.requestId);
    if (request.player !== null) return { player: request.player, screenId, replaced: undefined };
    return pairIn(tx, ctx, request, screenId, input.replaceExisting);
  });
  if (result.replaced !== undefined) ctx.bus.hint("player-revoked", { player: result.replaced });
  ctx.bus.hint("manifest-changed", { screenId: result.screenId });
  return { player: result.player, screenId: result.screenId };
}

/** Ends a request whose words did not match; its code is dead. Again changes nothing. Errors: `not-found`. */
export async function refusePairing(ctx: ServiceContext, input: { requestId: string }): Promise<void> {
  requireRole(ctx, "administrator");
  await withTransaction(ctx.db, async (tx) => {
    const request = await findPairingRequest(tx, input.requestId);
    if (request === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
    if (!(await expirePairingRequest(tx, request.id, ctx.now()))) return;
    const detail = { screenId: request.claimed_screen_id, keyId: request.key_id };
    await recordAudit(tx, ctx, { action: "refuse-pairing", noun: "pairing", nounId: request.id, detail });
  });
}

async function claimedRequest(
  tx: Transaction,
  ctx: ServiceContext,
  requestId: string,
): Promise<{ request: PairingRequestRow; screenId: string }> {
  const request = await lockPairingRequest(tx, requestId);
  if (request === undefined) throw new DomainError("not-found", "error.not-found", {}, { requestId });
  const personId = personIdOrNull(ctx);
  const screenId = request.claimed_screen_id;
  if (screenId === null) throw new DomainError("conflict", "pairing.not-claimed");
  if (request.claimed_by !== personId) throw new DomainError("conflict", "pairing.claimed-by-another");
  if (request.player === null && request.expires_at_ms <= ctx.now()) {
    throw new DomainError("expired", "pairing.expired");
  }
  return { request, screenId };
}

async function pairIn(
  tx: Transaction,
  ctx: ServiceContext,
  request: PairingRequestRow,
  screenId: string,
  replaceExisting: boolean,
): Promise<{ player: number; screenId: string; replaced: number | undefined }> {
  const atMs = ctx.now();
  if (!(await lockScreen(tx, screenId, atMs))) throw new DomainError("conflict", "sites.screen-retired");
  await refuseServingElsewhere(tx, request.key_id, screenId);
  const present = await findPlayerOfScreen(tx, screenId);
  if (present !== undefined && !replaceExisting) {
    throw new DomainError("conflict", "pairing.screen-has-player", { device: present.device_name });
  }
  const former = await listPlayersOfKey(tx, request.key_id);
  if (former.length > 0 && former.every((player) => player.revoked_at_ms !== null)) {
    throw new DomainError("not-allowed", "pairing.key-revoked", {}, { keyId: request.key_id });
  }
  const highestBoot = await highestBootFor(tx, screenId, request.key_id);
  if (present !== undefined) await revokePlayerRow(tx, present.number, atMs);
  const player = await insertPlayer(tx, {
    key_id: request.key_id,
    public_x: request.public_x,
    device_name: request.device_name,
    paired_at_ms: atMs,
    paired_by: personIdOrNull(ctx),
    revoked_at_ms: null,
    highest_boot: highestBoot,
    state_json: null,
    state_at_ms: null,
  });
  await openAssignment(tx, { player, screenId, fromMs: atMs });
  await setPairedPlayer(tx, request.id, player);
  const detail = { screenId, keyId: request.key_id, replaced: present?.number ?? null };
  await recordAudit(tx, ctx, { action: "confirm-pairing", noun: "player", nounId: String(player), detail });
  return { player, screenId, replaced: present?.number };
}
