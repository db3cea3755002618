import type { ServiceContext } from "../../context.ts";
import type { PlaylistRow } from "../../db/repos/schedule.ts";
import type { Transaction } from "../../db/transaction.ts";
import { refuseChanged } from "../audit/refuse-changed.ts";
import { playlistInUse } from "./playlist-in-use.ts";
import { refuseLockedPlaylist } from "./refuse-locked.ts";

/**
 * The row of a playlist that the actor may change as they saw it. Errors: `not-found`; `conflict` when it is retired or
 * somebody changed it meanwhile; `not-allowed` while an entry locked above the actor plays it.
 */
export async function playlistToChange(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor">,
  input: { readonly playlistId: string; readonly expectedUpdatedAtMs?: number | undefined },
): Promise<PlaylistRow> {
  const { playlistId, expectedUpdatedAtMs } = input;
  const row = await playlistInUse(tx, playlistId);
  await refuseLockedPlaylist(tx, ctx, playlistId);
  await refuseChanged(tx, { noun: "playlist", nounId: playlistId, row, expectedUpdatedAtMs });
  return row;
}
