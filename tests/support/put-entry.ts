import { EVERYWHERE } from "../../schemas/rules/target-filter.ts";
import type { ServiceContext } from "../../server/context.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";

/** An entry with a playlist of its own, in the schedule but not published: a base entry for every screen unless told otherwise. */
export async function putEntry(
  editor: ServiceContext,
  name: string,
  storyIds: readonly string[],
  changes: Readonly<Record<string, unknown>>,
): Promise<{ entryId: string; playlistId: string }> {
  const { playlistId } = await createPlaylist(editor, { name: `Danh sách ${name}` });
  await replacePlaylistItems(editor, { playlistId, storyIds: [...storyIds] });
  const { entryId } = await createScheduleEntry(editor, {
    name,
    layer: "base",
    playlistId,
    target: EVERYWHERE,
    untilDate: null,
    ...changes,
  });
  return { entryId, playlistId };
}
