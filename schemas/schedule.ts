import * as z from "zod";
import { EntryTarget } from "./entry-target.ts";
import { EntryTiming, NamedDaypart } from "./entry-timing.ts";
import { CivilDate, humanText, LocalTime, NounId } from "./primitives.ts";

/** Low to high. Under all of them lies the fallback, which is built in. */
export const ScheduleLayer = z.enum(["base", "campaign", "takeover", "override"]);
export type ScheduleLayer = z.infer<typeof ScheduleLayer>;

/** What a campaign asks for. */
export const EntryClaim = z.discriminatedUnion("kind", [
  /** Share of the airtime while it is open. */
  z.strictObject({ kind: z.literal("share"), sharePpm: z.int().min(1).max(1_000_000) }),
  /** At least so many showings begin in any hour while it is open. */
  z.strictObject({ kind: z.literal("showings"), perHour: z.int().min(1).max(240) }),
  /**
   * A section: the whole playlist once, in its own order, from each of these times on the dates it occurs. It waits for
   * the end of the item before it; an exact one cuts that item.
   */
  z.strictObject({
    kind: z.literal("pinned"),
    atLocal: z
      .array(LocalTime.refine((time) => time !== "24:00", { message: "Midnight is 00:00 of the next day." }))
      .min(1)
      .max(48)
      .transform((times) => [...new Set(times)].sort()),
    exact: z.boolean(),
  }),
]);
export type EntryClaim = z.infer<typeof EntryClaim>;

/** Whose share it is: an operator of a gate can neither lower nor end it. The ministry's comes before the province's. */
export const EntryLock = z.enum(["ministry", "province"]);
export type EntryLock = z.infer<typeof EntryLock>;

const entryFields = {
  layer: ScheduleLayer,
  playlistId: NounId,
  target: EntryTarget,
  ...EntryTiming.shape,
  /** When somebody should look at it again; meant for entries without an end. */
  reviewDate: CivilDate.nullable(),
  /** A campaign, and only a campaign, has one. */
  claim: EntryClaim.nullable(),
  /** Most airtime it may have, of base and campaign; null: no limit. */
  capPpm: z.int().min(1).max(1_000_000).nullable(),
  /** Least time from the end of one of its items to the next start of the same item. */
  spacingMs: z.int().min(1_000).max(3_600_000).nullable(),
  /** `listed`: the playlist's own order; `rotate`: items of one language and length take turns. */
  order: z.enum(["rotate", "listed"]),
  /** Only a campaign with a share can be locked. */
  lock: EntryLock.nullable(),
};

interface EntryRules {
  readonly layer: ScheduleLayer;
  readonly target: EntryTarget;
  readonly fromDate: string;
  readonly untilDate: string | null;
  readonly reviewDate: string | null;
  readonly hours: z.infer<typeof EntryTiming>["hours"];
  readonly claim: EntryClaim | null;
  readonly capPpm: number | null;
  readonly lock: EntryLock | null;
}

const PLACE_FIELDS = new Set(["site", "site-kind", "province", "neighbour"]);

/** Tags, clusters and screens are in the hands of the gate; the place itself is not. */
function reachesByPlaceAlone(target: EntryTarget): boolean {
  return target.anyOf.every(({ allOf }) => allOf.every(({ field }) => PLACE_FIELDS.has(field)));
}

/** Which screens and clusters there are is decided above the gate's editors; what they are labelled with is not. */
function reachesByTag(target: EntryTarget): boolean {
  return target.anyOf.some(({ allOf }) => allOf.some(({ field }) => field === "tag"));
}

type RuleBreak = readonly [path: keyof EntryRules, message: string];

/** What the fields of an entry must be to each other. */
function brokenRules(entry: EntryRules): RuleBreak[] {
  const { claim, layer } = entry;
  const sharePpm = claim?.kind === "share" ? claim.sharePpm : null;
  const rules: (RuleBreak | false)[] = [
    entry.untilDate !== null &&
      entry.untilDate < entry.fromDate && ["untilDate", "The last date must not be before the first."],
    entry.reviewDate !== null &&
      entry.reviewDate < entry.fromDate && ["reviewDate", "The review must not be before the first date."],
    (layer === "campaign") !== (claim !== null) && ["claim", "A campaign, and only a campaign, asks for airtime."],
    entry.lock !== null && sharePpm === null && ["lock", "Only a campaign with a share can be locked."],
    entry.lock !== null &&
      !["always", "own"].includes(entry.hours.kind) && ["hours", "A locked entry has hours that no gate can change."],
    entry.lock !== null &&
      !reachesByPlaceAlone(entry.target) && ["target", "A locked entry reaches screens by what no gate can change."],
    layer === "override" &&
      entry.hours.kind === "operating" && ["hours", "An override has hours that no gate can change."],
    layer === "override" &&
      reachesByTag(entry.target) && ["target", "An override reaches screens by what no gate can change."],
    entry.capPpm !== null &&
      layer !== "base" &&
      layer !== "campaign" && ["capPpm", "Only base and campaigns have a cap."],
    entry.capPpm !== null && sharePpm !== null && entry.capPpm < sharePpm && ["capPpm", "The cap is under the share."],
    claim?.kind === "pinned" &&
      entry.hours.kind !== "always" && ["hours", "A section has its own times and no other hours."],
  ];
  return rules.filter((rule) => rule !== false);
}

/** What an operator says when adding or changing an entry; what is left out stands at its plain value. */
export const ScheduleEntryInput = z
  .strictObject({
    name: humanText(120).pipe(z.string().min(1)),
    ...entryFields,
    recurrence: entryFields.recurrence.default(null),
    hours: entryFields.hours.default({ kind: "always" }),
    exceptions: entryFields.exceptions.default([]),
    reviewDate: entryFields.reviewDate.default(null),
    claim: entryFields.claim.default(null),
    capPpm: entryFields.capPpm.default(null),
    spacingMs: entryFields.spacingMs.default(null),
    order: entryFields.order.default("rotate"),
    lock: entryFields.lock.default(null),
  })
  .superRefine((entry, context) => {
    for (const [field, message] of brokenRules(entry)) context.addIssue({ code: "custom", path: [field], message });
  });
export type ScheduleEntryInput = z.infer<typeof ScheduleEntryInput>;

/** One entry as published. */
export const ScheduledEntry = z.strictObject({ id: NounId, name: z.string().max(120), ...entryFields });
export type ScheduledEntry = z.infer<typeof ScheduledEntry>;

export const ScheduledPlaylist = z.strictObject({
  id: NounId,
  name: z.string().max(120),
  /** In playing order; a story may stand more than once. */
  storyIds: z.array(NounId).max(2_000),
});
export type ScheduledPlaylist = z.infer<typeof ScheduledPlaylist>;

/**
 * Playlists, named dayparts and entries as they stood when published, by id. Which approved editions they hold, and the
 * hours, languages and tags of sites, are read when compiling.
 */
export const ScheduleSnapshot = z.strictObject({
  type: z.literal("schedule"),
  playlists: z.array(ScheduledPlaylist).max(2_000),
  dayparts: z.array(NamedDaypart).max(500),
  entries: z.array(ScheduledEntry).max(2_000),
});
export type ScheduleSnapshot = z.infer<typeof ScheduleSnapshot>;
