import type { Database } from "../../context.ts";

/** Whether this player has confirmed the list of this version. */
export async function hasConfirmed(db: Database, player: number, version: number): Promise<boolean> {
  const row = await db
    .selectFrom("withdrawal_confirmations")
    .select("version")
    .where("player", "=", player)
    .where("version", "=", version)
    .executeTakeFirst();
  return row !== undefined;
}

/** Keeps when a player first confirmed the list of this version. */
export async function insertConfirmation(
  db: Database,
  row: { player: number; version: number; confirmed_at_ms: number },
): Promise<void> {
  await db
    .insertInto("withdrawal_confirmations")
    .values(row)
    .onConflict((conflict) => conflict.columns(["player", "version"]).doNothing())
    .execute();
}

/** One screen in use and how far the player that serves it has followed the withdrawals. */
export interface FollowingScreen {
  readonly screen_id: string;
  readonly screen_name: string;
  readonly site_name: string;
  /** null: no player serves it. */
  readonly player: number | null;
  readonly state_at_ms: number | null;
  /** When it first confirmed a list that holds version `from` or a later one. */
  readonly confirmed_at_ms: number | null;
}

/** Every screen in use, by site and name, with when its player confirmed the list of `fromVersion` or a newer one. */
export async function listFollowingScreens(db: Database, fromVersion: number): Promise<FollowingScreen[]> {
  const confirmed = await db
    .selectFrom("withdrawal_confirmations")
    .select((select) => ["player", select.fn.min("confirmed_at_ms").as("first_at_ms")])
    .where("version", ">=", fromVersion)
    .groupBy("player")
    .execute();
  const firstAtMs = new Map(confirmed.map((row) => [Number(row.player), Number(row.first_at_ms)]));
  const rows = await db
    .selectFrom("screens")
    .innerJoin("clusters", "clusters.id", "screens.cluster_id")
    .innerJoin("sites", "sites.id", "clusters.site_id")
    .leftJoin("player_assignments", (join) =>
      join.onRef("player_assignments.screen_id", "=", "screens.id").on("player_assignments.to_ms", "is", null),
    )
    .leftJoin("players", "players.number", "player_assignments.player")
    .select(["screens.id", "screens.name", "sites.name_vi", "players.number", "players.state_at_ms"])
    .where("screens.retired_at_ms", "is", null)
    .orderBy("sites.name_vi")
    .orderBy("screens.name")
    .orderBy("screens.id")
    .execute();
  return rows.map((row) => ({
    screen_id: row.id,
    screen_name: row.name,
    site_name: row.name_vi,
    player: row.number,
    state_at_ms: row.state_at_ms,
    confirmed_at_ms: row.number === null ? null : (firstAtMs.get(row.number) ?? null),
  }));
}
