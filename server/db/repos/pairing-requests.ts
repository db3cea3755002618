import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type PairingRequestRow = Selectable<Tables["pairing_requests"]>;

/** Stores a new request. */
export async function insertPairingRequest(db: Database, row: Insertable<Tables["pairing_requests"]>): Promise<void> {
  await db.insertInto("pairing_requests").values(row).execute();
}

/** The request by id, whatever became of it. */
export function findPairingRequest(db: Database, id: string): Promise<PairingRequestRow | undefined> {
  return db.selectFrom("pairing_requests").selectAll().where("id", "=", id).executeTakeFirst();
}

/** How many requests still wait for an operator. */
export async function countOpenPairingRequests(db: Database, atMs: number): Promise<number> {
  const row = await db
    .selectFrom("pairing_requests")
    .select((select) => select.fn.countAll().as("open"))
    .where("player", "is", null)
    .where("expires_at_ms", ">", atMs)
    .executeTakeFirstOrThrow();
  return Number(row.open);
}

/** Ends every open request of a key: a device has one code at a time. */
export async function expirePairingRequestsOfKey(db: Database, keyId: string, atMs: number): Promise<void> {
  await db
    .updateTable("pairing_requests")
    .set({ expires_at_ms: atMs })
    .where("key_id", "=", keyId)
    .where("player", "is", null)
    .where("expires_at_ms", ">", atMs)
    .execute();
}

/** Ends one open request. Returns false when it was not open. */
export async function expirePairingRequest(db: Database, id: string, atMs: number): Promise<boolean> {
  const result = await db
    .updateTable("pairing_requests")
    .set({ expires_at_ms: atMs })
    .where("id", "=", id)
    .where("player", "is", null)
    .where("expires_at_ms", ">", atMs)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Drops requests that ended before `beforeMs` without a player: no evidence points to them. */
export async function deleteDeadPairingRequests(db: Database, beforeMs: number): Promise<void> {
  await db.deleteFrom("pairing_requests").where("player", "is", null).where("expires_at_ms", "<", beforeMs).execute();
}

/**
 * Takes one try from the open request with this code and returns it, or `undefined` when no open request has it or its
 * tries are used up.
 */
export async function takePairingTry(
  tx: Database,
  codeSha256: string,
  atMs: number,
): Promise<PairingRequestRow | undefined> {
  return tx
    .updateTable("pairing_requests")
    .set((set) => ({ tries_left: set("tries_left", "-", 1) }))
    .where("code_sha256", "=", codeSha256)
    .where("player", "is", null)
    .where("expires_at_ms", ">", atMs)
    .where("tries_left", ">", 0)
    .returningAll()
    .executeTakeFirst();
}

/** Notes for which screen, and by whom, a code was typed. */
export async function setPairingClaim(
  db: Database,
  id: string,
  claim: { screenId: string; personId: string | null },
): Promise<void> {
  await db
    .updateTable("pairing_requests")
    .set({ claimed_screen_id: claim.screenId, claimed_by: claim.personId })
    .where("id", "=", id)
    .execute();
}

/** Holds the request's row until the transaction ends and returns it: of two confirmations, the second waits. */
export function lockPairingRequest(tx: Database, id: string): Promise<PairingRequestRow | undefined> {
  return tx
    .updateTable("pairing_requests")
    .set((set) => ({ tries_left: set.ref("tries_left") }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

/** Ties the request to the player it became. */
export async function setPairedPlayer(db: Database, id: string, player: number): Promise<void> {
  await db.updateTable("pairing_requests").set({ player }).where("id", "=", id).execute();
}
