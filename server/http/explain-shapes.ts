import { z } from "@hono/zod-openapi";
import { AiringDocument } from "../../schemas/airing-document.ts";
import { Manifest, ManifestItem } from "../../schemas/manifest.ts";
import { CivilDate, EpochMs, LanguageTag, NounId, Sha256 } from "../../schemas/primitives.ts";
import { EntryLock, ScheduleLayer } from "../../schemas/schedule.ts";
import { ScheduleProblem } from "../../schemas/schedule-problem.ts";

const many = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).readonly();
const ms = z.int();
const ppm = z.int();
const Names = z.object({ vi: z.string(), en: z.string() });

const Place = z.object({
  screenId: NounId,
  screenName: z.string(),
  siteId: NounId,
  siteNames: Names,
  timeZone: z.string(),
  siteScreens: z.int(),
});

const LanguageName = z.object({ language: LanguageTag, nameVi: z.string(), nameEn: z.string() });

const Glass = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("item"),
    item: ManifestItem,
    itemIndex: z.int(),
    entryId: z.string(),
    loopId: z.string(),
    slotIndex: z.int(),
    startedAtMs: ms,
    endsAtMs: ms,
  }),
  z.object({ kind: z.literal("slate"), startedAtMs: ms, endsAtMs: ms }),
]);

const Standing = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("on-glass"), sectionDueAtMs: ms.nullable() }),
  z.object({ kind: z.literal("yields"), nextAtMs: ms.nullable() }),
  z.object({
    kind: z.literal("covered"),
    byEntryId: NounId,
    byLayer: ScheduleLayer,
    untilMs: ms.nullable(),
  }),
  z.object({ kind: z.literal("not-begun"), fromDate: CivilDate, nextOpenAtMs: ms.nullable() }),
  z.object({ kind: z.literal("ended"), untilDate: CivilDate }),
  z.object({ kind: z.literal("not-open"), nextOpenAtMs: ms.nullable() }),
  z.object({ kind: z.literal("waits"), nextAtMs: ms.nullable() }),
  z.object({ kind: z.enum(["empty-playlist", "nothing-approved", "expired", "not-valid-yet", "does-not-fit"]) }),
]);

const EntryLine = z.object({
  entryId: NounId,
  name: z.string(),
  lock: EntryLock.nullable(),
  standing: Standing,
  share: z
    .object({
      claimedPpm: ppm.nullable(),
      wantedPpm: z.number(),
      heldPpm: z.number(),
      limit: z.enum(["scaled", "capped", "cap-yielded", "raised"]).nullable(),
      deviationMs: ms,
    })
    .nullable(),
  hour: z.object({ showings: z.int(), wanted: z.int(), nextAtMs: ms.nullable() }).nullable(),
});

const LayerLine = z.object({
  layer: z.enum(["override", "takeover", "locked", "campaign", "base"]),
  entries: many(EntryLine),
  next: z.object({ entryId: NounId, name: z.string(), atMs: ms }).nullable(),
});

/** Why a screen shows what it shows, with the same in words of the reader's language. */
export const ExplanationShape = z.object({
  place: Place,
  atMs: EpochMs,
  nowMs: EpochMs,
  draft: z.boolean(),
  revision: z.int().nullable(),
  glass: Glass,
  airing: AiringDocument.nullable(),
  layer: z.enum(["override", "takeover", "campaign", "base", "fallback", "slate"]),
  entryId: z.string().nullable(),
  holdsUntilMs: ms.nullable(),
  layers: many(LayerLine),
  fallback: z.object({ state: z.enum(["idle", "loop", "slate"]), untilMs: ms.nullable() }),
  languages: many(
    z.object({ language: z.string(), heldPpm: ppm, wantedPpm: ppm.nullable(), nearestPpm: z.number().nullable() }),
  ),
  hourFromMs: ms,
  hourToMs: ms,
  entryNames: z.record(z.string(), z.string()),
  languageNames: many(LanguageName),
  words: z.object({
    layers: many(z.object({ layer: z.string(), title: z.string(), lines: many(z.string()) })),
    languages: many(z.string()),
  }),
});

const Span = { fromMs: ms, toMs: ms };

const ScreenDay = z.object({
  place: Place,
  startAtMs: ms,
  midnightMs: ms,
  endAtMs: ms,
  bars: many(
    z.object({
      entryId: NounId,
      name: z.string(),
      layer: ScheduleLayer,
      lock: EntryLock.nullable(),
      ...Span,
      state: z.enum(["on-air", "covered", "waiting"]),
      waitsFor: z.enum(["empty-playlist", "nothing-approved", "expired", "not-valid-yet"]).nullable(),
      sharePpm: z.number().nullable(),
      continuesBefore: z.boolean(),
      continuesAfter: z.boolean(),
    }),
  ),
  locked: many(
    z.object({
      entryId: NounId,
      name: z.string(),
      lock: EntryLock,
      atMs: many(ms),
      perHour: many(z.int()),
    }),
  ),
  sections: many(z.object({ entryId: NounId, name: z.string(), dueAtMs: ms, ...Span })),
  clashes: many(
    z.object({
      kind: z.literal("clash"),
      screenId: NounId,
      winnerId: NounId,
      loserId: NounId,
      ...Span,
    }),
  ),
  holes: many(z.object({ ...Span, shows: z.enum(["fallback", "slate"]) })),
  closed: many(z.object(Span)),
  languages: many(z.object({ language: z.string(), heldPpm: ppm, wantedPpm: ppm.nullable() })),
});

/** One civil date of some screens, for drawing. */
export const DayShape = z.object({
  date: CivilDate,
  draft: z.boolean(),
  screens: many(ScreenDay),
  languageNames: many(LanguageName),
});

const FixTarget = z.discriminatedUnion("noun", [
  z.object({ noun: z.literal("entry"), entryId: z.string() }),
  z.object({ noun: z.literal("playlist"), playlistId: z.string() }),
  z.object({ noun: z.literal("playlist-approvals"), playlistId: z.string() }),
  z.object({ noun: z.literal("playlist-stories"), playlistId: z.string(), language: z.string().nullable() }),
  z.object({ noun: z.literal("new-entry"), screenId: NounId, ...Span }),
  z.object({ noun: z.literal("site-languages"), screenId: NounId }),
  z.object({ noun: z.literal("screen"), screenId: NounId }),
]);

/** What stands against the schedule, worst first. */
export const ProblemsShape = many(
  z.object({
    problem: ScheduleProblem,
    severity: z.enum(["error", "warning", "note"]),
    fix: z.object({ verb: z.string(), target: FixTarget }),
    screens: many(Place),
    entries: many(z.object({ entryId: z.string(), name: z.string() })),
    languages: many(LanguageName),
    words: z.object({ sentence: z.string(), fix: z.string() }),
  }),
);

const Change = z.object({
  subject: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("entry"), entryId: z.string() }),
    z.object({ kind: z.literal("language"), language: z.string() }),
    z.object({ kind: z.literal("slate") }),
  ]),
  fromMinute: z.int(),
  untilMinute: z.int(),
  beforeMs: z.int(),
  afterMs: z.int(),
  dates: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("weekly"),
      fromDate: CivilDate,
      untilDate: CivilDate.nullable(),
      weekdays: many(z.int()),
    }),
    z.object({ kind: z.literal("dates"), dates: many(CivilDate) }),
  ]),
});

/** What publishing now would change. */
export const DiffShape = z.object({
  nowMs: EpochMs,
  publishedAtMs: EpochMs.nullable(),
  screensChanged: z.int(),
  screensInUse: z.int(),
  firstChangeAtMs: ms.nullable(),
  groups: many(
    z.object({
      screens: many(Place),
      isFirst: z.boolean(),
      diff: z.object({
        firstChangeAtMs: ms.nullable(),
        airtime: many(Change),
        itemsAdded: many(Sha256),
        itemsRemoved: many(Sha256),
        entriesAdded: many(z.string()),
        entriesRemoved: many(z.string()),
      }),
    }),
  ),
  entryNames: z.record(z.string(), z.string()),
  languageNames: many(LanguageName),
  words: z.object({
    summary: z.string(),
    groups: many(z.object({ place: z.string(), lines: many(z.string()) })),
  }),
});

/** A screen's glass from an instant on. */
export const GlassShape = z.object({
  atMs: EpochMs,
  place: Place,
  manifest: Manifest,
  revision: z.int().nullable(),
  airings: z.record(Sha256, AiringDocument),
});
