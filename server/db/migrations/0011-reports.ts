import { type Kysely, sql } from "kysely";
import { clustered, key, mustReferTo, refersTo, required } from "./column-types.ts";

/** Reports with their periods, what people write into them, and how often a code was scanned. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("reports")
    .addColumn("id", "text", key)
    .addColumn("kind", "text", required)
    .addColumn("period", "text", required)
    .addColumn("programme", "text")
    .addColumn("cluster_id", "text", refersTo("clusters.id"))
    .addColumn("from_date", "text", required)
    .addColumn("to_date", "text", required)
    .addColumn("correction", "bigint", required)
    .addColumn("status", "text", required)
    .addColumn("version", "bigint", required)
    .addColumn("number", "bigint")
    .addColumn("signed_on", "text")
    .addColumn("until_received_ms", "bigint")
    .addColumn("document_json", "text")
    .addColumn("document_sha256", "text")
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .addColumn("locked_at_ms", "bigint")
    .addColumn("sent_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("reports_period").on("reports").columns(["kind", "period"]).execute();
  await db.schema
    .createTable("report_texts")
    .addColumn("report_id", "text", mustReferTo("reports.id"))
    .addColumn("section", "text", required)
    .addColumn("text", "text", required)
    .addColumn("written_by", "text", refersTo("people.id"))
    .addColumn("written_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("report_texts_key", ["report_id", "section"])
    .execute();
  await db.schema
    .createTable("report_hand_cells")
    .addColumn("report_id", "text", mustReferTo("reports.id"))
    .addColumn("table_id", "text", required)
    .addColumn("row_key", "text", required)
    .addColumn("column_key", "text", required)
    .addColumn("cell_json", "text", required)
    .addColumn("written_by", "text", refersTo("people.id"))
    .addColumn("written_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("report_hand_cells_key", ["report_id", "table_id", "row_key", "column_key"])
    .execute();
  await db.schema
    .createTable("letterheads")
    .addColumn("from_date", "text", key)
    .addColumn("letterhead_json", "text", required)
    .execute();
  await keepLetterhead(db);
  await clustered(db, db.schema.createTable("qr_scans"))
    .addColumn("code", "text", required)
    .addColumn("hour_at_ms", "bigint", required)
    .addColumn("scans", "bigint", required)
    .addPrimaryKeyConstraint("qr_scans_key", ["code", "hour_at_ms"])
    .execute();
  await db.schema.createIndex("play_records_received").on("play_records").column("received_at_ms").execute();
}

/** The one letterhead of before is in force from the first day on. */
async function keepLetterhead(db: Kysely<unknown>): Promise<void> {
  await sql`insert into letterheads (from_date, letterhead_json)
    select '2000-01-01', value from settings where key = 'report-letterhead'`.execute(db);
  await sql`delete from settings where key = 'report-letterhead'`.execute(db);
}
