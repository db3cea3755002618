import type { Kysely } from "kysely";
import { clustered, key, required } from "./column-types.ts";

/**
 * What records say of the manifests that screens held and of what was shown when for the first time, noted when they come
 * in so that it outlives them, and what was planned on each finished day. No foreign keys: evidence.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await clustered(db, db.schema.createTable("manifest_holdings"))
    .addColumn("player", "bigint", required)
    .addColumn("boot", "bigint", required)
    .addColumn("seq", "bigint", required)
    .addColumn("screen_id", "text", required)
    .addColumn("revision", "bigint", required)
    .addColumn("from_ms", "bigint", required)
    .addColumn("told_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("manifest_holdings_key", ["player", "boot", "seq"])
    .execute();
  await db.schema
    .createIndex("manifest_holdings_screen")
    .on("manifest_holdings")
    .columns(["screen_id", "from_ms"])
    .execute();
  await clustered(db, db.schema.createTable("first_showings"))
    .addColumn("airing_sha256", "text", required)
    .addColumn("screen_id", "text", required)
    .addColumn("told_at_ms", "bigint", required)
    .addColumn("edition_version_id", "text", required)
    .addColumn("started_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("first_showings_key", ["airing_sha256", "screen_id", "told_at_ms"])
    .execute();
  await db.schema
    .createIndex("first_showings_version")
    .on("first_showings")
    .columns(["edition_version_id", "started_at_ms"])
    .execute();
  await db.schema
    .createTable("noted_marks")
    .addColumn("player", "bigint", key)
    .addColumn("boot", "bigint", required)
    .addColumn("seq", "bigint", required)
    .addColumn("screen_id", "text", required)
    .addColumn("revision", "bigint", required)
    .execute();
  await createPlannedDays(db);
}

async function createPlannedDays(db: Kysely<unknown>): Promise<void> {
  await clustered(db, db.schema.createTable("planned_days"))
    .addColumn("screen_id", "text", required)
    .addColumn("civil_date", "text", required)
    .addColumn("from_ms", "bigint", required)
    .addColumn("to_ms", "bigint", required)
    .addColumn("held_json", "text", required)
    .addColumn("held_ms", "bigint", required)
    .addColumn("evidence_until_ms", "bigint", required)
    .addPrimaryKeyConstraint("planned_days_key", ["screen_id", "civil_date"])
    .execute();
  await clustered(db, db.schema.createTable("planned_counts"))
    .addColumn("screen_id", "text", required)
    .addColumn("civil_date", "text", required)
    .addColumn("edition_version_id", "text", required)
    .addColumn("entry_id", "text", required)
    .addColumn("plays", "bigint", required)
    .addPrimaryKeyConstraint("planned_counts_key", ["screen_id", "civil_date", "edition_version_id", "entry_id"])
    .execute();
}
