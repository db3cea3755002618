import { type Kysely, sql } from "kysely";
import { isPostgres } from "./column-types.ts";

const TEXT = ["screen_id", "sha256", "prev_sha256", "zone", "kind", "airing_sha256", "edition_version_id", "language"];
const MORE_TEXT = ["entry_id", "loop_id", "clock", "outcome", "panel"];
const COLUMNS = [
  ...["player", "boot", "seq", ...TEXT, "entry_id", "manifest_revision", "loop_id", "slot_index", "planned_ms"],
  ...["shown_ms", "started_mono_ms", "started_wall_ms", "started_at_ms", "clock", "outcome", "joined_late", "panel"],
  "received_at_ms",
];

/**
 * SQLite keeps records in the order in which they came, and their key beside: in the order of their key, a record of half
 * a kilobyte pushed its neighbours apart in a tree as deep as its rows are long. PostgreSQL always kept them so.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (isPostgres(db)) return;
  const isText = (name: string) => TEXT.includes(name) || MORE_TEXT.includes(name);
  const typed = COLUMNS.map((name) => `"${name}" ${isText(name) ? "text" : "bigint"} not null`).join(", ");
  const names = sql.raw(COLUMNS.map((name) => `"${name}"`).join(", "));
  await sql`create table play_records_as_they_came (${sql.raw(typed)},
    constraint play_records_key primary key (player, boot, seq))`.execute(db);
  await sql`insert into play_records_as_they_came (${names}) select ${names} from play_records
    order by received_at_ms, player, boot, seq`.execute(db);
  await sql`drop table play_records`.execute(db);
  await sql`alter table play_records_as_they_came rename to play_records`.execute(db);
  await db.schema
    .createIndex("play_records_screen")
    .on("play_records")
    .columns(["screen_id", "started_at_ms"])
    .execute();
  await db.schema.createIndex("play_records_received").on("play_records").column("received_at_ms").execute();
}
