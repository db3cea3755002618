import { type Kysely, sql } from "kysely";
import { isPostgres, required, withCounter } from "./column-types.ts";

const SUBJECT_TEXT = ["zone", "kind", "airing_sha256", "edition_version_id", "language", "entry_id"];
const SUBJECT = [...SUBJECT_TEXT, "clock", "outcome", "joined_late", "panel"];
const OF_PLAY = [
  ...["manifest_revision", "loop_id", "slot_index", "planned_ms", "shown_ms", "started_mono_ms", "started_wall_ms"],
  ...["started_at_ms", "received_at_ms"],
];

/**
 * What is said of a showing over and over, the item, its entry, how it ended, is kept once, and a record names it by
 * number; the same for screens. Hashes are bytes. A record takes a third of the room, and `play_records` still shows it as it
 * was told: that is a view now.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const old = "play_records_as_told";
  await sql`alter table play_records rename to ${sql.table(old)}`.execute(db);
  for (const name of ["play_records_screen", "play_records_received", "play_records_late"]) {
    await db.schema.dropIndex(name).execute();
  }
  await createNames(db);
  await createPlays(db);
  await createView(db);
  await moveRows(db, old);
  await db.schema.dropTable(old).execute();
  // Made last: in one sort.
  await db.schema.createIndex("plays_screen").on("plays").columns(["screen", "started_at_ms"]).execute();
  await db.schema.createIndex("plays_received").on("plays").column("received_at_ms").execute();
  await sql`create index plays_late on plays (received_at_ms) where received_at_ms - started_at_ms > 86400000`.execute(
    db,
  );
}

async function createNames(db: Kysely<unknown>): Promise<void> {
  await withCounter(db, db.schema.createTable("play_screens"), "number")
    .addColumn("screen_id", "text", (column) => column.notNull().unique())
    .execute();
  let subjects = withCounter(db, db.schema.createTable("play_subjects"), "number");
  for (const name of SUBJECT) subjects = subjects.addColumn(name, name === "joined_late" ? "bigint" : "text", required);
  await subjects.addUniqueConstraint("play_subjects_says", SUBJECT as never[]).execute();
}

async function createPlays(db: Kysely<unknown>): Promise<void> {
  const bytes = sql.raw(isPostgres(db) ? "bytea" : "blob");
  const numbers = OF_PLAY.map(
    (name) => sql`${sql.ref(name)} ${sql.raw(name === "loop_id" ? "text" : "bigint")} not null`,
  );
  await sql`create table plays (player bigint not null, boot bigint not null, seq bigint not null,
    screen bigint not null, subject bigint not null, sha256 ${bytes} not null, prev_sha256 ${bytes} not null,
    ${sql.join(numbers)}, constraint plays_key primary key (player, boot, seq))`.execute(db);
}

async function createView(db: Kysely<unknown>): Promise<void> {
  const hex = (name: string) => sql.raw(isPostgres(db) ? `encode(play.${name}, 'hex')` : `lower(hex(play.${name}))`);
  const from = (table: string, names: readonly string[]) => sql.join(names.map((name) => sql.ref(`${table}.${name}`)));
  await sql`create view play_records as select play.player, play.boot, play.seq, screen.screen_id,
    ${hex("sha256")} as sha256, ${hex("prev_sha256")} as prev_sha256, ${from("subject", SUBJECT_TEXT)},
    ${from("play", OF_PLAY.slice(0, -1))}, ${from("subject", ["clock", "outcome", "joined_late", "panel"])},
    play.received_at_ms from plays as play join play_screens as screen on screen.number = play.screen
    join play_subjects as subject on subject.number = play.subject`.execute(db);
}

async function moveRows(db: Kysely<unknown>, old: string): Promise<void> {
  const names = sql.raw(SUBJECT.join(", "));
  const rest = sql.raw(OF_PLAY.join(", "));
  const table = sql.table(old);
  await sql`insert into play_screens (screen_id) select distinct screen_id from ${table} order by screen_id`.execute(
    db,
  );
  await sql`insert into play_subjects (${names}) select distinct ${names} from ${table} order by ${names}`.execute(db);
  const bytes = (name: string) => sql.raw(isPostgres(db) ? `decode(${name}, 'hex')` : `unhex(${name})`);
  const order = isPostgres(db) ? sql`` : sql`order by told.rowid`;
  await sql`insert into plays (player, boot, seq, screen, subject, sha256, prev_sha256, ${rest})
    select player, boot, seq, screen.number, subject.number, ${bytes("sha256")}, ${bytes("prev_sha256")}, ${rest}
    from ${table} as told join play_screens as screen using (screen_id) join play_subjects as subject using (${names})
    ${order}`.execute(db);
}
