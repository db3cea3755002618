import type { ServiceContext } from "../../context.ts";
import { countStoriesInUse, replacePlaylistItemRows, updatePlaylist } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";
import { playlistToChange } from "./playlist-to-change.ts";

/** Longest playlist. */
export const MAX_PLAYLIST_ITEMS = 2_000;

/**
 * Puts these stories, in this order, in place of what the playlist held; a story may stand in it more than once. What
 * is on air changes only when the schedule is published. Errors: `not-found`; `conflict`, also when somebody changed the
 * playlist meanwhile; `bad-input`; `not-allowed` while an entry locked above the actor plays it.
 */
export async function replacePlaylistItems(
  ctx: ServiceContext,
  input: { playlistId: string; storyIds: readonly string[]; expectedUpdatedAtMs?: number | undefined },
): Promise<void> {
  requireRole(ctx, "editor");
  if (input.storyIds.length > MAX_PLAYLIST_ITEMS)
    throw new DomainError("too-large", "error.bad-input", { what: "storyIds" });
  await withTransaction(ctx.db, async (tx) => {
    const before = await playlistToChange(tx, ctx, input);
    const distinct = new Set(input.storyIds);
    const missing = distinct.size - (await countStoriesInUse(tx, [...distinct]));
    if (missing > 0) throw new DomainError("bad-input", "schedule.unknown-stories", { count: missing });
    await replacePlaylistItemRows(tx, input.playlistId, input.storyIds);
    await updatePlaylist(tx, input.playlistId, { updated_at_ms: nextUpdate(ctx, before) });
    const detail = { storyIds: input.storyIds };
    await recordAudit(tx, ctx, {
      action: "replace-playlist-items",
      noun: "playlist",
      nounId: input.playlistId,
      detail,
    });
  });
}
