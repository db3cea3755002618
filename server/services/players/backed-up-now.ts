import type { PlayKey } from "../../../schemas/play-record.ts";
import type { ServiceContext } from "../../context.ts";
import { findBackedUpMark } from "../../db/repos/backed-up-marks.ts";

/** Up to where a backup that was read again holds the player's log, as a message tells it; empty before the first. */
export async function backedUpNow(ctx: Pick<ServiceContext, "db">, player: number): Promise<{ backedUp?: PlayKey }> {
  const backedUp = await findBackedUpMark(ctx.db, player);
  return backedUp === undefined ? {} : { backedUp };
}
