import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type SessionRow = Selectable<Tables["sessions"]>;
export type OneTimeLinkRow = Selectable<Tables["one_time_links"]>;

export async function insertSession(db: Database, row: Insertable<Tables["sessions"]>): Promise<void> {
  await db.insertInto("sessions").values(row).execute();
}

export function findSessionRow(db: Database, tokenSha256: string): Promise<SessionRow | undefined> {
  return db.selectFrom("sessions").selectAll().where("token_sha256", "=", tokenSha256).executeTakeFirst();
}

export async function touchSession(db: Database, tokenSha256: string, seenAtMs: number): Promise<void> {
  await db.updateTable("sessions").set({ last_seen_at_ms: seenAtMs }).where("token_sha256", "=", tokenSha256).execute();
}

export async function deleteSession(db: Database, tokenSha256: string): Promise<void> {
  await db.deleteFrom("sessions").where("token_sha256", "=", tokenSha256).execute();
}

export async function deleteSessionsOf(db: Database, personId: string): Promise<void> {
  await db.deleteFrom("sessions").where("person_id", "=", personId).execute();
}

export async function deleteExpiredSessions(db: Database, nowMs: number): Promise<void> {
  await db.deleteFrom("sessions").where("expires_at_ms", "<=", nowMs).execute();
}

export async function deleteAllSessions(db: Database): Promise<void> {
  await db.deleteFrom("sessions").execute();
}

/** Ends every open link, whoever it is for. */
export async function endAllLinks(db: Database, nowMs: number): Promise<void> {
  await db
    .updateTable("one_time_links")
    .set({ expires_at_ms: nowMs })
    .where("used_at_ms", "is", null)
    .where("expires_at_ms", ">", nowMs)
    .execute();
}

export async function insertLink(db: Database, row: Insertable<Tables["one_time_links"]>): Promise<void> {
  await db.insertInto("one_time_links").values(row).execute();
}

export function findLink(db: Database, tokenSha256: string): Promise<OneTimeLinkRow | undefined> {
  return db.selectFrom("one_time_links").selectAll().where("token_sha256", "=", tokenSha256).executeTakeFirst();
}

/** Uses the link up and says whether the caller was the one who did. */
export async function spendLink(db: Database, tokenSha256: string, nowMs: number): Promise<boolean> {
  const result = await db
    .updateTable("one_time_links")
    .set({ used_at_ms: nowMs })
    .where("token_sha256", "=", tokenSha256)
    .where("used_at_ms", "is", null)
    .where("expires_at_ms", ">", nowMs)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Ends every open link of the person (`null`: every open first-run link). */
export async function endLinks(db: Database, personId: string | null, nowMs: number): Promise<void> {
  await db
    .updateTable("one_time_links")
    .set({ expires_at_ms: nowMs })
    .where("person_id", personId === null ? "is" : "=", personId)
    .where("used_at_ms", "is", null)
    .where("expires_at_ms", ">", nowMs)
    .execute();
}

export function findFailures(db: Database, key: string): Promise<Selectable<Tables["login_failures"]> | undefined> {
  return db.selectFrom("login_failures").selectAll().where("key", "=", key).executeTakeFirst();
}

export async function saveFailures(db: Database, row: Insertable<Tables["login_failures"]>): Promise<void> {
  const { failures, window_starts_at_ms } = row;
  await db
    .insertInto("login_failures")
    .values(row)
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ failures, window_starts_at_ms }))
    .execute();
}

export async function deleteFailures(db: Database, key: string): Promise<void> {
  await db.deleteFrom("login_failures").where("key", "=", key).execute();
}

export async function deleteFailuresBefore(db: Database, windowStartsBeforeMs: number): Promise<void> {
  await db.deleteFrom("login_failures").where("window_starts_at_ms", "<=", windowStartsBeforeMs).execute();
}
