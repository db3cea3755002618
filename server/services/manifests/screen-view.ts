import type { LanguageShare } from "../../../schemas/language-mix.ts";
import type { DatedHours } from "../../../schemas/operating-hours.ts";
import { targetMatches } from "../../../schemas/rules/target-filter.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { sha256Hex } from "../../sha256.ts";
import type { CompileCache } from "./compile-cache.ts";
import type { CompileScreen, CompileSources } from "./compile-input.ts";
import { type PlannedEntry, planEntry } from "./planned-entries.ts";

/** All that a screen's plan depends on, without the screen's own names: equal views, equal plans. */
export interface ScreenView {
  /** Equal names, equal views. */
  readonly name: string;
  readonly timeZone: string;
  /** Every entry that reaches the screen, by id. */
  readonly planned: readonly PlannedEntry[];
  readonly mix: readonly LanguageShare[];
  /** Equal numbers, equal mixes with equal fallbacks. */
  readonly mixNumber: number;
  readonly hours: readonly DatedHours[];
  /** Equal numbers, equal hours with equal holidays. */
  readonly hoursNumber: number;
}

interface KnownEntry {
  readonly entry: ScheduledEntry;
  readonly storyIds: readonly string[];
  /** Of its row, its named daypart, and all editions it may show. */
  readonly content: string;
  /** Some of its editions may air at some sites only. */
  readonly isLimited: boolean;
  /** By place, in this run. */
  readonly planned: Map<string | number, PlannedEntry>;
}

/** The screens' views over one set of sources. Asked for every screen of a country, so what can be is told by number. */
export class ScreenViews {
  readonly #sources: CompileSources;
  readonly #cache: CompileCache;
  readonly #entries: readonly KnownEntry[];
  readonly #fallbacksNumber: number;
  readonly #holidaysNumber: number;

  constructor(sources: CompileSources, cache: CompileCache) {
    this.#sources = sources;
    this.#cache = cache;
    this.#entries = knownEntries(sources);
    this.#fallbacksNumber = cache.numberOf(`fallbacks ${JSON.stringify(Object.entries(sources.fallbacks).sort())}`);
    this.#holidaysNumber = cache.numberOf(`holidays ${sources.publicHolidays.join(" ")}`);
  }

  viewOf(screen: CompileScreen): ScreenView {
    const languages = screen.languages.map(({ language }) => language);
    const languagesNumber = this.#cache.numberOf(`languages ${this.#fallbacksNumber} ${languages.join(" ")}`);
    const planned: PlannedEntry[] = [];
    for (const known of this.#entries) {
      if (!targetMatches(known.entry.target, screen.facts)) continue;
      planned.push(this.#planned(known, languagesNumber, languages, screen.siteId));
    }
    const shares = screen.languages.map(({ sharePpm, minimumPpm }) => `${sharePpm} ${minimumPpm}`).join(" ");
    const mixNumber = this.#cache.numberOf(`mix ${languagesNumber} ${shares}`);
    const follows = planned.some(({ entry }) => entry.hours.kind === "operating");
    const hoursNumber = follows
      ? this.#cache.numberOf(`hours ${this.#holidaysNumber} ${JSON.stringify(screen.hours)}`)
      : 0;
    const numbers = planned.map(({ number }) => number).join(",");
    return {
      name: `${screen.timeZone} ${mixNumber} ${hoursNumber} ${numbers}`,
      timeZone: screen.timeZone,
      planned,
      mix: screen.languages,
      mixNumber,
      hours: follows ? screen.hours : [],
      hoursNumber,
    };
  }

  #planned(known: KnownEntry, languagesNumber: number, languages: readonly string[], siteId: string): PlannedEntry {
    const place = known.isLimited ? `${languagesNumber} ${siteId}` : languagesNumber;
    let planned = known.planned.get(place);
    if (planned === undefined) {
      const name = `entry ${known.content} ${place}`;
      planned = this.#cache.planned.get(name, () =>
        planEntry(this.#cache.numberOf(name), known.entry, known.storyIds, { siteId, languages }, this.#sources),
      );
      known.planned.set(place, planned);
    }
    return planned;
  }
}

function knownEntries(sources: CompileSources): KnownEntry[] {
  const playlists = new Map(sources.schedule.playlists.map((playlist) => [playlist.id, playlist.storyIds]));
  const dayparts = new Map(sources.schedule.dayparts.map((daypart) => [daypart.id, daypart]));
  const stories = new Map<string, { content: string; isLimited: boolean }>();
  const storyOf = (storyId: string) => {
    let story = stories.get(storyId);
    if (story === undefined) {
      const editions = sources.editions[storyId] ?? [];
      const assets = editions.flatMap(({ renditions }) => renditions.map((sha256) => sources.assets[sha256] ?? null));
      story = {
        content: sha256Hex(JSON.stringify([editions, assets])),
        isLimited: editions.some(({ siteIds }) => siteIds !== null),
      };
      stories.set(storyId, story);
    }
    return story;
  };
  return [...sources.schedule.entries]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((entry) => {
      const storyIds = playlists.get(entry.playlistId) ?? [];
      const own = storyIds.map(storyOf);
      const daypart = entry.hours.kind === "named" ? (dayparts.get(entry.hours.daypartId) ?? null) : null;
      // A name or a review date changes nothing on the glass.
      const row = { ...entry, name: "", reviewDate: null };
      const content = sha256Hex(JSON.stringify([row, daypart, own.map((story) => story.content)]));
      return { entry, storyIds, content, isLimited: own.some((story) => story.isLimited), planned: new Map() };
    });
}
