import { NamedDaypart } from "../../schemas/entry-timing.ts";
import { OperatingHours } from "../../schemas/operating-hours.ts";
import { checkRecurrence } from "../../schemas/rules/recurrence-dates.ts";
import { type ScheduledEntry, ScheduleEntryInput } from "../../schemas/schedule.ts";
import type { ApprovedEdition, CompileInput } from "../../server/services/manifests/compile-input.ts";
import { mayChange } from "../../server/services/schedule/entry-rights.ts";
import { sha256Hex } from "../../server/sha256.ts";
import type { DeskAct } from "./gate-desk.ts";
import { MIXES, type PlannedEntry } from "./random-schedule.ts";

const PLACE_ID = "00000000-0000-7000-8000-000000000001";
const GATE_OPERATOR = { kind: "person", personId: PLACE_ID, roles: new Set(["editor"] as const) } as const;

/** Lengths in seconds and languages of the stories on a paper desk; the first two are the locked playlist's. */
const STORIES: readonly (readonly [language: string, seconds: number])[][] = [
  [
    ["vi", 30],
    ["en", 30],
  ],
  [["vi", 40]],
  [
    ["vi", 30],
    ["en", 30],
    ["zh-Hans", 30],
  ],
  [["lo", 50]],
  [["km", 20]],
  [["fr", 90]],
  [["vi", 600]],
  [["en", 3_600]],
];
/** How many stories acts may pick from. */
export const PAPER_STORIES = STORIES.length;

const id = (kind: number, number: number) =>
  `00000000-0000-7000-8000-${String(kind * 1_000 + number).padStart(12, "0")}`;

/**
 * The schedule of one gate in memory, edited by its operator under the product's own rule of who may change what. It is
 * the verbs without their database: ten thousand sequences fit into minutes.
 */
export class PaperDesk {
  /** Acts that were refused because they are not the operator's to do. */
  notAllowed = 0;
  readonly #locked: readonly ScheduledEntry[];
  readonly #fromDate: string;
  readonly #playlists = [1, 2, 3, 4].map((number) => ({ id: id(2, number), name: "", storyIds: [id(1, 2), id(1, 5)] }));
  readonly #dayparts: NamedDaypart[];
  #entries: { entry: ScheduledEntry; isRetired: boolean }[];
  #hours: { fromDate: string; hours: OperatingHours }[] = [];
  #mix = 1;
  #tags: readonly string[] = [];

  /** `locked` are above the operator: locked shares and overrides. They play the first playlist, which holds the first two stories. */
  constructor(fromDate: string, locked: readonly ScheduledEntry[]) {
    this.#fromDate = fromDate;
    this.#locked = locked;
    this.#entries = locked.map((entry) => ({ entry, isRetired: false }));
    this.#playlists[0] = { id: LOCKED_PLAYLIST, name: "", storyIds: [id(1, 0), id(1, 1)] };
    this.#dayparts = [
      LOCKED_DAYPART,
      NamedDaypart.parse({
        ...LOCKED_DAYPART,
        id: id(3, 2),
        windows: [{ fromLocal: "08:00", untilLocal: "17:00" }],
      }),
    ];
  }

  do(act: DeskAct): void {
    if (act.act === "create") this.#put(act.entry, this.#entries.length);
    else if (act.act === "update") this.#put(act.entry, act.at % this.#entries.length);
    else if (act.act === "retire") this.#retire(act.at % this.#entries.length, true);
    else if (act.act === "restore") this.#retire(act.at % this.#entries.length, false);
    else if (act.act === "fill") this.#fill(act.at % this.#playlists.length, act.stories);
    else if (act.act === "daypart") this.#replaceDaypart(act.at % this.#dayparts.length, act.daypart);
    else if (act.act === "hours") this.#hours = [{ fromDate: act.fromDate, hours: OperatingHours.parse(act.hours) }];
    else if (act.act === "mix") this.#mix = act.mix;
    else if (act.act === "tags") this.#tags = act.tags;
    // Names, stories and publishing have no part on paper: what is edited is what is compiled.
  }

  /** What the gate's screen is compiled from. */
  compileInput(days: number): CompileInput {
    const mix = MIXES[this.#mix] ?? [];
    const assets: CompileInput["assets"] = Object.fromEntries(
      STORIES.flatMap((story, number) =>
        story.map((_, place) => {
          const sha256 = sha256Hex(`media ${number} ${place}`);
          return [sha256, { sizeBytes: 1_000, mediaType: "image/webp", chunkListSha256: sha256Hex(sha256) }];
        }),
      ),
    );
    return {
      screen: {
        screenId: PLACE_ID,
        siteId: PLACE_ID,
        placeName: "Cửa khẩu thử",
        timeZone: "Asia/Ho_Chi_Minh",
        facts: {
          screenId: PLACE_ID,
          clusterId: PLACE_ID,
          siteId: PLACE_ID,
          tags: this.#tags,
          siteKind: "land",
          province: "22",
          neighbour: "CN",
        },
        languages: mix.map(([language, sharePpm]) => ({ language, sharePpm, minimumPpm: 0 })),
        hours: this.#hours,
      },
      schedule: {
        type: "schedule",
        playlists: this.#playlists,
        dayparts: this.#dayparts,
        entries: this.#entries.filter(({ isRetired }) => !isRetired).map(({ entry }) => entry),
      },
      editions: Object.fromEntries(STORIES.map((story, number) => [id(1, number), editionsOf(story, number)])),
      assets,
      publicHolidays: [],
      fallbacks: {
        "zh-Hans": ["en", "vi"],
        tyz: ["vi", "en"],
        km: ["en", "vi"],
        lo: ["en", "vi"],
        en: ["vi"],
        vi: ["en"],
      },
      fromDate: this.#fromDate,
      days,
      revision: 1,
    };
  }

  get locked(): readonly ScheduledEntry[] {
    return this.#locked;
  }

  #put(planned: PlannedEntry, place: number): void {
    const before = this.#entries[place];
    if (before !== undefined && !this.#mayChange(before.entry)) return;
    const parsed = ScheduleEntryInput.safeParse(this.#inputOf(planned));
    if (!parsed.success || before?.isRetired === true) return;
    const { recurrence, fromDate } = parsed.data;
    if (recurrence !== null && !checkRecurrence(recurrence, fromDate).ok) return;
    if (!this.#mayChange(parsed.data)) return;
    this.#entries[place] = { entry: { ...parsed.data, id: before?.entry.id ?? id(4, place) }, isRetired: false };
  }

  #inputOf({ playlist, daypart, target, input }: PlannedEntry): unknown {
    const anyOf = target.map((allOf) => ({
      allOf: allOf.map(({ field, is }) => ({ field, is, values: [field === "neighbour" ? "CN" : PLACE_ID] })),
    }));
    const hours = daypart === null ? input.hours : { kind: "named", daypartId: this.#dayparts[daypart]?.id };
    return { ...input, hours, target: { anyOf }, playlistId: this.#playlists[playlist]?.id };
  }

  #retire(place: number, isRetired: boolean): void {
    const before = this.#entries[place];
    if (before === undefined || !this.#mayChange(before.entry)) return;
    this.#entries[place] = { ...before, isRetired };
  }

  #fill(place: number, stories: readonly number[]): void {
    const playlist = this.#playlists[place];
    if (playlist === undefined) return;
    const players = this.#entries.filter(({ entry, isRetired }) => !isRetired && entry.playlistId === playlist.id);
    if (!players.every(({ entry }) => this.#mayChange(entry))) return;
    this.#playlists[place] = { ...playlist, storyIds: stories.map((number) => id(1, number % STORIES.length)) };
  }

  #replaceDaypart(place: number, daypart: Readonly<Record<string, unknown>>): void {
    const before = this.#dayparts[place];
    if (before === undefined) return;
    const users = this.#entries.filter(
      ({ entry: { hours }, isRetired }) => !isRetired && hours.kind === "named" && hours.daypartId === before.id,
    );
    if (!users.every(({ entry }) => this.#mayChange(entry))) return;
    this.#dayparts[place] = NamedDaypart.parse({ ...daypart, id: before.id });
  }

  #mayChange(entry: Pick<ScheduledEntry, "layer" | "lock">): boolean {
    const may = mayChange(GATE_OPERATOR, entry);
    if (!may) this.notAllowed += 1;
    return may;
  }
}

/** The playlist that locked entries play, and the daypart that overrides go by. */
export const LOCKED_PLAYLIST = id(2, 1);
export const LOCKED_DAYPART: NamedDaypart = {
  id: id(3, 1),
  name: "Ca",
  weekdays: [0, 1, 2, 3, 4, 5, 6],
  windows: [{ fromLocal: "10:00", untilLocal: "10:20" }],
  exceptions: [],
};

function editionsOf(story: readonly (readonly [string, number])[], number: number): ApprovedEdition[] {
  return story.map(([language, seconds], place) => ({
    kind: "image",
    airingSha256: sha256Hex(`airing ${number} ${place}`),
    editionVersionId: id(5, number * 10 + place),
    language,
    renditions: [sha256Hex(`media ${number} ${place}`)],
    durationMs: seconds * 1_000,
    notBeforeMs: null,
    notAfterMs: null,
    siteIds: null,
  }));
}
