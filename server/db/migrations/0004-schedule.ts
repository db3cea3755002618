import type { Kysely } from "kysely";
import { key, mustReferTo, refersTo, required } from "./column-types.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createPlaylists(db);
  await createEntries(db);
  await createPublished(db);
}

async function createPlaylists(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("playlists")
    .addColumn("id", "text", key)
    .addColumn("name", "text", required)
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema
    .createTable("playlist_items")
    .addColumn("playlist_id", "text", mustReferTo("playlists.id"))
    .addColumn("position", "bigint", required)
    .addColumn("story_id", "text", mustReferTo("stories.id"))
    .addPrimaryKeyConstraint("playlist_items_key", ["playlist_id", "position"])
    .execute();
  await db.schema.createIndex("playlist_items_story").on("playlist_items").column("story_id").execute();
}

async function createEntries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("schedule_entries")
    .addColumn("id", "text", key)
    .addColumn("name", "text", required)
    .addColumn("layer", "text", required)
    .addColumn("playlist_id", "text", mustReferTo("playlists.id"))
    .addColumn("target_json", "text", required)
    .addColumn("from_date", "text", required)
    .addColumn("until_date", "text")
    .addColumn("daypart_json", "text")
    .addColumn("share_ppm", "bigint")
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("schedule_entries_playlist").on("schedule_entries").column("playlist_id").execute();
}

async function createPublished(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("published_schedules")
    .addColumn("id", "text", key)
    .addColumn("snapshot_json", "text", required)
    .addColumn("sha256", "text", required)
    .addColumn("published_by", "text", refersTo("people.id"))
    .addColumn("published_at_ms", "bigint", required)
    .execute();
  await db.schema
    .createTable("manifests")
    .addColumn("screen_id", "text", mustReferTo("screens.id"))
    .addColumn("revision", "bigint", required)
    .addColumn("sha256", "text", required)
    .addColumn("content_sha256", "text", required)
    .addColumn("envelope_json", "text", required)
    .addColumn("created_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("manifests_key", ["screen_id", "revision"])
    .execute();
  await db.schema.createIndex("manifests_sha256").on("manifests").column("sha256").execute();
}
