import type { Kysely } from "kysely";
import { clustered, required } from "./column-types.ts";

/** What a player signed of each batch, so that its records can be shown to somebody who does not trust this server. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await clustered(db, db.schema.createTable("play_batch_heads"))
    .addColumn("player", "bigint", required)
    .addColumn("boot", "bigint", required)
    .addColumn("seq", "bigint", required)
    .addColumn("envelope_json", "text", required)
    .addPrimaryKeyConstraint("play_batch_heads_key", ["player", "boot", "seq"])
    .execute();
}
