import { type Kysely, sql } from "kysely";
import { equalShares, newAirtime, newSnapshot, newTarget, newTiming } from "./0008-stored-forms.ts";
import { key, mustReferTo, refersTo, required } from "./column-types.ts";

/** The columns that this step reads and writes, whatever the tables become later. */
type Before = {
  sites: { id: string; languages_json: string; language_mix_json: string };
  schedule_entries: {
    id: string;
    target_json: string;
    daypart_json: string | null;
    share_ppm: number | null;
    timing_json: string;
    airtime_json: string;
  };
  published_schedules: { id: string; snapshot_json: string; sha256: string };
};

/** What the schedule engine asks for: written targets, recurrence, claims, locks, mixes, hours, tags, named dayparts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createDayparts(db);
  await createSiteHours(db);
  await addTags(db);
  const rows = db.withTables<Before>();
  await replaceLanguages(db, rows);
  await replaceEntryColumns(db, rows);
  await rewriteSnapshots(rows);
}

async function createDayparts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("dayparts")
    .addColumn("id", "text", key)
    .addColumn("name", "text", required)
    .addColumn("weekdays_json", "text", required)
    .addColumn("windows_json", "text", required)
    .addColumn("exceptions_json", "text", required)
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addColumn("updated_at_ms", "bigint", required)
    .addColumn("retired_at_ms", "bigint")
    .execute();
}

async function createSiteHours(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("site_hours")
    .addColumn("site_id", "text", mustReferTo("sites.id"))
    .addColumn("from_date", "text", required)
    .addColumn("hours_json", "text", required)
    .addColumn("created_by", "text", refersTo("people.id"))
    .addColumn("created_at_ms", "bigint", required)
    .addPrimaryKeyConstraint("site_hours_key", ["site_id", "from_date"])
    .execute();
}

async function addTags(db: Kysely<unknown>): Promise<void> {
  for (const table of ["sites", "screens"]) await addText(db, table, "tags_json", "[]");
}

async function replaceLanguages(db: Kysely<unknown>, rows: Kysely<Before>): Promise<void> {
  await addText(db, "sites", "language_mix_json", "[]");
  for (const { id, languages_json } of await rows.selectFrom("sites").select(["id", "languages_json"]).execute()) {
    await rows
      .updateTable("sites")
      .set({ language_mix_json: equalShares(languages_json) })
      .where("id", "=", id)
      .execute();
  }
  await db.schema.alterTable("sites").dropColumn("languages_json").execute();
}

async function replaceEntryColumns(db: Kysely<unknown>, rows: Kysely<Before>): Promise<void> {
  await db.schema.alterTable("schedule_entries").addColumn("review_date", "text").execute();
  await db.schema.alterTable("schedule_entries").addColumn("lock", "text").execute();
  await addText(db, "schedule_entries", "timing_json", newTiming(null));
  await addText(db, "schedule_entries", "airtime_json", newAirtime(null));
  const entries = rows.selectFrom("schedule_entries").select(["id", "target_json", "daypart_json", "share_ppm"]);
  for (const { id, target_json, daypart_json, share_ppm } of await entries.execute()) {
    await rows
      .updateTable("schedule_entries")
      .set({
        target_json: newTarget(target_json),
        timing_json: newTiming(daypart_json),
        airtime_json: newAirtime(share_ppm),
      })
      .where("id", "=", id)
      .execute();
  }
  await db.schema.alterTable("schedule_entries").dropColumn("daypart_json").execute();
  await db.schema.alterTable("schedule_entries").dropColumn("share_ppm").execute();
}

/** What is published stays published: each text is written in the new form, under the hash of that form. */
async function rewriteSnapshots(rows: Kysely<Before>): Promise<void> {
  const published = await rows.selectFrom("published_schedules").select(["id", "snapshot_json"]).execute();
  for (const { id, snapshot_json } of published) {
    const { text, sha256 } = newSnapshot(snapshot_json);
    await rows.updateTable("published_schedules").set({ snapshot_json: text, sha256 }).where("id", "=", id).execute();
  }
}

/** SQLite adds a column that must have a value only together with a default. */
async function addText(db: Kysely<unknown>, table: string, column: string, value: string): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn(column, "text", (definition) => definition.notNull().defaultTo(sql.lit(value)))
    .execute();
}
