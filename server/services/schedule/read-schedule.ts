import type { ScheduledEntry, ScheduledPlaylist } from "../../../schemas/schedule.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { findNewestPublished, listEntryRows, listPlaylistItems, listPlaylistRows } from "../../db/repos/schedule.ts";
import { requireRole } from "../people/require-role.ts";
import { hasUnpublishedChanges } from "./publishable-schedule.ts";
import { publishedSnapshot, scheduledEntry } from "./schedule-snapshot.ts";

/** The schedule as the operator edits it, beside what was published last. */
export interface ScheduleView {
  readonly playlists: readonly (ScheduledPlaylist & { readonly updatedAtMs: number })[];
  /** In the order they were made; `published` says whether the screens have this very entry. */
  readonly entries: readonly (ScheduledEntry & { readonly published: boolean; readonly updatedAtMs: number })[];
  /** Whether the asker's publishing would change anything. */
  readonly hasUnpublishedChanges: boolean;
  readonly publishedAtMs: number | null;
  readonly publishedBy: string | null;
}

/** Everything in use: playlists with their stories, and entries. */
export async function readSchedule(ctx: ServiceContext): Promise<ScheduleView> {
  requireRole(ctx, "editor", "approver", "administrator");
  const items = await listPlaylistItems(ctx.db);
  const playlists = (await listPlaylistRows(ctx.db)).map((row) => ({
    id: row.id,
    name: row.name,
    storyIds: items.filter((item) => item.playlist_id === row.id).map((item) => item.story_id),
    updatedAtMs: row.updated_at_ms,
  }));
  const onAir = new Map((await publishedSnapshot(ctx)).entries.map((entry) => [entry.id, canonicalJson(entry)]));
  const entries = (await listEntryRows(ctx.db)).map((row) => {
    const entry = scheduledEntry(row);
    return { ...entry, published: onAir.get(entry.id) === canonicalJson(entry), updatedAtMs: row.updated_at_ms };
  });
  const published = await findNewestPublished(ctx.db);
  return {
    playlists,
    entries,
    hasUnpublishedChanges: await hasUnpublishedChanges(ctx),
    publishedAtMs: published?.published_at_ms ?? null,
    publishedBy: published?.published_by ?? null,
  };
}
