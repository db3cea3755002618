import { onScreens } from "../../../schemas/rules/target-filter.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { requireRole } from "../people/require-role.ts";
import { getScreen } from "../sites/list-screens.ts";
import { getStory } from "../stories/list-stories.ts";
import { createPlaylist } from "./create-playlist.ts";
import { createScheduleEntry } from "./create-schedule-entry.ts";
import { readSchedule } from "./read-schedule.ts";
import { replacePlaylistItems } from "./replace-playlist-items.ts";

/** Where a story is put: into the playlist of a base entry that is there, or on a screen that has none of its own yet. */
export type PutPlace = { readonly entryId: string } | { readonly screenId: string };

/**
 * Puts a story on the glass of a screen, to air once the schedule is published: at the end of the entry's playlist, or
 * in a new playlist and base entry for that screen alone, from today without end. A story that is there already stays
 * where it is, so repeating changes nothing. Errors: `not-found`; `conflict`, also when somebody changed the playlist
 * meanwhile.
 */
export async function putStoryOnScreen(
  ctx: ServiceContext,
  input: { storyId: string; place: PutPlace },
): Promise<{ entryId: string; playlistId: string }> {
  requireRole(ctx, "editor");
  const story = await getStory(ctx, { storyId: input.storyId });
  if (story.retiredAtMs !== null) throw new DomainError("conflict", "stories.retired");
  const { entries, playlists } = await readSchedule(ctx);
  const { place } = input;
  const entry =
    "entryId" in place
      ? entries.find((one) => one.id === place.entryId && one.layer === "base")
      : entries.find(
          (one) => one.layer === "base" && canonicalJson(one.target) === canonicalJson(onScreens([place.screenId])),
        );
  if (entry === undefined && "entryId" in place)
    throw new DomainError("not-found", "error.not-found", {}, { ...place });
  if (entry === undefined && "screenId" in place) return newBaseEntry(ctx, input.storyId, place.screenId);
  const playlistId = entry?.playlistId ?? "";
  const playlist = playlists.find((one) => one.id === playlistId);
  const storyIds = playlist?.storyIds ?? [];
  if (!storyIds.includes(input.storyId)) {
    const expectedUpdatedAtMs = playlist?.updatedAtMs;
    await replacePlaylistItems(ctx, { playlistId, storyIds: [...storyIds, input.storyId], expectedUpdatedAtMs });
  }
  return { entryId: entry?.id ?? "", playlistId };
}

async function newBaseEntry(ctx: ServiceContext, storyId: string, screenId: string) {
  const screen = await getScreen(ctx, { screenId });
  if (screen.retiredAtMs !== null) throw new DomainError("conflict", "sites.screen-retired");
  const name = `${screen.siteNames.vi}, ${screen.name}`.slice(0, 120);
  const { playlistId } = await createPlaylist(ctx, { name });
  await replacePlaylistItems(ctx, { playlistId, storyIds: [storyId] });
  const { entryId } = await createScheduleEntry(ctx, {
    name,
    layer: "base",
    playlistId,
    target: onScreens([screenId]),
    fromDate: civilAt(ctx.now(), screen.timeZone).date,
    untilDate: null,
  });
  return { entryId, playlistId };
}
