import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

type PlayerRow = Selectable<Tables["players"]>;

/** Stores a new player and returns the number it is known by for ever. */
export async function insertPlayer(db: Database, row: Omit<Insertable<Tables["players"]>, "number">): Promise<number> {
  const { number } = await db.insertInto("players").values(row).returning("number").executeTakeFirstOrThrow();
  return Number(number);
}

/** The player by number, revoked or not. */
export function findPlayer(db: Database, player: number): Promise<PlayerRow | undefined> {
  return db.selectFrom("players").selectAll().where("number", "=", player).executeTakeFirst();
}

/** Every player that ever had this key, newest first, with the screen it serves now. */
export function listPlayersOfKey(
  db: Database,
  keyId: string,
): Promise<{ number: number; revoked_at_ms: number | null; screen_id: string | null }[]> {
  return db
    .selectFrom("players")
    .leftJoin("player_assignments", (join) =>
      join.onRef("player_assignments.player", "=", "players.number").on("player_assignments.to_ms", "is", null),
    )
    .select(["players.number", "players.revoked_at_ms", "player_assignments.screen_id"])
    .where("players.key_id", "=", keyId)
    .orderBy("players.number", "desc")
    .execute();
}

/** The player that serves the screen now. */
export function findPlayerOfScreen(db: Database, screenId: string): Promise<PlayerRow | undefined> {
  return db
    .selectFrom("players")
    .innerJoin("player_assignments", "player_assignments.player", "players.number")
    .selectAll("players")
    .where("player_assignments.screen_id", "=", screenId)
    .where("player_assignments.to_ms", "is", null)
    .executeTakeFirst();
}

/** The screen a player serves now. */
export async function findScreenOfPlayer(db: Database, player: number): Promise<string | undefined> {
  const row = await db
    .selectFrom("player_assignments")
    .select("screen_id")
    .where("player", "=", player)
    .where("to_ms", "is", null)
    .executeTakeFirst();
  return row?.screen_id;
}

/** Highest boot of any player that ever served the screen or had the key; 0 when there was none. */
export async function highestBootFor(db: Database, screenId: string, keyId: string): Promise<number> {
  const row = await db
    .selectFrom("players")
    .leftJoin("player_assignments", "player_assignments.player", "players.number")
    .select((select) => select.fn.max("players.highest_boot").as("highest"))
    .where((where) =>
      where.or([where("player_assignments.screen_id", "=", screenId), where("players.key_id", "=", keyId)]),
    )
    .executeTakeFirst();
  return Number(row?.highest ?? 0);
}

/** Begins a player's service of a screen. */
export async function openAssignment(
  db: Database,
  assignment: { player: number; screenId: string; fromMs: number },
): Promise<void> {
  await db
    .insertInto("player_assignments")
    .values({ player: assignment.player, screen_id: assignment.screenId, from_ms: assignment.fromMs, to_ms: null })
    .execute();
}

/** Ends a player's service and its right to speak; its records stay. */
export async function revokePlayerRow(db: Database, player: number, atMs: number): Promise<void> {
  await db
    .updateTable("player_assignments")
    .set({ to_ms: atMs })
    .where("player", "=", player)
    .where("to_ms", "is", null)
    .execute();
  await db
    .updateTable("players")
    .set({ revoked_at_ms: atMs })
    .where("number", "=", player)
    .where("revoked_at_ms", "is", null)
    .execute();
}
