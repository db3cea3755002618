import type { Kysely } from "kysely";
import { key, mustReferTo, refersTo, required, withCounter } from "./column-types.ts";

/** What lifting a withdrawal, confirming it screen by screen, sending orders and keeping pictures ask for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("withdrawals").addColumn("lifted_in_version", "bigint").execute();
  await db.schema
    .createTable("withdrawal_lifts")
    .addColumn("withdrawal_seq", "bigint", mustReferTo("withdrawals.seq"))
    .addColumn("person_id", "text", mustReferTo("people.id"))
    .addColumn("key_id", "text", required)
    .addColumn("envelope_json", "text", required)
    .addColumn("lifted_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("withdrawal_lifts_key", ["withdrawal_seq", "person_id"])
    .execute();
  await db.schema
    .createTable("withdrawal_confirmations")
    .addColumn("player", "bigint", mustReferTo("players.number"))
    .addColumn("version", "bigint", required)
    .addColumn("confirmed_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("withdrawal_confirmations_key", ["player", "version"])
    .execute();
  await createCommands(db);
  await createPictures(db);
}

async function createCommands(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("player_commands")
    .addColumn("number", "bigint", key)
    .addColumn("player", "bigint", mustReferTo("players.number"))
    .addColumn("screen_id", "text", mustReferTo("screens.id"))
    .addColumn("order_json", "text", required)
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("expires_at_ms", "bigint", required)
    .addColumn("outcome", "text")
    .addColumn("detail", "text")
    .addColumn("ended_at_ms", "bigint")
    .execute();
  await db.schema
    .createIndex("player_commands_screen")
    .on("player_commands")
    .columns(["screen_id", "expires_at_ms"])
    .execute();
}

async function createPictures(db: Kysely<unknown>): Promise<void> {
  await withCounter(db, db.schema.createTable("stage_pictures"), "seq")
    .addColumn("player", "bigint", mustReferTo("players.number"))
    .addColumn("screen_id", "text", mustReferTo("screens.id"))
    .addColumn("airing_sha256", "text")
    .addColumn("civil_date", "text")
    .addColumn("command_number", "bigint", refersTo("player_commands.number"))
    .addColumn("sha256", "text", required)
    .addColumn("size_bytes", "bigint", required)
    .addColumn("taken_at_ms", "bigint", required)
    .addColumn("received_at_ms", "bigint", required)
    .execute();
  await db.schema
    .createIndex("stage_pictures_evidence")
    .unique()
    .on("stage_pictures")
    .columns(["player", "airing_sha256", "civil_date"])
    .execute();
  await db.schema.createIndex("stage_pictures_screen").on("stage_pictures").columns(["screen_id", "seq"]).execute();
}
