import * as z from "zod";
import { LanguageTag, NounId, Sha256 } from "./primitives.ts";

const entryId = NounId;
const screenId = NounId;
const ppm = z.int().min(0).max(100_000_000);

/**
 * What stands against a schedule; computed before publishing, and shown beside it. Each kind has one severity and one
 * way to mend it.
 */
export const ScheduleProblem = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("empty-playlist"), entryId }),
  z.strictObject({ kind: z.literal("nothing-approved"), entryId }),
  /** So many stories of its playlist have nothing that may air: they are passed over. */
  z.strictObject({ kind: z.literal("partly-approved"), entryId, waiting: z.int(), of: z.int() }),
  /** Every approved item of it has passed its last instant, or will before the entry is next on. */
  z.strictObject({ kind: z.literal("all-expired"), entryId }),
  z.strictObject({ kind: z.literal("reaches-no-screen"), entryId }),
  z.strictObject({ kind: z.literal("ended"), entryId }),
  /** Its rule, hours and exceptions leave it no moment in the days of a manifest. */
  z.strictObject({ kind: z.literal("never-open"), entryId }),
  z.strictObject({ kind: z.literal("review-due"), entryId, reviewDate: z.iso.date() }),
  /** The entry has nothing in a language of the place; `shownIn` is what stands in for it. */
  z.strictObject({
    kind: z.literal("language-missing"),
    screenId,
    entryId,
    language: LanguageTag,
    shownIn: LanguageTag.nullable(),
  }),
  /** The mix of the place cannot be met: these entries have content in these languages alone. */
  z.strictObject({
    kind: z.literal("mix-conflict"),
    screenId,
    entryIds: z.array(NounId),
    languages: z.array(LanguageTag),
    excessPpm: ppm,
  }),
  z.strictObject({
    kind: z.literal("language-under-minimum"),
    screenId,
    language: LanguageTag,
    minimumPpm: ppm,
    heldPpm: ppm,
  }),
  /** An hour of this language may be this far from its share, because items are long. */
  z.strictObject({
    kind: z.literal("uneven-hours"),
    screenId,
    language: LanguageTag,
    worstHourPpm: ppm,
    longestItemMs: z.int(),
  }),
  z.strictObject({ kind: z.literal("shares-over-whole"), screenId, entryIds: z.array(NounId) }),
  z.strictObject({ kind: z.literal("locked-over-whole"), screenId, entryIds: z.array(NounId) }),
  z.strictObject({ kind: z.literal("share-not-met"), screenId, entryId, wantedPpm: ppm, heldPpm: ppm }),
  z.strictObject({ kind: z.literal("showings-not-met"), screenId, entryId, perHour: z.int(), least: z.int() }),
  z.strictObject({ kind: z.literal("spacing-not-met"), screenId, entryId, tooClose: z.int() }),
  /** One item has to follow itself: the set has nothing else for that time. */
  z.strictObject({ kind: z.literal("repeats"), screenId, entryIds: z.array(NounId) }),
  /** Two entries want the glass alone at the same time; the winner has it. */
  z.strictObject({
    kind: z.literal("clash"),
    screenId,
    winnerId: NounId,
    loserId: NounId,
    fromMs: z.int(),
    toMs: z.int(),
  }),
  z.strictObject({ kind: z.literal("does-not-fit"), screenId, airingSha256s: z.array(Sha256) }),
  z.strictObject({ kind: z.literal("hole"), screenId, fromMs: z.int(), toMs: z.int() }),
  /** More of something than a player reads; no manifest is made, and the screen keeps the one it has. */
  z.strictObject({ kind: z.literal("too-much"), screenId, part: z.string().max(40) }),
  z.strictObject({ kind: z.literal("store-full"), screenId, neededBytes: z.int(), storeBytes: z.int() }),
  z.strictObject({ kind: z.literal("link-full"), screenId, neededBytes: z.int(), monthlyBytes: z.int() }),
]);
export type ScheduleProblem = z.infer<typeof ScheduleProblem>;
