import { type Kysely, sql } from "kysely";
import { key, mustReferTo, refersTo, required, withCounter } from "./column-types.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createAssets(db);
  await createSources(db);
  await createStories(db);
  await createApproval(db);
  await createWithdrawals(db);
}

async function createAssets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("assets")
    .addColumn("sha256", "text", key)
    .addColumn("file_name", "text", required)
    .addColumn("size_bytes", "bigint", required)
    .addColumn("state", "text", required)
    .addColumn("progress_ppm", "bigint", required)
    .addColumn("failure_code", "text")
    .addColumn("failure_text", "text")
    .addColumn("kind", "text")
    .addColumn("width_px", "bigint")
    .addColumn("height_px", "bigint")
    .addColumn("duration_ms", "bigint")
    .addColumn("uploaded_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .execute();
  await db.schema.createIndex("assets_state").on("assets").columns(["state", "created_at_ms"]).execute();
  await db.schema
    .createTable("renditions")
    .addColumn("sha256", "text", required)
    .addColumn("asset_sha256", "text", mustReferTo("assets.sha256"))
    .addColumn("role", "text", required)
    .addColumn("media_type", "text", required)
    .addColumn("size_bytes", "bigint", required)
    .addColumn("width_px", "bigint", required)
    .addColumn("height_px", "bigint", required)
    .addColumn("duration_ms", "bigint")
    .addColumn("pipeline_version", "bigint", required)
    .addColumn("chunk_list_sha256", "text", required)
    .addColumn("created_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("renditions_key", ["asset_sha256", "role", "pipeline_version"])
    .execute();
  await db.schema.createIndex("renditions_sha256").on("renditions").column("sha256").execute();
  await db.schema.createIndex("renditions_chunk_list").on("renditions").column("chunk_list_sha256").execute();
}

async function createSources(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("sources")
    .addColumn("id", "text", key)
    .addColumn("profile", "text", required)
    .addColumn("name", "text", required)
    .addColumn("base_url", "text", required)
    .addColumn("media_base_url", "text", required)
    .addColumn("language", "text", required)
    .addColumn("state", "text", required)
    .addColumn("health", "text", required)
    .addColumn("last_poll_at_ms", "bigint")
    .addColumn("last_ok_at_ms", "bigint")
    .addColumn("last_error", "text")
    .addColumn("created_at_ms", "bigint", required)
    .execute();
  await db.schema
    .createTable("inbox_items")
    .addColumn("id", "text", key)
    .addColumn("source_id", "text", mustReferTo("sources.id"))
    .addColumn("canonical_url", "text", required)
    .addColumn("group_key", "text", required)
    .addColumn("language", "text", required)
    .addColumn("state", "text", required)
    .addColumn("title", "text")
    .addColumn("summary", "text")
    .addColumn("credit", "text")
    .addColumn("origin_url", "text")
    .addColumn("image_url", "text")
    .addColumn("image_asset_sha256", "text", refersTo("assets.sha256"))
    .addColumn("published_at_ms", "bigint")
    .addColumn("last_modified_at_ms", "bigint")
    .addColumn("text_sha256", "text")
    .addColumn("failure_text", "text")
    .addColumn("discovered_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .addUniqueConstraint("inbox_items_address", ["source_id", "canonical_url"])
    .execute();
  await db.schema.createIndex("inbox_items_state").on("inbox_items").columns(["state", "discovered_at_ms"]).execute();
  await db.schema.createIndex("inbox_items_group").on("inbox_items").column("group_key").execute();
}

async function createStories(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("stories")
    .addColumn("id", "text", key)
    .addColumn("title", "text", required)
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("inbox_item_id", "text", refersTo("inbox_items.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
  await db.schema.createIndex("stories_inbox_item").on("stories").column("inbox_item_id").execute();
  await db.schema
    .createTable("editions")
    .addColumn("id", "text", key)
    .addColumn("story_id", "text", mustReferTo("stories.id"))
    .addColumn("language", "text", required)
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .addUniqueConstraint("editions_language", ["story_id", "language"])
    .execute();
  await db.schema
    .createTable("edition_versions")
    .addColumn("id", "text", key)
    .addColumn("edition_id", "text", mustReferTo("editions.id"))
    .addColumn("version", "bigint", required)
    .addColumn("kind", "text", required)
    .addColumn("title", "text", required)
    .addColumn("asset_sha256", "text", refersTo("assets.sha256"))
    .addColumn("template_id", "text")
    .addColumn("fields_json", "text")
    .addColumn("duration_ms", "bigint", required)
    .addColumn("not_before_ms", "bigint")
    .addColumn("not_after_ms", "bigint")
    .addColumn("credit", "text", required)
    .addColumn("source_url", "text")
    .addColumn("needs_native_check", "bigint", required)
    .addColumn("programmes_json", "text", required)
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addUniqueConstraint("edition_versions_number", ["edition_id", "version"])
    .execute();
}

async function createApproval(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("airing_documents")
    .addColumn("sha256", "text", key)
    .addColumn("edition_version_id", "text", mustReferTo("edition_versions.id"))
    .addColumn("document", "text", required)
    .addColumn("submitted_by", "text", refersTo("people.id"))
    .addColumn("submitted_at_ms", "bigint", required)
    .addColumn("rejected_by", "text", refersTo("people.id"))
    .addColumn("rejected_at_ms", "bigint")
    .addColumn("rejection_reason", "text")
    .execute();
  await db.schema
    .createIndex("airing_documents_version")
    .on("airing_documents")
    .columns(["edition_version_id", "submitted_at_ms"])
    .execute();
  await db.schema
    .createTable("approvals")
    .addColumn("airing_sha256", "text", mustReferTo("airing_documents.sha256"))
    .addColumn("person_id", "text", mustReferTo("people.id"))
    .addColumn("key_id", "text", mustReferTo("person_keys.key_id"))
    .addColumn("envelope_json", "text", required)
    .addColumn("approved_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("approvals_key", ["airing_sha256", "person_id"])
    .execute();
}

async function createWithdrawals(db: Kysely<unknown>): Promise<void> {
  await withCounter(db, db.schema.createTable("withdrawals"), "seq")
    .addColumn("airing_sha256", "text", refersTo("airing_documents.sha256"))
    .addColumn("rendition_sha256", "text")
    .addColumn("reason", "text", required)
    .addColumn("withdrawn_by", "text", refersTo("people.id"))
    .addColumn("withdrawn_at_ms", "bigint", required)
    .addColumn("version", "bigint", required)
    .addCheckConstraint("withdrawals_name_something", sql`airing_sha256 is not null or rendition_sha256 is not null`)
    .execute();
  await db.schema
    .createTable("withdrawal_lists")
    .addColumn("version", "bigint", key)
    .addColumn("envelope_json", "text", required)
    .addColumn("created_at_ms", "bigint", required)
    .execute();
  await db.schema
    .createTable("qr_links")
    .addColumn("code", "text", key)
    .addColumn("target_url", "text", required)
    .addColumn("edition_version_id", "text", required)
    .addColumn("created_at_ms", "bigint", required)
    // A link is named inside the slide it belongs to, so it is written first; the commit checks that the slide came.
    .addForeignKeyConstraint("qr_links_version", ["edition_version_id"], "edition_versions", ["id"], (constraint) =>
      constraint.deferrable().initiallyDeferred(),
    )
    .execute();
  await db.schema.createIndex("qr_links_version_index").on("qr_links").column("edition_version_id").execute();
}
