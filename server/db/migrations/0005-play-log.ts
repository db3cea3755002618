import type { Kysely } from "kysely";
import { clustered, key, required, withCounter } from "./column-types.ts";

/** No foreign keys here: a record is evidence, and is kept even when what it names is unknown to this database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecords(db);
  await createTotals(db);
  await createWatch(db);
}

async function createRecords(db: Kysely<unknown>): Promise<void> {
  await clustered(db, db.schema.createTable("play_records"))
    .addColumn("player", "bigint", required)
    .addColumn("boot", "bigint", required)
    .addColumn("seq", "bigint", required)
    .addColumn("screen_id", "text", required)
    .addColumn("sha256", "text", required)
    .addColumn("prev_sha256", "text", required)
    .addColumn("zone", "text", required)
    .addColumn("kind", "text", required)
    .addColumn("airing_sha256", "text", required)
    .addColumn("edition_version_id", "text", required)
    .addColumn("language", "text", required)
    .addColumn("entry_id", "text", required)
    .addColumn("manifest_revision", "bigint", required)
    .addColumn("loop_id", "text", required)
    .addColumn("slot_index", "bigint", required)
    .addColumn("planned_ms", "bigint", required)
    .addColumn("shown_ms", "bigint", required)
    .addColumn("started_mono_ms", "bigint", required)
    .addColumn("started_wall_ms", "bigint", required)
    .addColumn("started_at_ms", "bigint", required)
    .addColumn("clock", "text", required)
    .addColumn("outcome", "text", required)
    .addColumn("joined_late", "bigint", required)
    .addColumn("panel", "text", required)
    .addColumn("received_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("play_records_key", ["player", "boot", "seq"])
    .execute();
  await db.schema
    .createIndex("play_records_screen")
    .on("play_records")
    .columns(["screen_id", "started_at_ms"])
    .execute();
  await db.schema
    .createTable("play_marks")
    .addColumn("player", "bigint", key)
    .addColumn("boot", "bigint", required)
    .addColumn("seq", "bigint", required)
    .addColumn("head_sha256", "text", required)
    .addColumn("updated_at_ms", "bigint", required)
    .execute();
}

async function createTotals(db: Kysely<unknown>): Promise<void> {
  await clustered(db, db.schema.createTable("play_totals"))
    .addColumn("screen_id", "text", required)
    .addColumn("edition_version_id", "text", required)
    .addColumn("entry_id", "text", required)
    .addColumn("outcome", "text", required)
    .addColumn("panel", "text", required)
    .addColumn("hour_at_ms", "bigint", required)
    .addColumn("plays", "bigint", required)
    .addColumn("airtime_ms", "bigint", required)
    .addPrimaryKeyConstraint("play_totals_key", [
      "screen_id",
      "edition_version_id",
      "entry_id",
      "outcome",
      "panel",
      "hour_at_ms",
    ])
    .execute();
  await db.schema.createIndex("play_totals_hour").on("play_totals").column("hour_at_ms").execute();
}

async function createWatch(db: Kysely<unknown>): Promise<void> {
  await withCounter(db, db.schema.createTable("play_anomalies"), "id")
    .addColumn("player", "bigint", required)
    .addColumn("kind", "text", required)
    .addColumn("boot", "bigint", required)
    .addColumn("seq", "bigint", required)
    .addColumn("detail_json", "text", required)
    .addColumn("at_ms", "bigint", required)
    .execute();
  await db.schema.createIndex("play_anomalies_player").on("play_anomalies").columns(["player", "at_ms"]).execute();
  await db.schema
    .createTable("clock_anchors")
    .addColumn("player", "bigint", required)
    .addColumn("boot", "bigint", required)
    .addColumn("mono_ms", "bigint", required)
    .addColumn("utc_ms", "bigint", required)
    .addColumn("uncertainty_ms", "bigint", required)
    .addPrimaryKeyConstraint("clock_anchors_key", ["player", "boot", "mono_ms"])
    .execute();
  await db.schema
    .createTable("job_runs")
    .addColumn("job", "text", required)
    .addColumn("due_at_ms", "bigint", required)
    .addColumn("finished_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("job_runs_key", ["job", "due_at_ms"])
    .execute();
}
