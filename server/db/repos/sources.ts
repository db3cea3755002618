import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type SourceRow = Selectable<Tables["sources"]>;
export type SourceDocumentRow = Selectable<Tables["source_documents"]>;

/** Stores a new source. */
export async function insertSource(db: Database, row: Insertable<Tables["sources"]>): Promise<void> {
  await db.insertInto("sources").values(row).execute();
}

/** The source, paused or not. */
export function findSource(db: Database, id: string): Promise<SourceRow | undefined> {
  return db.selectFrom("sources").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Every source, oldest first: an installation has a handful. */
export function listSourceRows(db: Database, limit: number): Promise<SourceRow[]> {
  return db.selectFrom("sources").selectAll().orderBy("id").limit(limit).execute();
}

/** The source that reads this profile at this address. */
export function findSourceAt(db: Database, profile: string, baseUrl: string): Promise<SourceRow | undefined> {
  return db
    .selectFrom("sources")
    .selectAll()
    .where("profile", "=", profile)
    .where("base_url", "=", baseUrl)
    .executeTakeFirst();
}

/** Writes how a source answered. */
export async function updateSourceHealth(
  db: Database,
  id: string,
  health: Pick<SourceRow, "health" | "last_error" | "last_poll_at_ms"> & { last_ok_at_ms?: number },
): Promise<void> {
  await db.updateTable("sources").set(health).where("id", "=", id).execute();
}

/** Pauses a source or sets it to work again. */
export async function updateSourceState(db: Database, id: string, state: SourceRow["state"]): Promise<void> {
  await db.updateTable("sources").set({ state }).where("id", "=", id).execute();
}

/** What was last read at an address of the source. */
export function findSourceDocument(
  db: Database,
  sourceId: string,
  url: string,
): Promise<SourceDocumentRow | undefined> {
  return db
    .selectFrom("source_documents")
    .selectAll()
    .where("source_id", "=", sourceId)
    .where("url", "=", url)
    .executeTakeFirst();
}

/** Writes what was read, in place of what was read there before. */
export async function saveSourceDocument(db: Database, row: SourceDocumentRow): Promise<void> {
  const { source_id: _sourceId, url: _url, ...changes } = row;
  await db
    .insertInto("source_documents")
    .values(row)
    .onConflict((conflict) => conflict.columns(["source_id", "url"]).doUpdateSet(changes))
    .execute();
}

/** Forgets copies not asked for since `beforeMs`: lists of days long past. */
export async function forgetSourceDocuments(db: Database, sourceId: string, beforeMs: number): Promise<void> {
  await db
    .deleteFrom("source_documents")
    .where("source_id", "=", sourceId)
    .where("fetched_at_ms", "<", beforeMs)
    .execute();
}
