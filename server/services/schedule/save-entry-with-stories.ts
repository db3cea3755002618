import type { ScheduleEntryInput } from "../../../schemas/schedule.ts";
import type { ServiceContext } from "../../context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { requireRole } from "../people/require-role.ts";
import { createPlaylistIn } from "./create-playlist.ts";
import { createScheduleEntryIn } from "./create-schedule-entry.ts";
import { replacePlaylistItemsIn } from "./replace-playlist-items.ts";
import { updateScheduleEntryIn } from "./update-schedule-entry.ts";

interface EntryWithStories {
  /** null: a new entry. */
  readonly entryId: string | null;
  readonly entry: Omit<ScheduleEntryInput, "playlistId">;
  /** What it plays, in order. */
  readonly storyIds: readonly string[];
  /** The `updatedAtMs` that the change was made from. */
  readonly expectedUpdatedAtMs?: number | undefined;
}

/**
 * Saves an entry together with a new playlist of its own that bears its name: both are stored, or neither. Errors: as
 * for creating or updating an entry, and for filling a playlist.
 */
export async function saveEntryWithStories(
  ctx: ServiceContext,
  { entryId, entry: draft, storyIds, expectedUpdatedAtMs }: EntryWithStories,
): Promise<{ entryId: string }> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, async (tx) => {
    const { playlistId } = await createPlaylistIn(tx, ctx, draft.name);
    await replacePlaylistItemsIn(tx, ctx, { playlistId, storyIds });
    const entry = { ...draft, playlistId };
    if (entryId === null) return createScheduleEntryIn(tx, ctx, entry);
    return updateScheduleEntryIn(tx, ctx, { entryId, entry, expectedUpdatedAtMs });
  });
}
