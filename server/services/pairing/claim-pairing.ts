import { pairingWords } from "../../../schemas/rules/pairing-words.ts";
import type { ServiceContext } from "../../context.ts";
import { type PairingRequestRow, setPairingClaim, takePairingTry } from "../../db/repos/pairing-requests.ts";
import { findPlayerOfScreen, listPlayersOfKey } from "../../db/repos/players.ts";
import { findScreenRow } from "../../db/repos/screens.ts";
import { findFailures, saveFailures } from "../../db/repos/sign-in.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { sha256Hex } from "../../sha256.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { currentRoot } from "../trust/current-root.ts";
import { PAIRING_CODE_LIFE_MS, PAIRING_TRIES, pairingCodeSha256, readPairingCode } from "./pairing-code.ts";

/** What the operator compares before confirming. */
export interface PairingClaim {
  readonly requestId: string;
  /** Must equal the six words on the player's own glass. */
  readonly words: readonly string[];
  readonly deviceName: string;
  readonly expiresAtMs: number;
  /** The player that serves the screen now; confirming then needs `replaceExisting` and revokes its key. */
  readonly replaces: { readonly player: number; readonly deviceName: string } | null;
}

/**
 * Ties a code that an operator typed to a screen and returns the six words to compare. Moves nothing: the screen keeps
 * the player it has until `confirmPairing`. The same person may type the code again, also for another screen, five
 * times in all. Errors: `bad-input`, `not-found`, `conflict`, `too-many-attempts` after five wrong codes in ten minutes.
 */
export async function claimPairing(
  ctx: ServiceContext,
  input: { screenId: string; code: string },
): Promise<PairingClaim> {
  requireRole(ctx, "administrator");
  const code = readPairingCode(input.code);
  if (code === undefined) throw new DomainError("bad-input", "pairing.code-malformed");
  const { document: root } = await currentRoot(ctx);
  const claim = await withTransaction(ctx.db, (tx) => claimIn(tx, ctx, input.screenId, code));
  if (claim === undefined) throw new DomainError("not-found", "pairing.code-unknown");
  const { request, replaces } = claim;
  const words = pairingWords(
    { playerKeyId: request.key_id, rootKeyIds: root.roles.root.keyIds, serverName: ctx.settings.serverName },
    sha256Hex,
  );
  return {
    requestId: request.id,
    words,
    deviceName: request.device_name,
    expiresAtMs: request.expires_at_ms,
    replaces,
  };
}

/** Returns `undefined` for a wrong code instead of throwing, so that the failed try is kept. */
async function claimIn(
  tx: Transaction,
  ctx: ServiceContext,
  screenId: string,
  code: string,
): Promise<{ request: PairingRequestRow; replaces: PairingClaim["replaces"] } | undefined> {
  const atMs = ctx.now();
  const personId = personIdOrNull(ctx);
  const screen = await findScreenRow(tx, screenId);
  if (screen === undefined) throw new DomainError("not-found", "error.not-found", {}, { screenId });
  if (screen.retired_at_ms !== null) throw new DomainError("conflict", "sites.screen-retired");
  const wrong = await wrongCodes(tx, `pairing:${personId ?? "system"}`, atMs);
  if (wrong.failures >= PAIRING_TRIES) throw new DomainError("too-many-attempts", "pairing.too-many-tries");
  const request = await takePairingTry(tx, pairingCodeSha256(code), atMs);
  if (request === undefined) {
    await saveFailures(tx, { ...wrong, failures: wrong.failures + 1 });
    return undefined;
  }
  if (request.claimed_screen_id !== null && request.claimed_by !== personId) {
    throw new DomainError("conflict", "pairing.claimed-by-another");
  }
  await refuseServingElsewhere(tx, request.key_id, screenId);
  await setPairingClaim(tx, request.id, { screenId, personId });
  const detail = { screenId, keyId: request.key_id, deviceName: request.device_name };
  await recordAudit(tx, ctx, { action: "claim-pairing", noun: "pairing", nounId: request.id, detail });
  const present = await findPlayerOfScreen(tx, screenId);
  const replaces = present === undefined ? null : { player: present.number, deviceName: present.device_name };
  return { request, replaces };
}

/** How many wrong codes were typed under `key` in the ten minutes that the first of them began. */
async function wrongCodes(tx: Transaction, key: string, atMs: number) {
  const known = await findFailures(tx, key);
  const isOver = known === undefined || known.window_starts_at_ms <= atMs - PAIRING_CODE_LIFE_MS;
  return isOver ? { key, failures: 0, window_starts_at_ms: atMs } : known;
}

/** Anyone can send a public key, so a code alone must not pull a working player off its screen. */
export async function refuseServingElsewhere(tx: Transaction, keyId: string, screenId: string): Promise<void> {
  for (const player of await listPlayersOfKey(tx, keyId)) {
    if (player.revoked_at_ms !== null || player.screen_id === null || player.screen_id === screenId) continue;
    const screen = await findScreenRow(tx, player.screen_id);
    throw new DomainError("conflict", "pairing.serves-another-screen", { screen: screen?.name ?? "" });
  }
}
