import { DomainError } from "../../server/errors.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { renamePlaylist } from "../../server/services/schedule/rename-playlist.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { retirePlaylist } from "../../server/services/schedule/retire-playlist.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "../../server/services/schedule/retire-schedule-entry.ts";
import { updateDaypart } from "../../server/services/schedule/update-daypart.ts";
import { updateScheduleEntry } from "../../server/services/schedule/update-schedule-entry.ts";
import { changeLanguageMix } from "../../server/services/sites/change-language-mix.ts";
import { changeTags } from "../../server/services/sites/change-tags.ts";
import { setOperatingHours } from "../../server/services/sites/operating-hours.ts";
import { retireStory } from "../../server/services/stories/create-story.ts";
import { withdrawAiring } from "../../server/services/withdrawals/withdraw-airing.ts";
import type { DeskAct } from "./gate-desk.ts";
import { MIXES } from "./random-schedule.ts";
import { entryInput, type ScheduleWorld } from "./schedule-world.ts";

/** How a verb answered: done, or the code of its refusal. */
export type DeskAnswer = "done" | "not-allowed" | "bad-input" | "conflict" | "not-found";

/** Does one act by its verb, as `world.editor`; `at` picks among what the database holds, by age. */
export async function actByVerb(world: ScheduleWorld, siteId: string, act: DeskAct): Promise<DeskAnswer> {
  try {
    await carryOut(world, siteId, act);
    return "done";
  } catch (error) {
    const codes: readonly string[] = ["not-allowed", "bad-input", "conflict", "not-found"];
    if (error instanceof DomainError && codes.includes(error.code)) return error.code as DeskAnswer;
    throw error;
  }
}

async function carryOut(world: ScheduleWorld, siteId: string, act: DeskAct): Promise<unknown> {
  const { editor } = world;
  const picked = async (table: "schedule_entries" | "playlists" | "dayparts", at: number) => {
    const rows = await editor.db.selectFrom(table).select("id").orderBy("created_at_ms").orderBy("id").execute();
    return rows[at % Math.max(1, rows.length)]?.id ?? "";
  };
  const said = async (entry: Extract<DeskAct, { act: "create" }>["entry"]) =>
    entryInput(world, entry, await picked("playlists", entry.playlist), await picked("dayparts", entry.daypart ?? 0));
  switch (act.act) {
    case "create":
      return createScheduleEntry(editor, await said(act.entry));
    case "update":
      return updateScheduleEntry(editor, {
        entryId: await picked("schedule_entries", act.at),
        entry: await said(act.entry),
      });
    case "retire":
      return retireScheduleEntry(editor, { entryId: await picked("schedule_entries", act.at) });
    case "restore":
      return restoreScheduleEntry(editor, { entryId: await picked("schedule_entries", act.at) });
    case "fill": {
      const storyIds = act.stories.flatMap((number) => world.storyIds[number % world.storyIds.length] ?? []);
      return replacePlaylistItems(editor, { playlistId: await picked("playlists", act.at), storyIds });
    }
    case "retire-playlist":
      return retirePlaylist(editor, { playlistId: await picked("playlists", act.at) });
    case "rename-playlist":
      return renamePlaylist(editor, { playlistId: await picked("playlists", act.at), name: "Tên khác" });
    case "daypart":
      return updateDaypart(editor, { daypartId: await picked("dayparts", act.at), daypart: act.daypart });
    case "hours":
      return setOperatingHours(editor, { siteId, fromDate: act.fromDate, hours: act.hours });
    case "mix": {
      const mix = (MIXES[act.mix] ?? []).map(([language, sharePpm]) => ({ language, sharePpm, minimumPpm: 0 }));
      return changeLanguageMix(editor, { siteId, mix });
    }
    case "tags":
      return changeTags(editor, { screenId: world.screenIds[0] ?? "", tags: act.tags });
    case "retire-story":
      return retireStory(editor, { storyId: world.storyIds[act.at % world.storyIds.length] ?? "" });
    case "withdraw":
      return withdrawAiring(editor, { airingSha256: await airingOf(world, act.at), reason: "thử" });
    case "publish":
      return publishSchedule(editor);
  }
}

async function airingOf({ editor, storyIds }: ScheduleWorld, at: number): Promise<string> {
  const rows = await editor.db
    .selectFrom("airing_documents")
    .innerJoin("edition_versions", "edition_versions.id", "airing_documents.edition_version_id")
    .innerJoin("editions", "editions.id", "edition_versions.edition_id")
    .where("editions.story_id", "=", storyIds[at % storyIds.length] ?? "")
    .select("airing_documents.sha256")
    .orderBy("airing_documents.sha256")
    .execute();
  return rows[0]?.sha256 ?? "";
}
