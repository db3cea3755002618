import type { z } from "zod";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import type { LedgerMark } from "../../../schemas/play-record.ts";
import { ChallengeAnswer, type Hello, type PlayerState } from "../../../schemas/player-socket.ts";
import type { PublicKey } from "../../../schemas/root-document.ts";
import { envelopeBytes } from "../../../schemas/trust/envelope.ts";
import { openSignedDocument, parseCanonical } from "../../../schemas/trust/signed-document.ts";
import type { ServiceContext } from "../../context.ts";
import { findHeldNow } from "../../db/repos/manifests.ts";
import { readMark } from "../../db/repos/play-log.ts";
import { writePlayerState } from "../../db/repos/player-states.ts";
import { findPlayer, findScreenOfPlayer } from "../../db/repos/players.ts";
import { withTransaction } from "../../db/transaction.ts";
import { takeCommandResults } from "../commands/take-command-results.ts";
import type { LedgerPlayer } from "../ledger/ingest-batch.ts";
import { toldRevision } from "../manifests/recompile-screens.ts";
import { confirmWithdrawals } from "../withdrawals/confirm-withdrawals.ts";

export interface AdmittedPlayer {
  readonly player: LedgerPlayer;
  readonly screenId: string;
  readonly mark: LedgerMark;
  readonly highestBoot: number;
}

export type Admission =
  | { readonly ok: true; readonly admitted: AdmittedPlayer }
  | { readonly ok: false; readonly reason: "unknown-player" | "bad-signature" | "revoked" };

/**
 * Admits the player that signed this connection's nonce and this server's name with the key it was paired with, and keeps
 * the state it tells. Anyone else is named why not; nothing of theirs is stored.
 */
export async function admitPlayer(
  ctx: ServiceContext,
  input: { hello: z.infer<typeof Hello>; nonce: string },
): Promise<Admission> {
  const { answer, state } = input.hello;
  const claimed = parseCanonical(new TextDecoder().decode(envelopeBytes(answer)), ChallengeAnswer);
  if (!claimed.ok) return { ok: false, reason: "bad-signature" };
  const row = await findPlayer(ctx.db, claimed.document.player);
  if (row === undefined) return { ok: false, reason: "unknown-player" };
  const publicKey: PublicKey = { kty: "OKP", crv: "Ed25519", x: row.public_x };
  const keys = new Map([[row.key_id, publicKey]]);
  const opened = await openSignedDocument(answer, DOCUMENT_TYPES.challenge, ChallengeAnswer, keys, 1);
  const { nonce, serverName } = claimed.document;
  if (!opened.ok || nonce !== input.nonce || serverName !== ctx.settings.serverName) {
    return { ok: false, reason: "bad-signature" };
  }
  const player = { number: row.number, keyId: row.key_id, publicKey };
  const admission = await withTransaction(ctx.db, async (tx): Promise<Admission> => {
    // Only here, where nothing can come between: a player revoked while its signature was checked is not let in.
    const screenId = await findScreenOfPlayer(tx, row.number);
    if (row.revoked_at_ms !== null || screenId === undefined) return { ok: false, reason: "revoked" };
    await writePlayerState(tx, row.number, { json: JSON.stringify(state), boot: state.boot, atMs: ctx.now() });
    const mark = await readMark(tx, row.number);
    await confirmWithdrawals(tx, row.number, state, ctx.now());
    await takeCommandResults(tx, row.number, state.commandResults ?? [], ctx.now());
    return { ok: true, admitted: { player, screenId, mark, highestBoot: Math.max(row.highest_boot, state.boot) } };
  });
  if (admission.ok) await noteAhead(ctx, admission.admitted.screenId, state);
  return admission;
}

/** After a restore a player may hold a manifest that this server has lost: then its screen needs one above it, now. */
async function noteAhead(ctx: ServiceContext, screenId: string, state: PlayerState): Promise<void> {
  const held = await findHeldNow(ctx.db, screenId);
  if (toldRevision(state, held) > held.revision) ctx.bus.hint("player-ahead", { screenId });
}
