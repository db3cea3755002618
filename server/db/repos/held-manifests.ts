import { type Selectable, sql } from "kysely";
import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import type { Tables } from "../tables.ts";
import { archivedOfPlayer, mergePlays } from "./archived-plays.ts";
import { hotOfPlayer } from "./hot-plays.ts";
import { byKey, LAST_KEY } from "./play-order.ts";

export type HoldingRow = Selectable<Tables["manifest_holdings"]>;
export type FirstShowingRow = Selectable<Tables["first_showings"]>;
export type NotedMarkRow = Selectable<Tables["noted_marks"]>;

const HOLDING: JsonColumns<HoldingRow> = {
  player: "bigint",
  boot: "bigint",
  seq: "bigint",
  screen_id: "text",
  revision: "bigint",
  from_ms: "bigint",
  told_at_ms: "bigint",
};

const FIRST_SHOWING: JsonColumns<FirstShowingRow> = {
  airing_sha256: "text",
  screen_id: "text",
  told_at_ms: "bigint",
  edition_version_id: "text",
  started_at_ms: "bigint",
};

/** A record as far as it tells what its screen held and showed. */
export type NotedRecord = Pick<
  Selectable<Tables["play_records"]>,
  | "boot"
  | "seq"
  | "screen_id"
  | "manifest_revision"
  | "airing_sha256"
  | "edition_version_id"
  | "started_at_ms"
  | "received_at_ms"
>;

/** Players whose log has gone on since it was last noted, with where that was; null: never. */
export async function listUnnotedPlayers(
  db: Database,
): Promise<{ readonly player: number; readonly mark: NotedMarkRow | null }[]> {
  const rows = await db
    .selectFrom("play_marks")
    .leftJoin("noted_marks", "noted_marks.player", "play_marks.player")
    .select("play_marks.player")
    .select(["noted_marks.boot", "noted_marks.seq", "noted_marks.screen_id", "noted_marks.revision"])
    .where(
      sql<boolean>`noted_marks.player is null or (play_marks.boot, play_marks.seq) > (noted_marks.boot, noted_marks.seq)`,
    )
    .orderBy("play_marks.player")
    .execute();
  return rows.map(({ player, boot, seq, screen_id, revision }) => ({
    player,
    mark:
      boot === null || seq === null || screen_id === null || revision === null
        ? null
        : { player, boot, seq, screen_id, revision },
  }));
}

/** Records of a player after a key, in the order of their keys, archived ones too; at most `limit`. */
export async function listRecordsAfter(
  db: Database,
  player: number,
  after: PlayKey,
  limit: number,
): Promise<NotedRecord[]> {
  const first = { boot: after.boot, seq: after.seq + 1 };
  const hot = await hotOfPlayer(db, player, { first, last: LAST_KEY, limit });
  const last = hot.length >= limit ? hot.at(-1) : undefined;
  const archived = await archivedOfPlayer(db, player, { first, last: last ?? LAST_KEY, limit });
  return archived.length === 0 ? hot : mergePlays(hot, archived, byKey, limit);
}

/** Stores them in one statement; what is there stays. */
export async function insertHoldings(db: Database, rows: readonly HoldingRow[]): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(HOLDING);
  await sql`insert into manifest_holdings (${names}) select ${names} from ${jsonRows(db, "told", HOLDING, rows)}
    where true on conflict (player, boot, seq) do nothing`.execute(db);
}

/** Stores them in one statement; of two that were told at once the earlier one stays. */
export async function writeFirstShowings(db: Database, rows: readonly FirstShowingRow[]): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(FIRST_SHOWING);
  await sql`insert into first_showings (${names}) select ${names} from ${jsonRows(db, "told", FIRST_SHOWING, rows)}
    where true on conflict (airing_sha256, screen_id, told_at_ms) do update set started_at_ms = case
    when excluded.started_at_ms < first_showings.started_at_ms then excluded.started_at_ms
    else first_showings.started_at_ms end`.execute(db);
}

/** The earliest known showing of each airing document on a screen. */
export async function findFirstShowings(db: Database, screenId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("first_showings")
    .select("airing_sha256")
    .select((select) => select.fn.min("started_at_ms").as("started_at_ms"))
    .where("screen_id", "=", screenId)
    .groupBy("airing_sha256")
    .execute();
  return new Map(rows.map((row) => [row.airing_sha256, Number(row.started_at_ms)]));
}

/** When each of these airing documents was first on any screen, of what was told by `untilMs`. */
export async function listFirstAired(
  db: Database,
  airingSha256s: readonly string[],
  untilMs: number,
): Promise<Map<string, number>> {
  if (airingSha256s.length === 0) return new Map();
  const rows = await db
    .selectFrom("first_showings")
    .select("airing_sha256")
    .select((select) => select.fn.min("started_at_ms").as("started_at_ms"))
    .where("airing_sha256", "in", [...airingSha256s])
    .where("told_at_ms", "<=", untilMs)
    .groupBy("airing_sha256")
    .execute();
  return new Map(rows.map((row) => [row.airing_sha256, Number(row.started_at_ms)]));
}

/** The first showing of any version of these editions, by edition, of what was told by `untilMs`; none: never shown. */
export async function listFirstShown(
  db: Database,
  editionIds: readonly string[],
  untilMs: number,
): Promise<Map<string, number>> {
  if (editionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("edition_versions")
    .innerJoin("first_showings", "first_showings.edition_version_id", "edition_versions.id")
    .select("edition_versions.edition_id")
    .select((select) => select.fn.min("first_showings.started_at_ms").as("started_at_ms"))
    .where("edition_versions.edition_id", "in", [...editionIds])
    .where("first_showings.told_at_ms", "<=", untilMs)
    .groupBy("edition_versions.edition_id")
    .execute();
  return new Map(rows.map((row) => [row.edition_id, Number(row.started_at_ms)]));
}

/** Keeps up to where a player's log is noted. */
export async function saveNotedMark(db: Database, row: NotedMarkRow): Promise<void> {
  const { boot, seq, screen_id, revision } = row;
  await db
    .insertInto("noted_marks")
    .values(row)
    .onConflict((conflict) => conflict.column("player").doUpdateSet({ boot, seq, screen_id, revision }))
    .execute();
}

/**
 * What a player's records say of its holdings on a screen in `[fromMs, toMs)`, with the last before it, by start; none
 * that was told after `untilMs`.
 */
export async function listHoldings(
  db: Database,
  { screenId, player }: { readonly screenId: string; readonly player: number },
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  untilMs: number,
): Promise<HoldingRow[]> {
  const asked = db
    .selectFrom("manifest_holdings")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("player", "=", player)
    .where("told_at_ms", "<=", untilMs);
  const before = await asked
    .where("from_ms", "<", fromMs)
    .orderBy("from_ms", "desc")
    .orderBy("boot", "desc")
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const within = await asked
    .where("from_ms", ">=", fromMs)
    .where("from_ms", "<", toMs)
    .orderBy("from_ms")
    .orderBy("boot")
    .orderBy("seq")
    .execute();
  return before === undefined ? within : [before, ...within];
}

/** Every noted holding of a player in the order of its log. */
export function listHoldingsOfPlayer(db: Database, player: number): Promise<HoldingRow[]> {
  return db
    .selectFrom("manifest_holdings")
    .selectAll()
    .where("player", "=", player)
    .orderBy("boot")
    .orderBy("seq")
    .execute();
}

/** Up to where each player's log is noted, by player. */
export function listNotedMarks(db: Database): Promise<NotedMarkRow[]> {
  return db.selectFrom("noted_marks").selectAll().orderBy("player").execute();
}
