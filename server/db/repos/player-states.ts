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
