import { randomBytes } from "node:crypto";
import type { PairingOffer, PairingRequest } from "../../../schemas/player-http.ts";
import { keyIdOf } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import {
  countOpenPairingRequests,
  deleteDeadPairingRequests,
  expirePairingRequestsOfKey,
  insertPairingRequest,
} from "../../db/repos/pairing-requests.ts";
import { listPlayersOfKey } from "../../db/repos/players.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { sha256Hex } from "../../sha256.ts";
import { currentRoot } from "../trust/current-root.ts";
import { makePairingCode, PAIRING_CODE_LIFE_MS, PAIRING_TRIES, pairingCodeSha256 } from "./pairing-code.ts";

/** Bound on players waiting at once, whoever they are: anyone may ask. */
const MAX_OPEN_PAIRING_REQUESTS = 200;

const KEEP_DEAD_REQUESTS_MS = 24 * 3_600_000;

/**
 * Issues a code bound to the player's key; an earlier code of the same key ends. Anyone may ask: nothing comes of it
 * until an operator types the code and compares the words.
 * Errors: `not-allowed` for a key that was revoked, `too-many-attempts` when too many wait.
 */
export async function requestPairing(ctx: ServiceContext, input: PairingRequest): Promise<PairingOffer> {
  const { envelope: root } = await currentRoot(ctx);
  const keyId = await keyIdOf(input.publicKey);
  const atMs = ctx.now();
  const requestId = newId(atMs);
  const code = makePairingCode();
  const secret = randomBytes(32).toString("base64url");
  const expiresAtMs = atMs + PAIRING_CODE_LIFE_MS;
  await withTransaction(ctx.db, async (tx) => {
    const players = await listPlayersOfKey(tx, keyId);
    if (players.length > 0 && players.every((player) => player.revoked_at_ms !== null)) {
      throw new DomainError("not-allowed", "pairing.key-revoked", {}, { keyId });
    }
    await deleteDeadPairingRequests(tx, atMs - KEEP_DEAD_REQUESTS_MS);
    await expirePairingRequestsOfKey(tx, keyId, atMs);
    if ((await countOpenPairingRequests(tx, atMs)) >= MAX_OPEN_PAIRING_REQUESTS) {
      throw new DomainError("too-many-attempts", "pairing.too-many-requests");
    }
    await insertPairingRequest(tx, {
      id: requestId,
      code_sha256: pairingCodeSha256(code),
      secret_sha256: sha256Hex(secret),
      key_id: keyId,
      public_x: input.publicKey.x,
      device_name: input.deviceName,
      tries_left: PAIRING_TRIES,
      expires_at_ms: expiresAtMs,
      claimed_screen_id: null,
      claimed_by: null,
      player: null,
      created_at_ms: atMs,
    });
  });
  return { requestId, code, secret, expiresAtMs, serverName: ctx.settings.serverName, root };
}
