import { type Kysely, sql } from "kysely";
import { mustReferTo, required } from "./column-types.ts";

/** What was last read from a source and under which validators; which words its editors look for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("source_documents")
    .addColumn("source_id", "text", mustReferTo("sources.id"))
    .addColumn("url", "text", required)
    .addColumn("answer", "text", required)
    .addColumn("body", "text")
    .addColumn("etag", "text")
    .addColumn("last_modified", "text")
    .addColumn("fetched_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("source_documents_key", ["source_id", "url"])
    .execute();
  await db.schema
    .alterTable("sources")
    .addColumn("keywords_json", "text", (column) => column.notNull().defaultTo(sql`'[]'`))
    .execute();
  await db.schema.alterTable("inbox_items").addColumn("gone_since_ms", "bigint").execute();
}
