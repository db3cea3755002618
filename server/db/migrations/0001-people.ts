import type { Kysely } from "kysely";
import { key, mustReferTo, refersTo, required, withCounter } from "./column-types.ts";

export async function up(db: Kysely<unknown>): Promise<void> {
  await createInstallation(db);
  await createPeople(db);
  await createSignIn(db);
  await createTrust(db);
}

async function createInstallation(db: Kysely<unknown>): Promise<void> {
  await db.schema.createTable("settings").addColumn("key", "text", key).addColumn("value", "text", required).execute();
  await db.schema
    .createTable("reference_rows")
    .addColumn("kind", "text", required)
    .addColumn("id", "text", required)
    .addColumn("valid_from", "text", required)
    .addColumn("row_json", "text", required)
    .addColumn("sha256", "text", required)
    .addPrimaryKeyConstraint("reference_rows_key", ["kind", "id", "valid_from"])
    .execute();
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("people")
    .addColumn("id", "text", key)
    .addColumn("login", "text", (column) => column.notNull().unique())
    .addColumn("display_name", "text", required)
    .addColumn("password_hash", "text")
    .addColumn("state", "text", required)
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .execute();
  await db.schema
    .createTable("person_roles")
    .addColumn("person_id", "text", mustReferTo("people.id"))
    .addColumn("role", "text", required)
    .addColumn("granted_by", "text", refersTo("people.id"))
    .addColumn("granted_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("person_roles_key", ["person_id", "role"])
    .execute();
  await db.schema
    .createTable("person_influences")
    .addColumn("person_id", "text", mustReferTo("people.id"))
    .addColumn("by_person_id", "text", mustReferTo("people.id"))
    .addColumn("kind", "text", required)
    .addColumn("at_ms", "bigint", required)
    .execute();
  await db.schema
    .createIndex("person_influences_pair")
    .on("person_influences")
    .columns(["person_id", "by_person_id", "at_ms"])
    .execute();
}

async function createSignIn(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("one_time_links")
    .addColumn("token_sha256", "text", key)
    .addColumn("purpose", "text", required)
    .addColumn("person_id", "text", refersTo("people.id"))
    .addColumn("expires_at_ms", "bigint", required)
    .addColumn("used_at_ms", "bigint")
    .addColumn("created_at_ms", "bigint", required)
    .execute();
  await db.schema.createIndex("one_time_links_person").on("one_time_links").column("person_id").execute();
  await db.schema
    .createTable("sessions")
    .addColumn("token_sha256", "text", key)
    .addColumn("person_id", "text", mustReferTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("last_seen_at_ms", "bigint", required)
    .addColumn("expires_at_ms", "bigint", required)
    .execute();
  await db.schema.createIndex("sessions_person").on("sessions").column("person_id").execute();
  await db.schema.createIndex("sessions_expiry").on("sessions").column("expires_at_ms").execute();
  await db.schema
    .createTable("login_failures")
    .addColumn("key", "text", key)
    .addColumn("failures", "bigint", required)
    .addColumn("window_starts_at_ms", "bigint", required)
    .execute();
}

async function createTrust(db: Kysely<unknown>): Promise<void> {
  await withCounter(db, db.schema.createTable("audit_log"), "seq")
    .addColumn("at_ms", "bigint", required)
    .addColumn("actor_id", "text")
    .addColumn("action", "text", required)
    .addColumn("noun", "text", required)
    .addColumn("noun_id", "text", required)
    .addColumn("detail_json", "text", required)
    .addColumn("prev_sha256", "text", (column) => column.notNull().unique())
    .addColumn("sha256", "text", (column) => column.notNull().unique())
    .execute();
  await db.schema.createIndex("audit_log_noun").on("audit_log").columns(["noun", "noun_id", "seq"]).execute();
  await db.schema
    .createTable("root_documents")
    .addColumn("version", "bigint", key)
    .addColumn("envelope_json", "text", required)
    .addColumn("created_at_ms", "bigint", required)
    .execute();
  await db.schema
    .createTable("person_keys")
    .addColumn("key_id", "text", key)
    .addColumn("person_id", "text", mustReferTo("people.id"))
    .addColumn("public_x", "text", required)
    .addColumn("from_ms", "bigint", required)
    .addColumn("until_ms", "bigint")
    .execute();
  await db.schema.createIndex("person_keys_person").on("person_keys").column("person_id").execute();
}
