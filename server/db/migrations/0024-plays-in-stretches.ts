import { type Kysely, type RawBuilder, sql } from "kysely";
import { isPostgres, required } from "./column-types.ts";

/** Where in the bytes of one record each number stands, from 1, with its width; its hash comes before them. */
const SAID = {
  subject: [33, 9],
  slot_index: [42, 16],
  planned_ms: [58, 11],
  shown_ms: [69, 11],
  started_mono_ms: [80, 11],
  started_wall_ms: [91, 17],
  started_at_ms: [108, 16],
} as const;
const SAID_BYTES = 123;
const MOST_RECORDS = 500;
const SUBJECT = ["zone", "kind", "airing_sha256", "edition_version_id", "language", "entry_id"];
const OUTCOME = ["clock", "outcome", "joined_late", "panel"];
const EIGHT_HOURS_UNTIL_MS = Date.UTC(1975, 5, 12, 16);

/**
 * Records lie together as they came: those of one player that follow each other, on one screen and civil day, of one
 * manifest and loop, received together, are one row. What a batch adds is a row or two, whatever it holds;
 * `play_records` still shows each record as it was told.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop view play_records`.execute(db);
  for (const name of ["plays_screen", "plays_received", "plays_late"]) await db.schema.dropIndex(name).execute();
  await createStretches(db);
  await createPlaces(db);
  await moveRows(db);
  await db.schema.dropTable("plays").execute();
  await createIndexes(db);
  await createView(db);
}

async function createStretches(db: Kysely<unknown>): Promise<void> {
  const bytes = isPostgres(db) ? "bytea" : "blob";
  await db.schema
    .createTable("play_stretches")
    .addColumn("player", "bigint", required)
    .addColumn("boot", "bigint", required)
    .addColumn("first_seq", "bigint", required)
    .addColumn("last_seq", "bigint", required)
    .addColumn("screen", "bigint", required)
    .addColumn("manifest_revision", "bigint", required)
    .addColumn("loop_id", "text", required)
    .addColumn("received_at_ms", "bigint", required)
    .addColumn("from_started_ms", "bigint", required)
    .addColumn("to_started_ms", "bigint", required)
    .addColumn("from_mono_ms", "bigint", required)
    .addColumn("to_mono_ms", "bigint", required)
    .addColumn("prev_sha256", sql.raw(bytes), required)
    .addColumn("said", sql.raw(bytes), required)
    .addPrimaryKeyConstraint("play_stretches_key", ["player", "boot", "first_seq"])
    .execute();
}

/** The places that a record can have in a stretch, for the view. */
async function createPlaces(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("play_places")
    .addColumn("place", "bigint", (column) => column.primaryKey().notNull())
    .execute();
  await sql`insert into play_places (place) with recursive places(place) as (
    select 0 union all select place + 1 from places where place < ${sql.lit(MOST_RECORDS - 1)}) select place from places`.execute(
    db,
  );
}

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  const on = (name: string, columns: string[]) =>
    db.schema.createIndex(`play_stretches_${name}`).on("play_stretches").columns(columns).execute();
  await on("screen", ["screen", "from_started_ms"]);
  await on("screen_end", ["screen", "to_started_ms"]);
  await on("start", ["from_started_ms"]);
  await on("end", ["to_started_ms"]);
  await on("received", ["received_at_ms"]);
  await sql`create index play_stretches_late on play_stretches (received_at_ms)
    where received_at_ms - from_started_ms > 86400000`.execute(db);
}

async function createView(db: Kysely<unknown>): Promise<void> {
  const own = (name: keyof typeof SAID) => sql`${numberOf(db, name)} as ${sql.ref(name)}`;
  const from = (table: string, names: readonly string[]) => sql.join(names.map((name) => sql.ref(`${table}.${name}`)));
  const before = sql`case play.place when 0 then stretch.prev_sha256 else ${part(db, 1, 32, -1)} end`;
  await sql`create view play_records as select stretch.player, stretch.boot, stretch.first_seq + play.place as seq,
    screen.screen_id, ${hex(db, part(db, 1, 32))} as sha256, ${hex(db, before)} as prev_sha256,
    ${from("subject", SUBJECT)}, stretch.manifest_revision, stretch.loop_id, ${own("slot_index")},
    ${own("planned_ms")}, ${own("shown_ms")}, ${own("started_mono_ms")}, ${own("started_wall_ms")},
    ${own("started_at_ms")}, ${from("subject", OUTCOME)}, stretch.received_at_ms
    from play_stretches as stretch join play_places as play on play.place <= stretch.last_seq - stretch.first_seq
    join play_screens as screen on screen.number = stretch.screen
    join play_subjects as subject on subject.number = ${numberOf(db, "subject")}`.execute(db);
}

function numberOf(db: Kysely<unknown>, name: keyof typeof SAID): RawBuilder<unknown> {
  const [at, width] = SAID[name];
  const digits = part(db, at, width);
  return isPostgres(db) ? sql`cast(convert_from(${digits}, 'LATIN1') as bigint)` : sql`cast(${digits} as integer)`;
}

/** Bytes of the record at a place, or of one that many places on. */
function part(db: Kysely<unknown>, at: number, width: number, on = 0): RawBuilder<unknown> {
  const from = `(play.place + ${on}) * ${SAID_BYTES} + ${at}`;
  return sql.raw(
    isPostgres(db)
      ? `substring(stretch.said from (${from})::int for ${width})`
      : `substr(stretch.said, ${from}, ${width})`,
  );
}

function hex(db: Kysely<unknown>, bytes: RawBuilder<unknown>): RawBuilder<unknown> {
  return isPostgres(db) ? sql`encode(${bytes}, 'hex')` : sql`lower(hex(${bytes}))`;
}

async function moveRows(db: Kysely<unknown>): Promise<void> {
  const common = ["screen", "manifest_revision", "loop_id", "received_at_ms"];
  const same = common.map((name) => sql`lag(${sql.ref(name)}) over log = ${sql.ref(name)}`);
  const day = sql.raw(
    `((started_at_ms + case when started_at_ms < ${EIGHT_HOURS_UNTIL_MS} then 28800000 else 25200000 end) / 86400000)`,
  );
  const first = (name: string) => sql`${sql.ref(name)} as ${sql.ref(name)}`;
  const held = ["player", "boot", "stretch", "screen", "manifest_revision", "loop_id", "received_at_ms"];
  await sql`insert into play_stretches (player, boot, first_seq, last_seq, screen, manifest_revision, loop_id,
      received_at_ms, from_started_ms, to_started_ms, from_mono_ms, to_mono_ms, prev_sha256, said)
    with marked as (select *, case when lag(seq) over log = seq - 1 and lag(sha256) over log = prev_sha256
        and ${sql.join(same, sql` and `)} and lag(${day}) over log = ${day} then 0 else 1 end as begins
      from plays window log as (partition by player, boot order by seq)),
    numbered as (select *, sum(begins) over (partition by player, boot order by seq) as island from marked),
    placed as (select *, (row_number() over (partition by player, boot, island order by seq) - 1)
      / ${sql.lit(MOST_RECORDS)} as piece from numbered),
    cut as (select *, island * 1000000 + piece as stretch,
      row_number() over (partition by player, boot, island, piece order by seq) as place from placed)
    select player, boot, min(seq), max(seq), screen, manifest_revision, loop_id, received_at_ms, min(started_at_ms),
      max(started_at_ms), min(started_mono_ms), max(started_mono_ms), ${firstPrev(db)}, ${said(db)}
    from (select ${sql.join(held.map(first))}, seq, place, started_at_ms, started_mono_ms, prev_sha256,
      ${packed(db)} as packed from cut) as play
    group by player, boot, stretch, screen, manifest_revision, loop_id, received_at_ms`.execute(db);
}

function firstPrev(db: Kysely<unknown>): RawBuilder<unknown> {
  return isPostgres(db)
    ? sql`decode(max(case when place = 1 then encode(prev_sha256, 'hex') end), 'hex')`
    : sql`max(case when place = 1 then prev_sha256 end)`;
}

function said(db: Kysely<unknown>): RawBuilder<unknown> {
  return isPostgres(db)
    ? sql`string_agg(packed, ''::bytea order by seq)`
    : sql`cast(group_concat(packed, '' order by seq) as blob)`;
}

/** One record's bytes. */
function packed(db: Kysely<unknown>): RawBuilder<unknown> {
  const numbers = Object.entries(SAID).map(([name, [, width]]) =>
    isPostgres(db)
      ? sql`lpad(${sql.ref(name)}::text, ${sql.lit(width)})`
      : sql`printf(${sql.lit(`%${width}d`)}, ${sql.ref(name)})`,
  );
  const digits = sql.join(numbers, sql` || `);
  return isPostgres(db) ? sql`sha256 || convert_to(${digits}, 'LATIN1')` : sql`cast(sha256 || ${digits} as blob)`;
}
