import type { EntryTarget, TargetField } from "../../schemas/entry-target.ts";
import type { LanguageShare } from "../../schemas/language-mix.ts";
import type { OperatingHours } from "../../schemas/operating-hours.ts";
import type { ScheduledEntry, ScheduledPlaylist } from "../../schemas/schedule.ts";
import type { ApprovedEdition, CompileScreen, CompileSources } from "../../server/services/manifests/compile-input.ts";
import { sha256Hex } from "../../server/sha256.ts";

/** First civil date of the compiled days, a Monday. */
export const FROM_DATE = "2026-11-23";

const PROVINCES = 25;
const SCREENS_PER_SITE = 16;
const TAGS = ["sảnh chờ", "cổng", "bãi xe"];
const NEIGHBOURS = ["CN", "LA", "KH"];
const ENTRIES = { everywhere: 12, neighbour: 24, kind: 18, tag: 15, province: 200, site: 31 };

/** A country: its screens and everything they are compiled from. The same for the same number of screens. */
export interface CompileWorld {
  readonly screens: readonly CompileScreen[];
  readonly sources: CompileSources;
}

/**
 * A country of sites with sixteen screens each: land gates with one of three neighbours, seaports, airports; operating
 * hours and a language mix by province and neighbour. 300 entries by the ministry, by provinces, by kind of gate, by
 * tag, and of the largest sites, in shared dayparts; one in sixteen comes and goes with a date.
 */
export function compileWorld(screenCount: number): CompileWorld {
  const screens = Array.from({ length: screenCount }, (_, index) => screenOf(index));
  const playlists: ScheduledPlaylist[] = [];
  const editions: Record<string, ApprovedEdition[]> = {};
  const entries = plannedTargets().map(({ target, languages }, index) => {
    const playlist = playlistOf(index, languages, editions);
    playlists.push(playlist);
    return entryOf(index, target, playlist.id);
  });
  const assets: CompileSources["assets"] = Object.fromEntries(
    Object.values(editions)
      .flat()
      .flatMap(({ renditions }) => renditions)
      .map((sha256) => [
        sha256,
        { sizeBytes: 2_000_000, mediaType: "video/mp4", chunkListSha256: sha256Hex(`chunks ${sha256}`) },
      ]),
  );
  return {
    screens,
    sources: {
      schedule: { type: "schedule", playlists, dayparts: [], entries },
      editions,
      assets,
      publicHolidays: ["2027-01-01"],
      fallbacks: { tyz: ["vi", "en"], lo: ["en", "vi"], km: ["en", "vi"], "zh-Hans": ["en", "vi"], en: ["vi"] },
    },
  };
}

/** The same world after someone has edited one campaign of a province, in its rows alone: its share. */
export function withChangedEntry(world: CompileWorld): { world: CompileWorld; changedId: string } {
  const { entries } = world.sources.schedule;
  const changed = entries.find(
    ({ claim, hours, lock, target }) =>
      claim?.kind === "share" &&
      lock === null &&
      hours.kind === "own" &&
      target.anyOf[0]?.allOf.map(({ field }) => field).join(" ") === "province tag",
  );
  if (changed === undefined) throw new Error("The world has no campaign to change.");
  const edited = entries.map((entry) =>
    entry === changed ? { ...entry, claim: { kind: "share" as const, sharePpm: 77_000 } } : entry,
  );
  const sources = { ...world.sources, schedule: { ...world.sources.schedule, entries: edited } };
  return { world: { ...world, sources }, changedId: changed.id };
}

function idOf(kind: number, index: number): string {
  return `00000000-0000-7000-8${String(kind).padStart(3, "0")}-${String(index).padStart(12, "0")}`;
}

function siteFacts(site: number) {
  const province = site % PROVINCES;
  const siteKind = site % 10 < 7 ? ("land" as const) : site % 10 < 9 ? ("seaport" as const) : ("airport" as const);
  const neighbour = siteKind === "land" ? (NEIGHBOURS[province % 3] ?? null) : null;
  return { province: `province-${province}`, siteKind, neighbour };
}

function screenOf(index: number): CompileScreen {
  const site = Math.floor(index / SCREENS_PER_SITE);
  const facts = siteFacts(site);
  const screenId = idOf(1, index);
  const siteId = idOf(2, site);
  return {
    screenId,
    siteId,
    placeName: `Cửa khẩu ${site}`,
    timeZone: "Asia/Ho_Chi_Minh",
    facts: { screenId, clusterId: idOf(3, Math.floor(index / 4)), siteId, tags: [TAGS[index % 3] ?? ""], ...facts },
    languages: mixOf(facts.neighbour),
    hours: facts.siteKind === "land" ? [{ fromDate: "2026-01-01", hours: hoursOf(site % PROVINCES) }] : [],
  };
}

function mixOf(neighbour: string | null): LanguageShare[] {
  const shares: Record<string, readonly [string, number][]> = {
    CN: [
      ["vi", 500_000],
      ["zh-Hans", 300_000],
      ["en", 150_000],
      ["tyz", 50_000],
    ],
    LA: [
      ["vi", 500_000],
      ["lo", 300_000],
      ["en", 200_000],
    ],
    KH: [
      ["vi", 500_000],
      ["km", 300_000],
      ["en", 200_000],
    ],
    none: [
      ["vi", 600_000],
      ["en", 400_000],
    ],
  };
  return (shares[neighbour ?? "none"] ?? []).map(([language, sharePpm]) => ({
    language,
    sharePpm,
    minimumPpm: sharePpm / 2,
  }));
}

function hoursOf(province: number): OperatingHours {
  const window = province % 2 === 0 ? ["07:00", "19:00"] : ["06:00", "18:00"];
  const windows = [{ fromLocal: window[0] ?? "", untilLocal: window[1] ?? "" }];
  return { weekly: Array.from({ length: 7 }, () => windows), publicHolidays: null, exceptions: [] };
}

function plannedTargets(): { target: EntryTarget; languages: readonly string[] }[] {
  const on = (field: TargetField, value: string): EntryTarget => ({
    anyOf: [{ allOf: [{ field, is: true, values: [value] }] }],
  });
  const many = ["vi", "en", "zh-Hans", "lo", "km"];
  const list = (count: number, make: (index: number) => EntryTarget, languages: readonly string[]) =>
    Array.from({ length: count }, (_, index) => ({ target: make(index), languages }));
  return [
    ...list(ENTRIES.everywhere, () => ({ anyOf: [{ allOf: [] }] }), many),
    ...list(ENTRIES.neighbour, (index) => on("neighbour", NEIGHBOURS[index % 3] ?? ""), many),
    ...list(ENTRIES.kind, (index) => on("site-kind", ["land", "seaport", "airport"][index % 3] ?? ""), many),
    ...list(ENTRIES.tag, (index) => on("tag", TAGS[index % 3] ?? ""), ["vi", "en"]),
    ...list(ENTRIES.province, provinceTarget, ["vi", "en", "tyz"]),
    ...list(ENTRIES.site, (index) => on("site", idOf(2, index)), ["vi", "en"]),
  ];
}

/** A province's own; every fourth of its entries leaves out the car parks. */
function provinceTarget(index: number): EntryTarget {
  const province = { field: "province" as const, is: true, values: [`province-${index % PROVINCES}`] };
  const elsewhere = { field: "tag" as const, is: false, values: ["bãi xe"] };
  return { anyOf: [{ allOf: Math.floor(index / PROVINCES) % 4 === 3 ? [province, elsewhere] : [province] }] };
}

/** One to four stories, each in all of these languages; one item in thirty expires within the days. */
function playlistOf(
  index: number,
  languages: readonly string[],
  editions: Record<string, ApprovedEdition[]>,
): ScheduledPlaylist {
  const storyIds = Array.from({ length: 1 + (index % 4) }, (_, story) => {
    const number = index * 10 + story;
    const storyId = idOf(4, number);
    editions[storyId] = languages.map((language) => ({
      kind: "video",
      airingSha256: sha256Hex(`airing ${number} ${language}`),
      editionVersionId: idOf(5, number * 10 + languages.indexOf(language)),
      language,
      renditions: [sha256Hex(`media ${number} ${language}`)],
      durationMs: 8_000 + (number % 7) * 2_000,
      notBeforeMs: null,
      notAfterMs: number % 30 === 0 ? Date.UTC(2026, 11, 1 + (number % 60)) : null,
      siteIds: null,
    }));
    return storyId;
  });
  return { id: idOf(6, index), name: `Playlist ${index}`, storyIds };
}

const DAYPARTS = [
  ["07:00", "11:00"],
  ["11:00", "13:00"],
  ["13:00", "17:00"],
  ["17:00", "22:00"],
] as const;

function entryOf(index: number, target: EntryTarget, playlistId: string): ScheduledEntry {
  const isCampaign = index % 5 !== 0;
  const isLocked = index === 1 || index === 2;
  const [fromLocal, untilLocal] = DAYPARTS[index % 4] ?? DAYPARTS[0];
  const daypart = { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal, untilLocal }] };
  const follows = index % 9 === 4 && !isLocked;
  const isWindowed = isCampaign && index % 5 < 3 && !isLocked;
  const isDated = index % 16 === 3;
  return {
    id: idOf(7, index),
    name: `Entry ${index}`,
    layer: isCampaign ? "campaign" : "base",
    playlistId,
    target,
    fromDate: isDated ? `2026-12-${String(1 + (index % 28)).padStart(2, "0")}` : "2026-01-01",
    untilDate: isDated ? "2027-01-31" : null,
    recurrence: null,
    hours: follows ? { kind: "operating" } : isWindowed ? { kind: "own", daypart } : { kind: "always" },
    exceptions: [],
    reviewDate: null,
    claim: isCampaign ? { kind: "share", sharePpm: 20_000 + (index % 4) * 10_000 } : null,
    capPpm: null,
    spacingMs: null,
    order: "rotate",
    lock: isLocked ? "ministry" : null,
  };
}
