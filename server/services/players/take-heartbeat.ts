import type { z } from "zod";
import type { Heartbeat } from "../../../schemas/player-socket.ts";
import type { ServiceContext } from "../../context.ts";
import { insertAnchors } from "../../db/repos/play-log.ts";
import { writePlayerState } from "../../db/repos/player-states.ts";
import { withTransaction } from "../../db/transaction.ts";

/** Keeps the state a player tells and the clock anchors it has learned. Repeating it changes nothing more. */
export async function takeHeartbeat(
  ctx: ServiceContext,
  player: number,
  heartbeat: z.infer<typeof Heartbeat>,
): Promise<void> {
  const { state, anchors } = heartbeat;
  await withTransaction(ctx.db, async (tx) => {
    await writePlayerState(tx, player, { json: JSON.stringify(state), boot: state.boot, atMs: ctx.now() });
    await insertAnchors(tx, player, anchors);
  });
}
