import type { ServiceContext } from "../../context.ts";
import { listEntryRows, updatePlaylist } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { playlistInUse } from "./playlist-in-use.ts";

/** Takes a playlist out of use. Errors: `not-found`; `conflict` while an entry in use names it. */
export async function retirePlaylist(ctx: ServiceContext, input: { playlistId: string }): Promise<void> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, async (tx) => {
    await playlistInUse(tx, input.playlistId);
    const users = (await listEntryRows(tx)).filter((entry) => entry.playlist_id === input.playlistId);
    if (users.length > 0) {
      throw new DomainError("conflict", "schedule.playlist-in-use", {
        names: users.map((user) => user.name).join(", "),
      });
    }
    const atMs = ctx.now();
    await updatePlaylist(tx, input.playlistId, { retired_at_ms: atMs, updated_at_ms: atMs });
    await recordAudit(tx, ctx, { action: "retire-playlist", noun: "playlist", nounId: input.playlistId });
  });
}
