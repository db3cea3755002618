import { z } from "zod";
import { CivilDate, humanText, LocalTime, NounId, Sha256 } from "./primitives.ts";
import { mergeWindows, windowMinutes } from "./rules/daypart-windows.ts";

/** Which screens an entry reaches. */
export const EntryTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("everywhere") }),
  z.strictObject({ kind: z.literal("sites"), siteIds: z.array(NounId).min(1).max(500) }),
  z.strictObject({ kind: z.literal("screens"), screenIds: z.array(NounId).min(1).max(2_000) }),
]);
export type EntryTarget = z.infer<typeof EntryTarget>;

/** Half-open in civil time. An end before the start lies on the next day; `24:00` is midnight. */
export const DaypartWindow = z.strictObject({ fromLocal: LocalTime, untilLocal: LocalTime });
export type DaypartWindow = z.infer<typeof DaypartWindow>;

/**
 * When in the week an entry plays. A window over midnight belongs to the day it starts on. Windows of no length are
 * refused; overlapping ones come out as one, so that the stored form has a single reading.
 */
export const Daypart = z.strictObject({
  /** 0 Monday … 6 Sunday. */
  weekdays: z
    .array(z.int().min(0).max(6))
    .min(1)
    .max(7)
    .transform((weekdays) => [...new Set(weekdays)].sort((one, other) => one - other)),
  windows: z
    .array(DaypartWindow.refine((window) => windowMinutes(window) > 0, { message: "The window has no length." }))
    .min(1)
    .max(48)
    .transform(mergeWindows),
});
export type Daypart = z.infer<typeof Daypart>;

export const ScheduleLayer = z.enum(["base", "campaign"]);
export type ScheduleLayer = z.infer<typeof ScheduleLayer>;

/** What an operator says when adding or changing an entry. */
export const ScheduleEntryInput = z
  .strictObject({
    name: humanText(120).pipe(z.string().min(1)),
    layer: ScheduleLayer,
    playlistId: NounId,
    target: EntryTarget,
    fromDate: CivilDate,
    /** Last date, inclusive; null without end. */
    untilDate: CivilDate.nullable(),
    /** null: the whole day, every day. */
    daypart: Daypart.nullable(),
    /** Share of airtime in its windows; a campaign, and only a campaign, has one. */
    sharePpm: z.int().min(1).max(1_000_000).nullable(),
  })
  .refine((entry) => entry.untilDate === null || entry.untilDate >= entry.fromDate, {
    message: "The last date must not be before the first.",
    path: ["untilDate"],
  })
  .refine((entry) => (entry.layer === "campaign") === (entry.sharePpm !== null), {
    message: "A campaign, and only a campaign, has a share.",
    path: ["sharePpm"],
  });
export type ScheduleEntryInput = z.infer<typeof ScheduleEntryInput>;

/** One entry as published. */
export const ScheduledEntry = z.strictObject({
  id: NounId,
  name: z.string().max(120),
  layer: ScheduleLayer,
  playlistId: NounId,
  target: EntryTarget,
  fromDate: CivilDate,
  untilDate: CivilDate.nullable(),
  daypart: Daypart.nullable(),
  sharePpm: z.int().min(1).max(1_000_000).nullable(),
});
export type ScheduledEntry = z.infer<typeof ScheduledEntry>;

export const ScheduledPlaylist = z.strictObject({
  id: NounId,
  name: z.string().max(120),
  /** In playing order; a story may stand more than once. */
  storyIds: z.array(NounId).max(2_000),
});
export type ScheduledPlaylist = z.infer<typeof ScheduledPlaylist>;

/** Playlists and entries as they stood when published, by id. Which approved editions they hold is read when compiling. */
export const ScheduleSnapshot = z.strictObject({
  type: z.literal("schedule"),
  playlists: z.array(ScheduledPlaylist).max(2_000),
  entries: z.array(ScheduledEntry).max(2_000),
});
export type ScheduleSnapshot = z.infer<typeof ScheduleSnapshot>;

/** What stands against a schedule; computed before publishing, and shown beside it. */
export const ScheduleProblem = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("empty-playlist"), entryId: NounId }),
  z.strictObject({ kind: z.literal("nothing-approved"), entryId: NounId }),
  z.strictObject({ kind: z.literal("language-missing"), screenId: NounId, entryId: NounId, language: z.string() }),
  z.strictObject({ kind: z.literal("reaches-no-screen"), entryId: NounId }),
  z.strictObject({ kind: z.literal("ended"), entryId: NounId }),
  z.strictObject({ kind: z.literal("shares-over-whole"), screenId: NounId, entryIds: z.array(NounId) }),
  z.strictObject({ kind: z.literal("does-not-fit"), screenId: NounId, airingSha256s: z.array(Sha256) }),
  z.strictObject({ kind: z.literal("hole"), screenId: NounId, fromMs: z.int(), toMs: z.int() }),
]);
export type ScheduleProblem = z.infer<typeof ScheduleProblem>;
