import type { Kysely } from "kysely";
import { key, required } from "./column-types.ts";

/** Up to where a backup that was read again holds the log of each player. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("backed_up_marks")
    .addColumn("player", "bigint", key)
    .addColumn("boot", "bigint", required)
    .addColumn("seq", "bigint", required)
    .addColumn("made_at_ms", "bigint", required)
    .execute();
}
