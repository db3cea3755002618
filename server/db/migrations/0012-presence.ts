import type { Kysely } from "kysely";
import { clustered, required } from "./column-types.ts";

/** What players told of themselves over time, their starts, and how each day of a screen adds up. No foreign keys: evidence. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await clustered(db, db.schema.createTable("player_presence"))
    .addColumn("player", "bigint", required)
    .addColumn("from_ms", "bigint", required)
    .addColumn("to_ms", "bigint", required)
    .addColumn("boot", "bigint", required)
    .addColumn("panel", "text", required)
    .addColumn("playing_revision", "bigint", required)
    .addColumn("held_revision", "bigint", required)
    .addColumn("is_slate", "bigint", required)
    .addColumn("has_stage", "bigint", required)
    .addColumn("has_troubles", "bigint", required)
    .addColumn("mode", "text", required)
    .addColumn("head_boot", "bigint", required)
    .addColumn("head_seq", "bigint", required)
    .addPrimaryKeyConstraint("player_presence_key", ["player", "from_ms"])
    .execute();
  await clustered(db, db.schema.createTable("player_boots"))
    .addColumn("player", "bigint", required)
    .addColumn("boot", "bigint", required)
    .addColumn("started_at_ms", "bigint", required)
    .addColumn("first_seen_ms", "bigint", required)
    .addPrimaryKeyConstraint("player_boots_key", ["player", "boot"])
    .execute();
  await clustered(db, db.schema.createTable("completeness_days"))
    .addColumn("screen_id", "text", required)
    .addColumn("civil_date", "text", required)
    .addColumn("account_json", "text", required)
    .addColumn("open_json", "text", required)
    .addColumn("is_settled", "bigint", required)
    .addColumn("evidence_until_ms", "bigint", required)
    .addPrimaryKeyConstraint("completeness_days_key", ["screen_id", "civil_date"])
    .execute();
}
