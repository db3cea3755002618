import type { Kysely } from "kysely";
import { key, mustReferTo, refersTo, required } from "./column-types.ts";

/** What a period was to reach, and how many people passed each site: rows that people enter, replaced but never deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("report_targets")
    .addColumn("id", "text", key)
    .addColumn("subject", "text", required)
    .addColumn("code", "text", required)
    .addColumn("period", "text", required)
    .addColumn("cell_json", "text", required)
    .addColumn("entered_by", "text", refersTo("people.id"))
    .addColumn("entered_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("report_targets_period").on("report_targets").column("period").execute();
  await db.schema
    .createTable("gate_traffic")
    .addColumn("id", "text", key)
    .addColumn("site_id", "text", mustReferTo("sites.id"))
    .addColumn("from_date", "text", required)
    .addColumn("to_date", "text", required)
    .addColumn("people", "bigint", required)
    .addColumn("source", "text", required)
    .addColumn("entered_by", "text", refersTo("people.id"))
    .addColumn("entered_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("gate_traffic_site").on("gate_traffic").columns(["site_id", "from_date"]).execute();
}
