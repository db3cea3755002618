import type { Database } from "../../context.ts";

/** Starts of a device that may lie between two of its states. */
const MAX_BOOT_LEAP = 1_000_000;

/**
 * Keeps the newest state a player told, and the highest boot it ever told. A leap that no device makes is not believed:
 * whoever serves the screen next must begin above it, and numbers end.
 */
export async function writePlayerState(
  db: Database,
  player: number,
  state: { json: string; boot: number; atMs: number },
): Promise<void> {
  await db
    .updateTable("players")
    .set((set) => ({
      state_json: state.json,
      state_at_ms: state.atMs,
      highest_boot: set
        .case()
        .when(set.and([set("highest_boot", "<", state.boot), set("highest_boot", ">=", state.boot - MAX_BOOT_LEAP)]))
        .then(state.boot)
        .else(set.ref("highest_boot"))
        .end(),
    }))
    .where("number", "=", player)
    .execute();
}

/** The newest state of every player that serves a screen and has told one. */
export async function listToldStates(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom("players")
    .innerJoin("player_assignments", "player_assignments.player", "players.number")
    .select("players.state_json")
    .where("player_assignments.to_ms", "is", null)
    .execute();
  return rows.flatMap((row) => row.state_json ?? []);
}
