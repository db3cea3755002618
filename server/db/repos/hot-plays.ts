import { sql } from "kysely";
import { MAX_BATCH_RECORDS, type PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { jsonRows } from "../json-rows.ts";
import type { PlayRow } from "./play-log.ts";
import { byKey, byReceived, byStart, LAST_KEY, type PlayOrder, type ReceivedPlace } from "./play-order.ts";
import { type StoredStretch, StretchReader } from "./stretch-records.ts";

/** A stretch lies within one civil day; the longest was an hour longer than others. */
const LONGEST_DAY_MS = 25 * 3_600_000;
const FIRST_PAGE = 8;
const LARGEST_PAGE = 400;
/** Records that are taken over in one turn of the event loop: some milliseconds. */
const RECORDS_AT_ONCE = 2_000;

/** How many stretches to read next, as they come: some hold one record, others hundreds. */
function nextSize(page: readonly StoredStretch[]): number {
  const records = page.reduce((sum, { first_seq, last_seq }) => sum + last_seq - first_seq + 1, 0);
  const each = records / Math.max(1, page.length);
  return Math.max(1, Math.min(LARGEST_PAGE, 4 * page.length, Math.floor(RECORDS_AT_ONCE / each)));
}

/** Which records of the table belong to an answer, and how it is cut. */
export interface HotAsked {
  readonly screenIds?: readonly string[];
  readonly player?: number;
  /** Records that began in `[fromMs, toMs)`. */
  readonly fromMs: number;
  readonly toMs: number;
  /** By start, the earliest or the latest first. */
  readonly order: "asc" | "desc";
  /** By default all. */
  readonly limit?: number;
  readonly holds?: (row: PlayRow) => boolean;
}

/** The records of the table that began in the window, in order of their start; the archive's are not among them. */
export async function hotInWindow(db: Database, asked: HotAsked): Promise<PlayRow[]> {
  const { limit = Number.MAX_SAFE_INTEGER, order, holds = () => true } = asked;
  const sorted: PlayOrder = order === "asc" ? byStart : (one, other) => byStart(other, one);
  const reader = new StretchReader(db);
  const screens = asked.screenIds === undefined ? undefined : await numbersOf(db, asked.screenIds);
  // PostgreSQL takes no empty list.
  if (screens?.length === 0) return [];
  const base = inWindow(db, asked, screens);
  const found: PlayRow[] = [];
  let after: StoredStretch | undefined;
  for (let size = FIRST_PAGE; ; ) {
    const page = await base.after(after, size);
    const rows = await reader.readAll(page);
    const own = rows.filter((row) => row.started_at_ms >= asked.fromMs && row.started_at_ms < asked.toMs && holds(row));
    addInOrder(found, own.sort(sorted), sorted);
    found.length = Math.min(found.length, limit);
    after = page.at(-1);
    const end = found[limit - 1];
    if (after === undefined || page.length < size) return found;
    // What is still to come begins with `after` or past it.
    if (end !== undefined && isPast(after, end, order)) return found;
    size = nextSize(page);
  }
}

/** Mostly all of them come after what was found. */
function addInOrder(found: PlayRow[], rows: readonly PlayRow[], sorted: PlayOrder): void {
  const last = found.at(-1);
  for (const row of rows) found.push(row);
  const [first] = rows;
  if (last !== undefined && first !== undefined && sorted(last, first) > 0) found.sort(sorted);
}

function isPast(stretch: StoredStretch, end: PlayRow, order: "asc" | "desc"): boolean {
  return order === "asc" ? stretch.from_started_ms > end.started_at_ms : stretch.to_started_ms < end.started_at_ms;
}

function inWindow(db: Database, { player, fromMs, toMs, order }: HotAsked, screens?: readonly number[]) {
  const column = order === "asc" ? "from_started_ms" : "to_started_ms";
  const is = sql.raw(order === "asc" ? ">" : "<");
  return {
    after: (last: StoredStretch | undefined, size: number): Promise<StoredStretch[]> =>
      db
        .selectFrom("play_stretches")
        .selectAll()
        .where("from_started_ms", "<", toMs)
        .where("to_started_ms", ">=", fromMs)
        // What bounds the one that is gone by.
        .$if(order === "asc", (query) => query.where("from_started_ms", ">", fromMs - LONGEST_DAY_MS))
        .$if(order === "desc", (query) => query.where("to_started_ms", "<", toMs + LONGEST_DAY_MS))
        .$if(screens?.length === 1, (query) => query.where("screen", "=", screens?.[0] ?? 0))
        .$if(screens !== undefined && screens.length !== 1, (query) =>
          query.where("screen", "in", [...(screens ?? [])]),
        )
        .$if(player !== undefined, (query) => query.where("player", "=", player ?? 0))
        .$if(last !== undefined, (query) =>
          query.where(
            sql<boolean>`(${sql.ref(column)}, player, boot, first_seq) ${is} (${last?.[column] ?? 0},
              ${last?.player ?? 0}, ${last?.boot ?? 0}, ${last?.first_seq ?? 0})`,
          ),
        )
        .orderBy(column, order)
        .orderBy("player", order)
        .orderBy("boot", order)
        .orderBy("first_seq", order)
        .limit(size)
        .execute(),
  };
}

async function numbersOf(db: Database, screenIds: readonly string[]): Promise<number[]> {
  const rows = screenIds.map((screen_id) => ({ screen_id }));
  const found = await sql<{ number: number }>`select named.number
    from ${jsonRows(db, "asked", { screen_id: "text" }, rows)}
    join play_screens as named on named.screen_id = asked.screen_id`.execute(db);
  return found.rows.map(({ number }) => number);
}

/** The records of a player in the table from `first` to `last`, both included, as it wrote them; at most `limit`. */
export async function hotOfPlayer(
  db: Database,
  player: number,
  { first, last, limit }: { readonly first: PlayKey; readonly last: PlayKey; readonly limit: number },
): Promise<PlayRow[]> {
  const reader = new StretchReader(db);
  const found: PlayRow[] = [];
  let after = BEFORE_ALL;
  for (let size = FIRST_PAGE; ; ) {
    const page = await listStretchesByKey(db, player, first, last)
      .selectAll()
      .where(sql<boolean>`(boot, first_seq) > (${after.boot}, ${after.seq})`)
      .orderBy("boot")
      .orderBy("first_seq")
      .limit(size)
      .execute();
    for (const row of await reader.readAll(page)) {
      if (byKey(row, first) >= 0 && byKey(row, last) <= 0) found.push(row);
    }
    const end = page.at(-1);
    if (end === undefined || page.length < size || found.length >= limit) return found.slice(0, limit);
    after = { boot: end.boot, seq: end.first_seq };
    size = nextSize(page);
  }
}

const BEFORE_ALL: PlayKey = { boot: -1, seq: -1 };

/** The stretches of which a record is from `first` to `last`, both included. */
export function listStretchesByKey(db: Database, player: number, first: PlayKey, last: PlayKey) {
  return (
    db
      .selectFrom("play_stretches")
      .where("player", "=", player)
      // No stretch is longer: one that holds `first` begins after this, and is found by its key.
      .where(sql<boolean>`(boot, first_seq) > (${first.boot}, ${first.seq - MAX_BATCH_RECORDS})`)
      .where(sql<boolean>`(boot, last_seq) >= (${first.boot}, ${first.seq})`)
      .where(sql<boolean>`(boot, first_seq) <= (${last.boot}, ${last.seq})`)
  );
}

/** The record of a player in the table just before a key, or just after it. */
export async function hotBeside(
  db: Database,
  player: number,
  key: PlayKey,
  side: "before" | "after",
): Promise<PlayRow | undefined> {
  if (side === "after") {
    const [row] = await hotOfPlayer(db, player, { first: { ...key, seq: key.seq + 1 }, last: LAST_KEY, limit: 1 });
    return row;
  }
  const stretch = await db
    .selectFrom("play_stretches")
    .selectAll()
    .where("player", "=", player)
    .where(sql<boolean>`(boot, first_seq) < (${key.boot}, ${key.seq})`)
    .orderBy("boot", "desc")
    .orderBy("first_seq", "desc")
    .limit(1)
    .execute();
  const rows = await new StretchReader(db).readAll(stretch);
  return rows.filter((row) => byKey(row, key) < 0).at(-1);
}

/**
 * The records of the table that began in the window and come after one in the order in which they were received; at most
 * `limit`. The records of a stretch were received together.
 */
export async function hotReceivedAfter(
  db: Database,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  after: ReceivedPlace,
  limit: number,
): Promise<PlayRow[]> {
  const reader = new StretchReader(db);
  const found: PlayRow[] = [];
  let place: ReceivedPlace = after;
  for (let size = FIRST_PAGE; ; ) {
    const { received_at_ms, player, boot, seq } = place;
    const page = await db
      .selectFrom("play_stretches")
      .selectAll()
      .where("received_at_ms", ">=", received_at_ms)
      .where(sql<boolean>`(received_at_ms, player, boot, last_seq) > (${received_at_ms}, ${player}, ${boot}, ${seq})`)
      .where("from_started_ms", "<", toMs)
      .where("to_started_ms", ">=", fromMs)
      // Long after a period all that can still come in of it is late: an index of its own holds that.
      .$if(after.received_at_ms - toMs >= 86_400_000, (query) =>
        query.where(sql<boolean>`received_at_ms - from_started_ms > 86400000`),
      )
      .orderBy("received_at_ms")
      .orderBy("player")
      .orderBy("boot")
      .orderBy("last_seq")
      .limit(size)
      .execute();
    for (const row of await reader.readAll(page)) {
      const isIn = row.started_at_ms >= fromMs && row.started_at_ms < toMs;
      if (isIn && byReceived(row, after) > 0) found.push(row);
    }
    const end = page.at(-1);
    if (end === undefined || page.length < size || found.length >= limit) return found.slice(0, limit);
    place = { ...end, seq: end.last_seq };
    size = nextSize(page);
  }
}
