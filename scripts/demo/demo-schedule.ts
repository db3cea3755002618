import type { OperatingHours } from "../../schemas/operating-hours.ts";
import { onScreens, onSites } from "../../schemas/rules/target-filter.ts";
import type { ServiceContext } from "../../server/context.ts";
import { createDaypart } from "../../server/services/schedule/create-daypart.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";

const OPEN = [{ fromLocal: "07:00", untilLocal: "22:00" }];
const RUSH = [
  { fromLocal: "07:00", untilLocal: "10:00" },
  { fromLocal: "14:00", untilLocal: "17:30" },
];
/** Small enough that a round of all languages and the film stays about a minute and a half. */
const RUSH_SHARE_PPM = 150_000;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** When the demo's gate serves people: every day, shorter on public holidays. */
export const demoHours: OperatingHours = {
  weekly: EVERY_DAY.map(() => OPEN),
  publicHolidays: [{ fromLocal: "08:00", untilLocal: "17:00" }],
  exceptions: [],
};

/** What the demo's screen shows, by ids of stories. The one at rush hours speaks every language of the gate. */
export interface DemoStories {
  readonly always: readonly string[];
  readonly atRush: readonly string[];
}

interface DemoPlan {
  readonly siteId: string;
  readonly screenId: string;
  readonly stories: DemoStories;
  readonly fromDate: string;
}

/** Schedules and publishes the demo: a base around the clock, and a campaign with a share of the rush hours. */
export async function scheduleDemo(ctx: ServiceContext, { siteId, screenId, stories, fromDate }: DemoPlan) {
  const base = await playlistOf(ctx, "Danh sách nền (mẫu)", stories.always);
  const papers = await playlistOf(ctx, "Chuẩn bị giấy tờ (mẫu)", stories.atRush);
  const rush = { name: "Giờ cao điểm (mẫu)", weekdays: EVERY_DAY, windows: RUSH, exceptions: [] };
  const { daypartId } = await createDaypart(ctx, rush);
  const always = { fromDate, untilDate: null };
  const entries = [
    { name: "Phát nền (mẫu)", layer: "base", playlistId: base, target: onScreens([screenId]), ...always },
    {
      name: "Nhắc chuẩn bị giấy tờ (mẫu)",
      layer: "campaign",
      playlistId: papers,
      target: onSites([siteId]),
      ...always,
      hours: { kind: "named", daypartId },
      claim: { kind: "share", sharePpm: RUSH_SHARE_PPM },
    },
  ];
  const entryIds: string[] = [];
  for (const entry of entries) entryIds.push((await createScheduleEntry(ctx, entry)).entryId);
  await publishSchedule(ctx);
  return { playlistIds: [base, papers], entryIds, daypartIds: [daypartId] };
}

async function playlistOf(ctx: ServiceContext, name: string, storyIds: readonly string[]): Promise<string> {
  const { playlistId } = await createPlaylist(ctx, { name });
  await replacePlaylistItems(ctx, { playlistId, storyIds });
  return playlistId;
}
