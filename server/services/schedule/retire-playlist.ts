import type { ServiceContext } from "../../context.ts";
import { findPlaylist, listEntryRows, updatePlaylist } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";
import { playlistToChange } from "./playlist-to-change.ts";

/**
 * Takes a playlist out of use; `restorePlaylist` undoes it. Errors: `not-found`; `conflict` while an entry in use names
 * it; `not-allowed` while one locked above the actor does.
 */
export async function retirePlaylist(ctx: ServiceContext, input: { playlistId: string }): Promise<void> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, async (tx) => {
    const row = await playlistToChange(tx, ctx, input);
    const users = (await listEntryRows(tx)).filter((entry) => entry.playlist_id === input.playlistId);
    if (users.length > 0) {
      throw new DomainError("conflict", "schedule.playlist-in-use", {
        names: users.map((user) => user.name).join(", "),
      });
    }
    const atMs = nextUpdate(ctx, row);
    await updatePlaylist(tx, input.playlistId, { retired_at_ms: atMs, updated_at_ms: atMs });
    await recordAudit(tx, ctx, { action: "retire-playlist", noun: "playlist", nounId: input.playlistId });
  });
}

/** Puts a retired playlist back with what it held. Idempotent. Errors: `not-found`. */
export async function restorePlaylist(ctx: ServiceContext, input: { playlistId: string }): Promise<void> {
  requireRole(ctx, "editor");
  const { playlistId } = input;
  await withTransaction(ctx.db, async (tx) => {
    const row = await findPlaylist(tx, playlistId);
    if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { playlistId });
    if (row.retired_at_ms === null) return;
    await updatePlaylist(tx, playlistId, { retired_at_ms: null, updated_at_ms: nextUpdate(ctx, row) });
    await recordAudit(tx, ctx, { action: "restore-playlist", noun: "playlist", nounId: playlistId });
  });
}
