import type { Kysely } from "kysely";
import { key, refersTo, required } from "./column-types.ts";

/** Withdrawals that only players still knew after a restore, with what lifts them; of some the item itself is unknown. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("adopted_withdrawals")
    .addColumn("name", "text", key)
    .addColumn("airing_sha256", "text")
    .addColumn("rendition_sha256", "text")
    .addColumn("withdrawn_at_ms", "bigint", required)
    .addColumn("lifts_json", "text", required)
    .addColumn("version", "bigint", required)
    .addColumn("player", "bigint", refersTo("players.number"))
    .addColumn("adopted_at_ms", "bigint", required)
    .execute();
}
