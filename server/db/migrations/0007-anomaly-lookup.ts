import type { Kysely } from "kysely";

/** A finding is looked up by its record before it is noted: however many a player causes, each costs the same. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex("play_anomalies_record")
    .on("play_anomalies")
    .columns(["player", "boot", "seq", "kind"])
    .execute();
}
