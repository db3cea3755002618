import fc from "fast-check";
import type { EntryTarget } from "../../schemas/entry-target.ts";
import { Daypart } from "../../schemas/entry-timing.ts";
import { EVERYWHERE, onScreens, onSites } from "../../schemas/rules/target-filter.ts";
import { addDays, civilAt, minutesOf, startOfDate, weekdayOf } from "../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../schemas/schedule.ts";
import type { ApprovedEdition, CompileInput } from "../../server/services/manifests/compile-input.ts";
import { sha256Hex } from "../../server/sha256.ts";
import { PLAIN_ENTRY } from "./plain-entry.ts";

/** The tests' screen stands here, from this date on. */
export const ZONE = "Asia/Ho_Chi_Minh";
export const FROM = "2026-11-21";
export const DAY_MS = 86_400_000;
/** First instant of the first date. */
export const start = startOfDate(FROM, ZONE);

/** A noun id for a number. */
export function idOf(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

export const SITE = idOf(900);
export const SCREEN = idOf(901);
const CLUSTER = idOf(902);
/** A site that is not the screen's. */
const ELSEWHERE = idOf(77);

/** A picture that is approved everywhere and always. */
export function edition(number: number, changes: Partial<ApprovedEdition> = {}): ApprovedEdition {
  return {
    kind: "image",
    airingSha256: sha256Hex(`airing ${number}`),
    editionVersionId: idOf(10_000 + number),
    language: "vi",
    renditions: [sha256Hex(`media ${number}`)],
    durationMs: 10_000,
    notBeforeMs: null,
    notAfterMs: null,
    siteIds: null,
    ...changes,
  };
}

/** A base entry without end, for every screen. */
export function entry(number: number, changes: Partial<ScheduledEntry> = {}): ScheduledEntry {
  return {
    id: idOf(number),
    name: `Entry ${number}`,
    playlistId: idOf(500 + number),
    ...PLAIN_ENTRY,
    exceptions: [],
    ...changes,
  };
}

/** One playlist for each entry, one story for each edition. */
export function inputOf(
  parts: readonly { entry: ScheduledEntry; editions: readonly ApprovedEdition[] }[],
  days = 90,
): CompileInput {
  const editions: Record<string, ApprovedEdition[]> = {};
  const assets: Record<string, { sizeBytes: number; mediaType: string; chunkListSha256: string }> = {};
  const playlists = parts.map((part) => ({
    id: part.entry.playlistId,
    name: "",
    storyIds: part.editions.map((one) => {
      const storyId = one.editionVersionId;
      editions[storyId] = [...(editions[storyId] ?? []), one];
      for (const sha256 of one.renditions) {
        assets[sha256] = { sizeBytes: 1_000, mediaType: "image/webp", chunkListSha256: sha256Hex(`chunks ${sha256}`) };
      }
      return storyId;
    }),
  }));
  return {
    screen: {
      screenId: SCREEN,
      siteId: SITE,
      placeName: "Cửa khẩu thử",
      timeZone: ZONE,
      facts: {
        screenId: SCREEN,
        clusterId: CLUSTER,
        siteId: SITE,
        tags: [],
        siteKind: null,
        province: null,
        neighbour: null,
      },
      languages: [],
      hours: [],
    },
    schedule: { type: "schedule", playlists, dayparts: [], entries: parts.map((part) => part.entry) },
    editions,
    assets,
    publicHolidays: [],
    fallbacks: {},
    fromDate: FROM,
    days,
    revision: 1,
  };
}

const clock = fc.constantFrom("00:00", "01:30", "06:00", "08:00", "11:30", "12:00", "17:00", "21:00", "23:30");
const daypart = fc
  .record({
    weekdays: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }),
    windows: fc.array(
      fc.record({ fromLocal: clock, untilLocal: clock }).filter((window) => window.fromLocal !== window.untilLocal),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map((raw) => Daypart.parse(raw));

/** Entries of every kind with up to three editions each. */
export const partsOf = fc
  .array(
    fc.record({
      campaign: fc.boolean(),
      daypart: fc.option(daypart, { nil: null }),
      fromDay: fc.integer({ min: -20, max: 20 }),
      lastDay: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
      target: fc.constantFrom<EntryTarget[]>(EVERYWHERE, onSites([SITE]), onSites([ELSEWHERE]), onScreens([SCREEN])),
      items: fc.array(
        fc.record({
          before: fc.option(fc.integer({ min: -5, max: 40 }), { nil: null }),
          length: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
          seconds: fc.integer({ min: 5, max: 40 }),
          language: fc.constantFrom("vi", "en", "lo"),
          elsewhere: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((raw) =>
    raw.map((one, index) => ({
      entry: entry(index + 1, {
        layer: one.campaign ? "campaign" : "base",
        claim: one.campaign ? { kind: "share", sharePpm: 300_000 } : null,
        target: one.target,
        hours: one.daypart === null ? { kind: "always" } : { kind: "own", daypart: one.daypart },
        fromDate: addDays(FROM, one.fromDay),
        untilDate: one.lastDay === null ? null : addDays(FROM, Math.max(one.fromDay, 0) + one.lastDay),
      }),
      editions: one.items.map((item, place) => {
        const notBeforeMs = item.before === null ? null : start + item.before * DAY_MS + 5 * 3_600_000 + 1_234;
        return edition(index * 10 + place, {
          language: item.language,
          durationMs: item.seconds * 1_000,
          notBeforeMs,
          notAfterMs: item.length === null ? null : (notBeforeMs ?? start) + item.length * DAY_MS + 777,
          siteIds: item.elsewhere ? [ELSEWHERE] : null,
        });
      }),
    })),
  );

/** The same question answered another way: minute by minute on the wall clock, with no sweep, loop or index. */
export function mayPlay(input: CompileInput, atMs: number): Map<string, Set<string>> {
  const civil = civilAt(atMs, ZONE);
  const minute = civil.hour * 60 + civil.minute;
  const result = new Map<string, Set<string>>();
  const runsOn = (one: ScheduledEntry, date: string) =>
    date >= one.fromDate && (one.untilDate === null || date <= one.untilDate);
  for (const one of input.schedule.entries) {
    const sites = one.target.anyOf.flatMap(({ allOf }) => allOf).filter(({ field }) => field === "site");
    if (sites.some(({ values }) => !values.includes(SITE))) continue;
    const daypart = one.hours.kind === "own" ? one.hours.daypart : null;
    const yesterday = addDays(civil.date, -1);
    const open =
      daypart === null
        ? runsOn(one, civil.date)
        : daypart.windows.some((window) => {
            const from = minutesOf(window.fromLocal);
            const until = minutesOf(window.untilLocal);
            const today = runsOn(one, civil.date) && daypart.weekdays.includes(weekdayOf(civil.date));
            const before = runsOn(one, yesterday) && daypart.weekdays.includes(weekdayOf(yesterday));
            return until > from
              ? today && from <= minute && minute < until
              : (today && minute >= from) || (before && minute < until);
          });
    if (!open) continue;
    const stories = input.schedule.playlists.find((playlist) => playlist.id === one.playlistId)?.storyIds ?? [];
    const items = stories
      .flatMap((storyId) => input.editions[storyId] ?? [])
      .filter((item) => item.siteIds === null || item.siteIds.includes(SITE))
      .filter((item) => (item.notBeforeMs ?? 0) <= atMs && atMs < (item.notAfterMs ?? Number.POSITIVE_INFINITY));
    if (items.length > 0) result.set(one.id, new Set(items.map((item) => item.airingSha256)));
  }
  return result;
}
