import { type Selectable, sql } from "kysely";
import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import type { Tables } from "../tables.ts";

type PresenceRow = Selectable<Tables["player_presence"]>;
type BootRow = Selectable<Tables["player_boots"]>;

const PRESENCE: JsonColumns<PresenceRow> = {
  player: "bigint",
  from_ms: "bigint",
  to_ms: "bigint",
  boot: "bigint",
  panel: "text",
  playing_revision: "bigint",
  held_revision: "bigint",
  is_slate: "bigint",
  has_stage: "bigint",
  has_troubles: "bigint",
  mode: "text",
  head_boot: "bigint",
  head_seq: "bigint",
};

const BOOT: JsonColumns<BootRow> = {
  player: "bigint",
  boot: "bigint",
  started_at_ms: "bigint",
  first_seen_ms: "bigint",
};

/** Stores stretches in one statement. One that is there already only ever grows. */
export async function writePresence(db: Database, rows: readonly PresenceRow[]): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(PRESENCE);
  await sql`insert into player_presence (${names}) select ${names} from ${jsonRows(db, "told", PRESENCE, rows)}
    where true on conflict (player, from_ms) do update set to_ms = case
    when excluded.to_ms > player_presence.to_ms then excluded.to_ms else player_presence.to_ms end`.execute(db);
}

/** Notes starts in one statement; one that is known stays as it was told first. */
export async function writeBoots(db: Database, rows: readonly BootRow[]): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(BOOT);
  await sql`insert into player_boots (${names}) select ${names} from ${jsonRows(db, "told", BOOT, rows)}
    where true on conflict (player, boot) do nothing`.execute(db);
}

/** The stretch of a player that began last before `beforeMs`. */
export function findPresenceBefore(db: Database, player: number, beforeMs: number): Promise<PresenceRow | undefined> {
  return db
    .selectFrom("player_presence")
    .selectAll()
    .where("player", "=", player)
    .where("from_ms", "<", beforeMs)
    .orderBy("from_ms", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** The first stretch of a player that began in `[fromMs, untilMs]`. */
function findPresenceFrom(
  db: Database,
  player: number,
  fromMs: number,
  untilMs: number,
): Promise<PresenceRow | undefined> {
  return db
    .selectFrom("player_presence")
    .selectAll()
    .where("player", "=", player)
    .where("from_ms", ">=", fromMs)
    .where("from_ms", "<=", untilMs)
    .orderBy("from_ms")
    .limit(1)
    .executeTakeFirst();
}

/**
 * Stretches of a player that began in `[fromMs, toMs)`, with the last before and the first after, oldest first; none that
 * began after `untilMs`.
 */
export async function listPresenceAround(
  db: Database,
  player: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  untilMs: number,
): Promise<PresenceRow[]> {
  const within = await db
    .selectFrom("player_presence")
    .selectAll()
    .where("player", "=", player)
    .where("from_ms", ">=", fromMs)
    .where("from_ms", "<", toMs)
    .where("from_ms", "<=", untilMs)
    .orderBy("from_ms")
    .execute();
  const before = await findPresenceBefore(db, player, fromMs);
  const after = await findPresenceFrom(db, player, toMs, untilMs);
  return [...(before === undefined ? [] : [before]), ...within, ...(after === undefined ? [] : [after])];
}

/** When the newest stretch began, not after `untilMs`, at whose start the player had closed nothing after `mark`. */
export async function findHeardWithHead(
  db: Database,
  player: number,
  mark: PlayKey,
  untilMs: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom("player_presence")
    .select("from_ms")
    .where("player", "=", player)
    .where("from_ms", "<=", untilMs)
    .where(sql<boolean>`(head_boot, head_seq) <= (${mark.boot}, ${mark.seq})`)
    .orderBy("from_ms", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : Number(row.from_ms);
}

/** Starts of a player that were heard of by `untilMs`, in order. */
export function listBoots(db: Database, player: number, untilMs: number): Promise<BootRow[]> {
  return db
    .selectFrom("player_boots")
    .selectAll()
    .where("player", "=", player)
    .where("first_seen_ms", "<=", untilMs)
    .orderBy("boot")
    .execute();
}
