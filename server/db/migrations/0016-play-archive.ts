import type { Kysely } from "kysely";
import { clustered, required } from "./column-types.ts";

/** The files that hold records moved out of `play_records`, and where in them what lies. No foreign keys: evidence. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await clustered(db, db.schema.createTable("play_archive_parts"))
    .addColumn("civil_date", "text", required)
    .addColumn("part", "bigint", required)
    .addColumn("path", "text", required)
    .addColumn("records", "bigint", required)
    .addColumn("airtime_ms", "bigint", required)
    .addColumn("size_bytes", "bigint", required)
    .addColumn("sha256", "text", required)
    .addColumn("rows_sha256", "text", required)
    .addColumn("archived_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("play_archive_parts_key", ["civil_date", "part"])
    .execute();
  await clustered(db, db.schema.createTable("play_archive_spans"))
    .addColumn("player", "bigint", required)
    .addColumn("boot", "bigint", required)
    .addColumn("first_seq", "bigint", required)
    .addColumn("civil_date", "text", required)
    .addColumn("part", "bigint", required)
    .addColumn("last_seq", "bigint", required)
    .addColumn("screen_id", "text", required)
    .addColumn("first_row", "bigint", required)
    .addColumn("records", "bigint", required)
    .addColumn("from_started_ms", "bigint", required)
    .addColumn("to_started_ms", "bigint", required)
    .addColumn("from_mono_ms", "bigint", required)
    .addColumn("to_mono_ms", "bigint", required)
    .addColumn("to_received_ms", "bigint", required)
    .addPrimaryKeyConstraint("play_archive_spans_key", [
      "player",
      "boot",
      "first_seq",
      "civil_date",
      "part",
      "first_row",
    ])
    .execute();
  await db.schema
    .createIndex("play_archive_spans_screen")
    .on("play_archive_spans")
    .columns(["screen_id", "from_started_ms"])
    .execute();
  await db.schema.createIndex("play_archive_spans_start").on("play_archive_spans").column("from_started_ms").execute();
}
