import type { Kysely } from "kysely";
import { mustReferTo, required } from "./column-types.ts";

/** What the evidence of a locked report says of names and places, as it was when the report was locked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("report_evidence")
    .addColumn("report_id", "text", (column) => mustReferTo("reports.id")(column).primaryKey())
    .addColumn("context_json", "text", required)
    .execute();
}
