import type { ServiceContext } from "../../server/context.ts";
import { DomainError } from "../../server/errors.ts";
import { approveAiring } from "../../server/services/approval/approve-airing.ts";
import { submitForApproval } from "../../server/services/approval/submit-for-approval.ts";
import { createDaypart } from "../../server/services/schedule/create-daypart.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { changeLanguageMix } from "../../server/services/sites/change-language-mix.ts";
import { changeTags } from "../../server/services/sites/change-tags.ts";
import { createSite } from "../../server/services/sites/create-site.ts";
import { setOperatingHours } from "../../server/services/sites/operating-hours.ts";
import { addEditionVersion } from "../../server/services/stories/add-edition-version.ts";
import { createStory } from "../../server/services/stories/create-story.ts";
import { withdrawAiring } from "../../server/services/withdrawals/withdraw-airing.ts";
import { putReadyAsset } from "./content-factory.ts";
import { MIXES, type PlanFrame, type PlannedEntry, type SchedulePlan, TAGS } from "./random-schedule.ts";
import { addScreen } from "./screen-factory.ts";
import { createTestContext, type TestContext } from "./server-context.ts";

const DAY_MS = 86_400_000;

/** Sites, screens, people and approved stories; schedules come and go on it. */
export interface ScheduleWorld {
  readonly test: TestContext;
  /** Of the ministry: may do all that a schedule asks for. */
  readonly editor: ServiceContext;
  readonly administrator: ServiceContext;
  readonly approvers: readonly [ServiceContext, ServiceContext];
  readonly siteIds: readonly string[];
  readonly clusterIds: readonly string[];
  readonly screenIds: readonly string[];
  readonly storyIds: readonly string[];
  readonly frame: PlanFrame;
}

/** A story's editions: language, length, and days from now between which it may air. */
export type StoryShape = readonly {
  language: string;
  seconds: number;
  fromDay?: number;
  untilDay?: number;
  approvals?: 0 | 1 | 2;
  site?: number;
  withdrawn?: boolean;
}[];

/** Many languages and few, editions that come, go, wait, stay at one place, or were taken back. */
const STORIES: readonly StoryShape[] = [
  [
    { language: "vi", seconds: 10 },
    { language: "en", seconds: 10 },
    { language: "zh-Hans", seconds: 15 },
    { language: "km", seconds: 10 },
  ],
  [
    { language: "vi", seconds: 20 },
    { language: "lo", seconds: 20, untilDay: 9.4321 },
  ],
  [{ language: "vi", seconds: 15, fromDay: 3.1234 }],
  [
    { language: "en", seconds: 10, untilDay: 31.777 },
    { language: "zh-Hant", seconds: 10 },
  ],
  [{ language: "km", seconds: 20, site: 1 }],
  [
    { language: "vi", seconds: 10, approvals: 1 },
    { language: "en", seconds: 15 },
  ],
  [{ language: "vi", seconds: 30, approvals: 0 }],
  [
    { language: "tyz", seconds: 10, fromDay: -1, untilDay: 60.5 },
    { language: "vi", seconds: 10, site: 0 },
  ],
  [
    { language: "vi", seconds: 15, withdrawn: true },
    { language: "fr", seconds: 15 },
  ],
  [{ language: "vi", seconds: 10 }],
];

/** Two gates of Viet Nam and one place in another zone, four screens, ten stories; its clock stands at `fromDate`, 09:00 in Viet Nam. */
export async function createScheduleWorld(fromDate: string, timeZone: string): Promise<ScheduleWorld> {
  const test = await createTestContext();
  test.clock.set(Date.parse(`${fromDate}T02:00:00Z`));
  const editor = await test.asPerson(["ministry-editor"]);
  const administrator = await test.asPerson(["administrator"]);
  const approvers = [await test.asPerson(["approver"]), await test.asPerson(["approver"])] as const;
  const siteIds: string[] = [];
  const clusterIds: string[] = [];
  const screenIds: string[] = [];
  for (const gateId of ["mong-cai", "moc-bai", null]) {
    const siteId = gateId === null ? undefined : (await createSite(administrator, { gateId })).siteId;
    const placed = await addScreen(test.ctx, siteId === undefined ? { timeZone } : { siteId });
    siteIds.push(placed.siteId);
    clusterIds.push(placed.clusterId);
    screenIds.push(placed.screenId);
  }
  const second = await addScreen(test.ctx, { siteId: siteIds[0] ?? "" });
  clusterIds.push(second.clusterId);
  screenIds.push(second.screenId);
  const storyIds: string[] = [];
  for (const [index, shape] of STORIES.entries()) {
    storyIds.push(await addStory({ test, editor, approvers, siteIds }, `Tin ${index + 1}`, shape));
  }
  const frame = { stories: STORIES.length, sites: siteIds.length, screens: screenIds.length, fromDate };
  return { test, editor, administrator, approvers, siteIds, clusterIds, screenIds, storyIds, frame };
}

/** A story with its editions, submitted and approved as its shape says. */
export async function addStory(
  world: Pick<ScheduleWorld, "test" | "editor" | "approvers" | "siteIds">,
  title: string,
  shape: StoryShape,
): Promise<string> {
  const { editor, approvers, siteIds, test } = world;
  const { storyId } = await createStory(editor, { title });
  const nowMs = test.clock.now();
  const dayAway = (days: number | undefined) => (days === undefined ? null : nowMs + Math.round(days * DAY_MS));
  for (const one of shape) {
    const { assetSha256 } = await putReadyAsset(test.ctx, `${title} ${one.language}`);
    const { editionVersionId } = await addEditionVersion(editor, {
      kind: "image",
      storyId,
      language: one.language,
      title: `${title} ${one.language}`,
      assetSha256,
      durationMs: one.seconds * 1_000,
      notBeforeMs: dayAway(one.fromDay),
      notAfterMs: dayAway(one.untilDay),
    });
    const siteId = one.site === undefined ? undefined : siteIds[one.site];
    const scope = siteId === undefined ? undefined : ({ kind: "sites", siteIds: [siteId] } as const);
    const { airingSha256 } = await submitForApproval(editor, {
      editionVersionId,
      scope: scope === undefined ? undefined : { ...scope, siteIds: [...scope.siteIds] },
    });
    for (const approver of approvers.slice(0, one.approvals ?? 2)) await approveAiring(approver, { airingSha256 });
    if (one.withdrawn === true) await withdrawAiring(approvers[0], { airingSha256, reason: "thử" });
  }
  return storyId;
}

/**
 * Puts a planned schedule in place of whatever stood there, each part by its verb. What a verb refuses as bad input is
 * left out, as an operator would be told; returns how many entries were taken.
 */
export async function applyPlan(world: ScheduleWorld, plan: SchedulePlan): Promise<{ entryIds: string[] }> {
  const { editor } = world;
  await clearSchedule(world);
  const playlistIds: string[] = [];
  for (const stories of plan.playlists) {
    const { playlistId } = await createPlaylist(editor, { name: "Danh sách" });
    const storyIds = stories.flatMap((index) => world.storyIds[index] ?? []);
    await replacePlaylistItems(editor, { playlistId, storyIds });
    playlistIds.push(playlistId);
  }
  const daypartIds: string[] = [];
  for (const daypart of plan.dayparts) daypartIds.push((await createDaypart(editor, daypart)).daypartId);
  for (const { site, fromDate, hours } of plan.hours) {
    await setOperatingHours(editor, { siteId: world.siteIds[site] ?? "", fromDate, hours });
  }
  for (const [index, siteId] of world.siteIds.entries()) {
    const mix = (MIXES[plan.mixes[index] ?? 0] ?? []).map(([language, sharePpm]) => ({
      language,
      sharePpm,
      minimumPpm: 0,
    }));
    await changeLanguageMix(editor, { siteId, mix });
  }
  for (const [index, screenId] of world.screenIds.entries()) {
    await changeTags(editor, { screenId, tags: plan.tags[index] ?? [] });
  }
  const entryIds: string[] = [];
  for (const entry of plan.entries) {
    const entryId = await addEntry(world, entry, playlistIds, daypartIds);
    if (entryId !== null) entryIds.push(entryId);
  }
  return { entryIds };
}

async function addEntry(
  world: ScheduleWorld,
  entry: PlannedEntry,
  playlistIds: readonly string[],
  daypartIds: readonly string[],
): Promise<string | null> {
  const input = entryInput(world, entry, playlistIds[entry.playlist] ?? "", daypartIds[entry.daypart ?? 0] ?? "");
  try {
    return (await createScheduleEntry(world.editor, input)).entryId;
  } catch (error) {
    if (error instanceof DomainError && error.code === "bad-input") return null;
    throw error;
  }
}

/** What the verb takes for a planned entry, with this playlist and, if it names one, this daypart. */
export function entryInput(
  world: ScheduleWorld,
  { daypart, target, input }: PlannedEntry,
  playlistId: string,
  daypartId: string,
): Readonly<Record<string, unknown>> {
  const hours = daypart === null ? input.hours : { kind: "named", daypartId };
  const anyOf = target.map((allOf) => ({
    allOf: allOf.map(({ field, is, picks }) => ({
      field,
      is,
      values: picks.map((pick) => pickedValue(world, field, pick)),
    })),
  }));
  return { ...input, playlistId, hours, target: { anyOf } };
}

function pickedValue({ screenIds, clusterIds, siteIds }: ScheduleWorld, field: string, pick: number): string {
  const values: Readonly<Record<string, readonly string[]>> = {
    screen: screenIds,
    cluster: clusterIds,
    site: siteIds,
    tag: TAGS,
    "site-kind": ["land", "seaport", "airport"],
    province: ["22", "80"],
    neighbour: ["CN", "KH", "LA"],
  };
  const list = values[field] ?? [];
  return list[pick % Math.max(1, list.length)] ?? "";
}

async function clearSchedule({ test }: ScheduleWorld): Promise<void> {
  const { db } = test.ctx;
  await db.deleteFrom("schedule_entries").execute();
  await db.deleteFrom("site_hours").execute();
  await db.deleteFrom("playlist_items").execute();
  await db.deleteFrom("playlists").execute();
  await db.deleteFrom("dayparts").execute();
}
