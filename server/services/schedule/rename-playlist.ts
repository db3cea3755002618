import type { ServiceContext } from "../../context.ts";
import { updatePlaylist } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { PlaylistName } from "./create-playlist.ts";
import { playlistInUse } from "./playlist-in-use.ts";

/** Gives a playlist in use another name. Errors: `not-found`, `conflict`. */
export async function renamePlaylist(ctx: ServiceContext, input: { playlistId: string; name: string }): Promise<void> {
  requireRole(ctx, "editor");
  const name = PlaylistName.parse(input.name);
  await withTransaction(ctx.db, async (tx) => {
    const before = await playlistInUse(tx, input.playlistId);
    await updatePlaylist(tx, input.playlistId, { name, updated_at_ms: ctx.now() });
    const detail = { before: before.name, after: name };
    await recordAudit(tx, ctx, { action: "rename-playlist", noun: "playlist", nounId: input.playlistId, detail });
  });
}
