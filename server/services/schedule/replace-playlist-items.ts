import type { ServiceContext } from "../../context.ts";
import { countStoriesInUse, replacePlaylistItemRows, updatePlaylist } from "../../db/repos/schedule.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
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
export async function replacePlaylistItems(ctx: ServiceContext, input: ReplaceItemsInput): Promise<void> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, (tx) => replacePlaylistItemsIn(tx, ctx, input));
}

interface ReplaceItemsInput {
  readonly playlistId: string;
  readonly storyIds: readonly string[];
  /** The `updatedAtMs` that the change was made from. */
  readonly expectedUpdatedAtMs?: number | undefined;
}

/** The same in the caller's transaction; the caller checks the role. */
export async function replacePlaylistItemsIn(
  tx: Transaction,
  ctx: ServiceContext,
  input: ReplaceItemsInput,
): Promise<void> {
  const { playlistId, storyIds } = input;
  if (storyIds.length > MAX_PLAYLIST_ITEMS) throw new DomainError("too-large", "error.bad-input", { what: "storyIds" });
  const before = await playlistToChange(tx, ctx, input);
  const distinct = new Set(storyIds);
  const missing = distinct.size - (await countStoriesInUse(tx, [...distinct]));
  if (missing > 0) throw new DomainError("bad-input", "schedule.unknown-stories", { count: missing });
  await replacePlaylistItemRows(tx, playlistId, storyIds);
  await updatePlaylist(tx, playlistId, { updated_at_ms: nextUpdate(ctx, before) });
  const detail = { storyIds };
  await recordAudit(tx, ctx, { action: "replace-playlist-items", noun: "playlist", nounId: playlistId, detail });
}
