import type { ServiceContext } from "../../context.ts";
import { updatePlaylist } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";
import { PlaylistName } from "./create-playlist.ts";
import { playlistToChange } from "./playlist-to-change.ts";

/**
 * Gives a playlist in use another name. Errors: `not-found`; `conflict`, also when somebody changed it meanwhile;
 * `not-allowed` while an entry locked above the actor plays it.
 */
export async function renamePlaylist(
  ctx: ServiceContext,
  input: { playlistId: string; name: string; expectedUpdatedAtMs?: number | undefined },
): Promise<void> {
  requireRole(ctx, "editor");
  const name = PlaylistName.parse(input.name);
  await withTransaction(ctx.db, async (tx) => {
    const before = await playlistToChange(tx, ctx, input);
    await updatePlaylist(tx, input.playlistId, { name, updated_at_ms: nextUpdate(ctx, before) });
    const detail = { before: before.name, after: name };
    await recordAudit(tx, ctx, { action: "rename-playlist", noun: "playlist", nounId: input.playlistId, detail });
  });
}
