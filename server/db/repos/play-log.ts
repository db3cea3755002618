import { type Insertable, type Selectable, sql } from "kysely";
import type { ClockAnchor, LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import type { Database } from "../../context.ts";
import { namesOf } from "../json-rows.ts";
import { isPostgres } from "../migrations/column-types.ts";
import { type PackedColumns, packedRows } from "../packed-rows.ts";
import type { Tables } from "../tables.ts";
import { archivedOfPlayer, byStart, withArchived } from "./archived-plays.ts";
import { numberPlays, PlayNames, type PlayNumbers } from "./play-names.ts";

export type PlayRow = Selectable<Tables["play_records"]>;

const SHA256 = { exactly: 64 };

type NumberedPlay = PlayNumbers & Pick<PlayRow, OwnColumn>;
/** What a record says of itself alone. */
type OwnColumn = Exclude<keyof Tables["plays"], keyof PlayNumbers>;

const INSTANT = { digits: 14 };
const SPAN = { digits: 11 };

const PLAY_COLUMNS: PackedColumns<NumberedPlay> = {
  player: { digits: 7 },
  boot: { digits: 7 },
  seq: { digits: 9 },
  screen: { digits: 7 },
  subject: { digits: 8 },
  sha256: SHA256,
  prev_sha256: SHA256,
  manifest_revision: { digits: 7 },
  loop_id: { exactly: 16 },
  slot_index: { digits: 6 },
  planned_ms: SPAN,
  shown_ms: SPAN,
  started_mono_ms: SPAN,
  started_wall_ms: INSTANT,
  started_at_ms: INSTANT,
  received_at_ms: INSTANT,
};

/** How far the server holds the player's log without a hole; before the first record `{boot: 0, seq: 0}`. */
export async function readMark(db: Database, player: number): Promise<LedgerMark> {
  const row = await db.selectFrom("play_marks").selectAll().where("player", "=", player).executeTakeFirst();
  return row === undefined
    ? { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 }
    : { boot: row.boot, seq: row.seq, headSha256: row.head_sha256 };
}

/** Stores records; one whose key is known is left as it is. */
export async function insertPlays(db: Database, rows: readonly PlayRow[]): Promise<void> {
  return preparePlays(db, rows, await numberPlays(db, new PlayNames(), rows))(db);
}

/** Stores them in one statement that is made now and is to be run later, in a transaction of that database. */
export function preparePlays(
  db: Database,
  rows: readonly PlayRow[],
  numbers: readonly PlayNumbers[],
): (tx: Database) => Promise<void> {
  if (rows.length === 0) return async () => undefined;
  const told = packedRows(
    db,
    "told",
    PLAY_COLUMNS,
    rows.map((row, place) => numberedPlay(row, numbers[place])),
  );
  const columns = Object.keys(PLAY_COLUMNS).map((name) =>
    name.endsWith("sha256") ? bytesOf(db, name) : sql.ref(name),
  );
  const insert = sql`insert into plays (${namesOf(PLAY_COLUMNS)}) select ${sql.join(columns)} from ${told}
    where true on conflict (player, boot, seq) do nothing`;
  return async (tx) => void (await insert.execute(tx));
}

function numberedPlay(row: PlayRow, numbers: PlayNumbers | undefined): NumberedPlay {
  if (numbers === undefined) throw new Error("There are more records than numbers for them.");
  return {
    player: row.player,
    boot: row.boot,
    seq: row.seq,
    screen: numbers.screen,
    subject: numbers.subject,
    sha256: row.sha256,
    prev_sha256: row.prev_sha256,
    manifest_revision: row.manifest_revision,
    loop_id: row.loop_id,
    slot_index: row.slot_index,
    planned_ms: row.planned_ms,
    shown_ms: row.shown_ms,
    started_mono_ms: row.started_mono_ms,
    started_wall_ms: row.started_wall_ms,
    started_at_ms: row.started_at_ms,
    received_at_ms: row.received_at_ms,
  };
}

/** The bytes that a column of hexadecimal text stands for. */
function bytesOf(db: Database, name: string) {
  return isPostgres(db) ? sql`decode(${sql.ref(name)}, 'hex')` : sql`unhex(${sql.ref(name)})`;
}

/** Hashes of the stored records of a player from `first` to `last`, both included, by `boot seq`; of archived ones too. */
export async function readPlayHashes(
  db: Database,
  player: number,
  first: PlayKey,
  last: PlayKey,
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("play_records")
    .select(["boot", "seq", "sha256"])
    .where("player", "=", player)
    .where("boot", ">=", first.boot)
    .where("boot", "<=", last.boot)
    .where((where) => where.or([where("boot", ">", first.boot), where("seq", ">=", first.seq)]))
    .where((where) => where.or([where("boot", "<", last.boot), where("seq", "<=", last.seq)]))
    .execute();
  const archived = await archivedOfPlayer(db, player, { first, last, limit: Number.MAX_SAFE_INTEGER });
  return new Map([...archived, ...rows].map((row) => [`${row.boot} ${row.seq}`, row.sha256]));
}

/** Notes what is wrong with a player's log; the same finding is noted once. */
export async function insertAnomalyIfNew(db: Database, row: NewAnomaly): Promise<boolean> {
  if (await hasAnomaly(db, row)) return false;
  await db.insertInto("play_anomalies").values(row).execute();
  return true;
}

type NewAnomaly = Omit<Insertable<Tables["play_anomalies"]>, "id">;

/** Whether the same finding was noted before, whenever that was. */
export async function hasAnomaly(db: Database, row: Omit<NewAnomaly, "at_ms">): Promise<boolean> {
  const known = await db
    .selectFrom("play_anomalies")
    .select("id")
    .where("player", "=", row.player)
    .where("kind", "=", row.kind)
    .where("boot", "=", row.boot)
    .where("seq", "=", row.seq)
    .where("detail_json", "=", row.detail_json)
    .executeTakeFirst();
  return known !== undefined;
}

/** Keeps anchors; one known for the same instant of the same boot stays as it is. */
export async function insertAnchors(db: Database, player: number, anchors: readonly ClockAnchor[]): Promise<void> {
  if (anchors.length === 0) return;
  await db
    .insertInto("clock_anchors")
    .values(
      anchors.map((anchor) => ({
        player,
        boot: anchor.boot,
        mono_ms: anchor.monoMs,
        utc_ms: anchor.utcMs,
        uncertainty_ms: anchor.uncertaintyMs,
      })),
    )
    .onConflict((conflict) => conflict.columns(["player", "boot", "mono_ms"]).doNothing())
    .execute();
}

/** Records, newest first by start, after the given place; archived ones too. */
export async function listPlayRows(
  db: Database,
  page: {
    screenId?: string;
    fromMs?: number;
    toMs?: number;
    after: { startedAtMs: number; player: number; boot: number; seq: number } | null;
    limit: number;
  },
): Promise<PlayRow[]> {
  const { screenId, fromMs, toMs, after } = page;
  const hot = await db
    .selectFrom("play_records")
    .selectAll()
    .$if(screenId !== undefined, (query) => query.where("screen_id", "=", screenId ?? ""))
    .$if(fromMs !== undefined, (query) => query.where("started_at_ms", ">=", fromMs ?? 0))
    .$if(toMs !== undefined, (query) => query.where("started_at_ms", "<", toMs ?? 0))
    .$if(after !== null, (query) =>
      query.where((where) => {
        const place = after ?? { startedAtMs: 0, player: 0, boot: 0, seq: 0 };
        return where.or([
          where("started_at_ms", "<", place.startedAtMs),
          where.and([
            where("started_at_ms", "=", place.startedAtMs),
            sql<boolean>`(player, boot, seq) < (${place.player}, ${place.boot}, ${place.seq})`,
          ]),
        ]);
      }),
    )
    .orderBy("started_at_ms", "desc")
    .orderBy("player", "desc")
    .orderBy("boot", "desc")
    .orderBy("seq", "desc")
    .limit(page.limit)
    .execute();
  const untilMs = after === null ? Number.MAX_SAFE_INTEGER : after.startedAtMs + 1;
  return withArchived(
    db,
    hot,
    {
      ...(screenId === undefined ? {} : { screenIds: [screenId] }),
      ...{ fromMs: fromMs ?? 0, toMs: Math.min(toMs ?? Number.MAX_SAFE_INTEGER, untilMs) },
      ...{ order: "desc", limit: page.limit },
      holds: (row) => after === null || byStart(row, { ...after, started_at_ms: after.startedAtMs }) < 0,
    },
    (row) => row,
  );
}
