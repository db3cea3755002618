import { type Kysely, sql } from "kysely";
import { key, mustReferTo, refersTo, required, withCounter } from "./column-types.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createSites(db);
  await createPlayers(db);
  await createPairing(db);
}

async function createSites(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("sites")
    .addColumn("id", "text", key)
    .addColumn("gate_id", "text")
    .addColumn("name_vi", "text", required)
    .addColumn("name_en", "text", required)
    .addColumn("time_zone", "text", required)
    .addColumn("languages_json", "text", required)
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema
    .createTable("clusters")
    .addColumn("id", "text", key)
    .addColumn("site_id", "text", mustReferTo("sites.id"))
    .addColumn("name", "text", required)
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("clusters_site").on("clusters").column("site_id").execute();
  await db.schema
    .createTable("screens")
    .addColumn("id", "text", key)
    .addColumn("cluster_id", "text", mustReferTo("clusters.id"))
    .addColumn("name", "text", required)
    .addColumn("width_px", "bigint", required)
    .addColumn("height_px", "bigint", required)
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("screens_cluster").on("screens").column("cluster_id").execute();
}

async function createPlayers(db: Kysely<unknown>): Promise<void> {
  await withCounter(db, db.schema.createTable("players"), "number")
    .addColumn("key_id", "text", required)
    .addColumn("public_x", "text", required)
    .addColumn("device_name", "text", required)
    .addColumn("paired_at_ms", "bigint", required)
    .addColumn("paired_by", "text", refersTo("people.id"))
    .addColumn("revoked_at_ms", "bigint")
    .addColumn("highest_boot", "bigint", required)
    .addColumn("state_json", "text")
    .addColumn("state_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("players_key").on("players").column("key_id").execute();
  await db.schema
    .createTable("player_assignments")
    .addColumn("player", "bigint", mustReferTo("players.number"))
    .addColumn("screen_id", "text", mustReferTo("screens.id"))
    .addColumn("from_ms", "bigint", required)
    .addColumn("to_ms", "bigint")
    .addPrimaryKeyConstraint("player_assignments_key", ["player", "from_ms"])
    .execute();
  // At any time a screen has one player, and a player one screen.
  await db.schema
    .createIndex("player_assignments_open_screen")
    .on("player_assignments")
    .column("screen_id")
    .unique()
    .where(sql.ref("to_ms"), "is", null)
    .execute();
  await db.schema
    .createIndex("player_assignments_open_player")
    .on("player_assignments")
    .column("player")
    .unique()
    .where(sql.ref("to_ms"), "is", null)
    .execute();
  await db.schema.createIndex("player_assignments_screen").on("player_assignments").column("screen_id").execute();
}

async function createPairing(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("pairing_requests")
    .addColumn("id", "text", key)
    .addColumn("code_sha256", "text", required)
    .addColumn("secret_sha256", "text", required)
    .addColumn("key_id", "text", required)
    .addColumn("public_x", "text", required)
    .addColumn("device_name", "text", required)
    .addColumn("tries_left", "bigint", required)
    .addColumn("expires_at_ms", "bigint", required)
    .addColumn("claimed_screen_id", "text", refersTo("screens.id"))
    .addColumn("claimed_by", "text", refersTo("people.id"))
    .addColumn("player", "bigint", refersTo("players.number"))
    .addColumn("created_at_ms", "bigint", required)
    .execute();
  await db.schema.createIndex("pairing_requests_code").on("pairing_requests").column("code_sha256").execute();
}
