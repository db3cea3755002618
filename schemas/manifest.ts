import * as z from "zod";
import { ItemKind } from "./airing-document.ts";
import { Command, MAX_COMMANDS_TOLD } from "./commands.ts";
import { Envelope } from "./envelope.ts";
import { DurationMs, EpochMs, LanguageTag, NounId, Sha256, TimeZone } from "./primitives.ts";

const LoopId = z.string().regex(/^[0-9a-f]{16}$/);
const DayPlanId = z.string().regex(/^[0-9a-f]{16}$/);

/** `[fromMs, toMs, loopId, phaseMs]`: elapsed since the day's start, half-open. */
export const Segment = z.tuple([DurationMs, DurationMs, LoopId, DurationMs]);
export type Segment = z.infer<typeof Segment>;

export const Loop = z.strictObject({
  /** `[itemIndex, entryIndex]` pairs; a slot names one by its position here. */
  use: z.array(z.tuple([z.int().min(0), z.int().min(0)])).max(5_000),
  /** Slots as positions in `use`, separated by single spaces. Empty: the built-in slate. */
  s: z
    .string()
    .max(100_000)
    .regex(/^(\d+( \d+)*)?$/),
});
export type Loop = z.infer<typeof Loop>;

export const ManifestItem = z.strictObject({
  kind: ItemKind,
  airingSha256: Sha256,
  editionVersionId: NounId,
  language: LanguageTag,
  renditions: z.array(Sha256).max(4),
  durationMs: DurationMs.min(1),
  notBeforeMs: EpochMs.nullable(),
  notAfterMs: EpochMs.nullable(),
});
export type ManifestItem = z.infer<typeof ManifestItem>;

export const ManifestAsset = z.strictObject({
  sizeBytes: z.int().min(1),
  mediaType: z.string().max(60),
  /** SHA-256 of the list of 256 KiB chunk hashes (32 raw bytes each), itself served as an asset. */
  chunkListSha256: Sha256,
});
export type ManifestAsset = z.infer<typeof ManifestAsset>;

/** What one screen shows, as a pure function of the time. `schemas/rules/slot-at.ts` gives it its meaning. */
export const Manifest = z.strictObject({
  type: z.literal("manifest"),
  screenId: NounId,
  /** Where the screen stands: an airing document limited to sites counts only when it names this one. */
  siteId: NounId,
  /** What the slate says: the place by its own name, and a welcome in its languages, heaviest first. */
  place: z.strictObject({ name: z.string().max(120), languages: z.array(LanguageTag).max(12) }),
  revision: z.int().min(1),
  timeZone: TimeZone,
  /** `[startAtMs, endAtMs, dayPlanId]`, ascending, without gap or overlap. */
  days: z
    .array(z.tuple([EpochMs, EpochMs, DayPlanId]))
    .min(1)
    .max(400),
  /** Monday first; used after the last day, for ever. */
  weekly: z.array(DayPlanId).length(7),
  /** Room for a bound and a section in every minute: what nobody can read keeps whatever is urgent from the screen too. */
  dayPlans: z.record(DayPlanId, z.array(Segment).min(1).max(6_000)),
  loops: z.record(LoopId, Loop),
  items: z.array(ManifestItem).max(2_000),
  entries: z.array(NounId).max(2_000),
  assets: z.record(Sha256, ManifestAsset),
  fallback: LoopId,
});
export type Manifest = z.infer<typeof Manifest>;

/** Signed freshness of about 300 bytes. Its passing raises an alarm; it never blanks a screen. */
export const Status = z.strictObject({
  type: z.literal("status"),
  screenId: NounId,
  serverEpoch: z.string().min(1).max(64),
  rootVersion: z.int().min(1),
  /** 0 and `null` before the first manifest. */
  manifestRevision: z.int().min(0),
  manifestSha256: Sha256.nullable(),
  withdrawalsVersion: z.int().min(0),
  serverTimeMs: EpochMs,
  freshUntilMs: EpochMs,
  /** Orders that wait for their result, oldest first. */
  commands: z.array(Command).max(MAX_COMMANDS_TOLD).optional(),
});
export type Status = z.infer<typeof Status>;

/** One person's yes to showing again what one withdrawal took away; signed with that person's own key. */
export const LiftDocument = z.strictObject({
  type: z.literal("lift"),
  airingSha256: Sha256,
  /** Names the withdrawal: one made later is not lifted by it. */
  withdrawnAtMs: EpochMs,
  personId: NounId,
  liftedAtMs: EpochMs,
});
export type LiftDocument = z.infer<typeof LiftDocument>;

export const Withdrawal = z.strictObject({
  airingSha256: Sha256.nullable(),
  renditionSha256: Sha256.nullable(),
  withdrawnAtMs: EpochMs,
  /** Lift documents; it stands until those of distinct approvers in office reach the threshold of the root. */
  lifts: z.array(Envelope).max(8).optional(),
});
export type Withdrawal = z.infer<typeof Withdrawal>;

/** Monotonic signed list of what must not be shown, by airing document or by rendition. Entries are never removed. */
export const Withdrawals = z.strictObject({
  type: z.literal("withdrawals"),
  version: z.int().min(1),
  entries: z.array(Withdrawal).max(20_000),
});
export type Withdrawals = z.infer<typeof Withdrawals>;
