import type { Database } from "../../context.ts";

/** Keeps the newest state a player told, and the highest boot it ever told. */
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
        .when("highest_boot", "<", state.boot)
        .then(state.boot)
        .else(set.ref("highest_boot"))
        .end(),
    }))
    .where("number", "=", player)
    .execute();
}
