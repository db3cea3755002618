import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type AuditRow = Selectable<Tables["audit_log"]>;

export async function insertAuditRow(db: Database, row: Insertable<Tables["audit_log"]>): Promise<void> {
  await db.insertInto("audit_log").values(row).execute();
}

/** The end of the chain; `undefined` in an empty log. */
export function findLastAuditRow(db: Database): Promise<AuditRow | undefined> {
  return db.selectFrom("audit_log").selectAll().orderBy("seq", "desc").limit(1).executeTakeFirst();
}

/** Rows after `afterSeq`, oldest first, at most `limit`. */
export function listAuditRows(db: Database, afterSeq: number, limit: number): Promise<AuditRow[]> {
  return db.selectFrom("audit_log").selectAll().where("seq", ">", afterSeq).orderBy("seq").limit(limit).execute();
}

/** The last line about a noun; `undefined` when there is none. */
export function findLastAuditOf(db: Database, noun: string, nounId: string): Promise<AuditRow | undefined> {
  return db
    .selectFrom("audit_log")
    .selectAll()
    .where("noun", "=", noun)
    .where("noun_id", "=", nounId)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
}
