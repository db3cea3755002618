import { sql } from "kysely";
import { MAX_BATCH_RECORDS } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { namesOf } from "../json-rows.ts";
import { isPostgres } from "../migrations/column-types.ts";
import { type PackedColumns, packedRows, packNumber } from "../packed-rows.ts";
import { reportDayOf } from "../report-calendar.ts";
import { PACKED_PLAY, PACKED_PLAY_BYTES, SHA256_BYTES } from "./packed-play.ts";
import type { PlayRow } from "./play-log.ts";
import type { PlayNumbers } from "./play-names.ts";

/** Records that follow each other and have everything in common that a stretch says once. */
interface Stretch {
  readonly screen: number;
  readonly rows: readonly PlayRow[];
  /** Of the first of them among all that are stored together. */
  readonly place: number;
}

type StretchRow = ReturnType<typeof stretchRow>;

const NUMBER = "bigint";
const STRETCH_COLUMNS: PackedColumns<StretchRow> = {
  player: { digits: 8 },
  boot: { digits: 8 },
  first_seq: { digits: 10 },
  last_seq: { digits: 10 },
  screen: { digits: 8 },
  manifest_revision: { digits: 8 },
  loop_id: { exactly: 16 },
  received_at_ms: NUMBER,
  from_started_ms: NUMBER,
  to_started_ms: NUMBER,
  from_mono_ms: { digits: 11 },
  to_mono_ms: { digits: 11 },
  prev_sha256: { exactly: 64 },
  said_at: { digits: 10 },
  said_bytes: { digits: 8 },
};

/**
 * Stores records, each player's in the order of their keys, in one statement that is made now and is to be run later, in a
 * transaction of that database. Nothing is stored where a record with the key of a stretch's first is known.
 */
export function prepareStretches(
  db: Database,
  rows: readonly PlayRow[],
  numbers: PlayNumbers,
): (tx: Database) => Promise<void> {
  if (rows.length === 0) return async () => undefined;
  const said = packPlays(rows, numbers);
  const told = packedRows(db, "told", STRETCH_COLUMNS, cutStretches(rows, numbers).map(stretchRow));
  const own = Object.keys(STRETCH_COLUMNS).filter((name) => !name.startsWith("said_"));
  const values = own.map((name) => (name === "prev_sha256" ? bytesOf(db, name) : sql.ref(`told.${name}`)));
  const insert = sql`insert into play_stretches (${namesOf(Object.fromEntries(own.map((name) => [name, true])))}, said)
    select ${sql.join(values)}, ${partOf(db, said)} from ${told} where true
    on conflict (player, boot, first_seq) do nothing`;
  return async (tx) => void (await insert.execute(tx));
}

/** The bytes that a column of hexadecimal text stands for. */
function bytesOf(db: Database, name: string) {
  return isPostgres(db) ? sql`decode(${sql.ref(`told.${name}`)}, 'hex')` : sql`unhex(${sql.ref(`told.${name}`)})`;
}

function partOf(db: Database, said: Buffer) {
  return isPostgres(db)
    ? sql`substring(${said}::bytea from told.said_at::int for told.said_bytes::int)`
    : sql`substr(${said}, told.said_at, told.said_bytes)`;
}

/** A stretch lies on one civil day, so that a day is moved out of the table as a whole. */
function cutStretches(rows: readonly PlayRow[], { screens }: PlayNumbers): Stretch[] {
  const stretches: Stretch[] = [];
  let begin = 0;
  for (let place = 1; place <= rows.length; place += 1) {
    const before = rows[place - 1];
    const row = rows[place];
    if (before === undefined) break;
    const goesOn =
      row !== undefined &&
      place - begin < MAX_BATCH_RECORDS &&
      screens[place] === screens[begin] &&
      isNext(before, row) &&
      reportDayOf(before.started_at_ms) === reportDayOf(row.started_at_ms);
    if (goesOn) continue;
    stretches.push({ screen: screens[begin] ?? 0, rows: rows.slice(begin, place), place: begin });
    begin = place;
  }
  return stretches;
}

function isNext(before: PlayRow, row: PlayRow): boolean {
  return (
    row.player === before.player &&
    row.boot === before.boot &&
    row.seq === before.seq + 1 &&
    row.prev_sha256 === before.sha256 &&
    row.manifest_revision === before.manifest_revision &&
    row.loop_id === before.loop_id &&
    row.received_at_ms === before.received_at_ms
  );
}

function stretchRow({ rows, screen, place }: Stretch) {
  const [first] = rows;
  if (first === undefined) throw new Error("A stretch holds one record at least.");
  let { started_at_ms: from_started_ms, started_at_ms: to_started_ms } = first;
  let { started_mono_ms: from_mono_ms, started_mono_ms: to_mono_ms } = first;
  for (const { started_at_ms, started_mono_ms } of rows) {
    from_started_ms = Math.min(from_started_ms, started_at_ms);
    to_started_ms = Math.max(to_started_ms, started_at_ms);
    from_mono_ms = Math.min(from_mono_ms, started_mono_ms);
    to_mono_ms = Math.max(to_mono_ms, started_mono_ms);
  }
  const { player, boot, seq: first_seq, manifest_revision, loop_id, received_at_ms, prev_sha256 } = first;
  return {
    ...{ player, boot, first_seq, last_seq: first_seq + rows.length - 1, screen, manifest_revision, loop_id },
    ...{ received_at_ms, from_started_ms, to_started_ms, from_mono_ms, to_mono_ms, prev_sha256 },
    said_at: place * PACKED_PLAY_BYTES + 1,
    said_bytes: rows.length * PACKED_PLAY_BYTES,
  };
}

const SPACE = 0x20;

function packPlays(rows: readonly PlayRow[], { subjects }: PlayNumbers): Buffer {
  const bytes = Buffer.alloc(rows.length * PACKED_PLAY_BYTES, SPACE);
  const { subject, slot_index, planned_ms, shown_ms, started_mono_ms, started_wall_ms, started_at_ms } = PACKED_PLAY;
  for (const [place, row] of rows.entries()) {
    const at = place * PACKED_PLAY_BYTES;
    const isWhole =
      bytes.write(row.sha256, at, SHA256_BYTES, "hex") === SHA256_BYTES &&
      row.sha256.length === 2 * SHA256_BYTES &&
      packNumber(bytes, at + subject.at, subject.width, subjects[place]) &&
      packNumber(bytes, at + slot_index.at, slot_index.width, row.slot_index) &&
      packNumber(bytes, at + planned_ms.at, planned_ms.width, row.planned_ms) &&
      packNumber(bytes, at + shown_ms.at, shown_ms.width, row.shown_ms) &&
      packNumber(bytes, at + started_mono_ms.at, started_mono_ms.width, row.started_mono_ms) &&
      packNumber(bytes, at + started_wall_ms.at, started_wall_ms.width, row.started_wall_ms) &&
      packNumber(bytes, at + started_at_ms.at, started_at_ms.width, row.started_at_ms);
    if (!isWhole) throw new RangeError(`No record of a player: ${row.player} ${row.boot} ${row.seq}.`);
  }
  return bytes;
}
