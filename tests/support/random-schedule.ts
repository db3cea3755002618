import fc from "fast-check";
import { addDays, weekdayOf } from "../../schemas/rules/zoned-time.ts";

/** What a random schedule is made against: how many of each noun there are, and the day it counts from. */
export interface PlanFrame {
  readonly stories: number;
  readonly sites: number;
  readonly screens: number;
  readonly fromDate: string;
}

/** A target in places of the frame: which field, and which of its values. */
export type PlannedTarget = readonly (readonly { field: string; is: boolean; picks: readonly number[] }[])[];

/** An entry whose playlist, daypart and target are named by their place in the plan. */
export interface PlannedEntry {
  readonly playlist: number;
  readonly daypart: number | null;
  readonly target: PlannedTarget;
  /** What the verb takes, but for the ids. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** A whole schedule as plain data: small enough to print, and the same again from the same seed. */
export interface SchedulePlan {
  readonly playlists: readonly (readonly number[])[];
  readonly dayparts: readonly Readonly<Record<string, unknown>>[];
  readonly hours: readonly { site: number; fromDate: string; hours: Readonly<Record<string, unknown>> }[];
  /** By site: position in `MIXES`. */
  readonly mixes: readonly number[];
  /** By screen. */
  readonly tags: readonly (readonly string[])[];
  readonly entries: readonly PlannedEntry[];
}

/** Mixes that sites are given: balanced, lopsided, of languages nobody has content in. */
export const MIXES: readonly (readonly (readonly [language: string, sharePpm: number])[])[] = [
  [["vi", 1_000_000]],
  [
    ["vi", 500_000],
    ["zh-Hans", 300_000],
    ["en", 150_000],
    ["tyz", 50_000],
  ],
  [
    ["vi", 600_000],
    ["km", 400_000],
  ],
  [
    ["lo", 500_000],
    ["en", 500_000],
  ],
  [
    ["fr", 700_000],
    ["vi", 300_000],
  ],
];

export const TAGS = ["sảnh chờ", "ngoài trời", "lối vào"] as const;
const TIMES = ["00:00", "05:30", "07:05", "08:00", "11:30", "12:00", "17:00", "22:00", "23:45"] as const;

const time = fc.constantFrom(...TIMES);
const daypartWindow = fc
  .record({ fromLocal: time, untilLocal: fc.oneof(time, fc.constant("24:00")) })
  .filter(({ fromLocal, untilLocal }) => fromLocal !== untilLocal);
const windows = fc.array(daypartWindow, { minLength: 1, maxLength: 2 });
const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 });

/** Dates around the first, other windows on each, none at all on some. */
function exceptions(fromDate: string, most: number) {
  const exception = fc.record({
    date: fc.integer({ min: -2, max: 40 }).map((days) => addDays(fromDate, days)),
    windows: fc.oneof(fc.constant([]), windows),
    note: fc.constant(""),
  });
  return fc.uniqueArray(exception, { selector: ({ date }) => date, maxLength: most });
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const BY_DAY = ["MO", "TU,TH", "SA,SU", "FR", "WE"] as const;

/** Rules of every frequency, some of which end; written for a first date, so that each has dates. */
function rule(firstDate: string) {
  const named = WEEKDAYS[weekdayOf(firstDate)] ?? "MO";
  const body = fc.oneof(
    fc.integer({ min: 1, max: 4 }).map((interval) => `FREQ=DAILY;INTERVAL=${interval}`),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(named, ...BY_DAY))
      .map(([interval, days]) => `FREQ=WEEKLY;INTERVAL=${interval};BYDAY=${days}`),
    fc.constantFrom(1, 15, 23, 29, 31, -1).map((day) => `FREQ=MONTHLY;BYMONTHDAY=${day}`),
    fc.constantFrom("1MO", "-1FR", "3WE", "2SU").map((day) => `FREQ=MONTHLY;BYDAY=${day}`),
    fc
      .tuple(fc.constantFrom(1, 2, 10, 11, 12), fc.constantFrom(2, 14, 29))
      .map(([month, day]) => `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${day}`),
    fc.constant("FREQ=WEEKLY"),
    fc.constant("FREQ=DAILY;BYDAY=MO,WE,FR"),
  );
  const end = fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    fc.integer({ min: 2, max: 40 }).map((count) => `;COUNT=${count}`),
    fc.integer({ min: 3, max: 70 }).map((days) => `;UNTIL=${addDays(firstDate, days).replaceAll("-", "")}`),
  );
  return fc.tuple(body, end).map(([text, last]) => ({ kind: "rule", rrule: `${text}${last}` }));
}

const lunar = fc.record({
  kind: fc.constant("lunar"),
  month: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 12 })),
  day: fc.constantFrom(1, 10, 15, 30, -1),
  leapMonths: fc.constantFrom("skip", "also"),
  offsetDays: fc.integer({ min: -7, max: 3 }),
  lengthDays: fc.integer({ min: 1, max: 7 }),
});

function target(frame: PlanFrame): fc.Arbitrary<PlannedTarget> {
  const condition = fc.record({
    field: fc.constantFrom("screen", "cluster", "site", "tag", "site-kind", "province", "neighbour"),
    is: fc.boolean(),
    picks: fc.array(fc.nat({ max: Math.max(frame.screens, frame.sites) }), { minLength: 1, maxLength: 3 }),
  });
  const some = fc.array(fc.array(condition, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 });
  return fc.oneof({ weight: 3, arbitrary: fc.constant([[]]) }, { weight: 2, arbitrary: some });
}

const PLACE_FIELDS = ["site", "site-kind", "province", "neighbour"];

/** Only the fields that such an entry may have. */
function allowedTarget(frame: PlanFrame, { layer, lock }: Standing): fc.Arbitrary<PlannedTarget> {
  const isAllowed = (field: string) =>
    lock !== null ? PLACE_FIELDS.includes(field) : layer !== "override" || field !== "tag";
  return target(frame).map((anyOf) => anyOf.map((allOf) => allOf.filter(({ field }) => isAllowed(field))));
}

const share = fc.integer({ min: 1, max: 12 }).map((part) => ({ kind: "share", sharePpm: part * 50_000 }));
const showings = fc.integer({ min: 1, max: 12 }).map((perHour) => ({ kind: "showings", perHour }));
const pinned = fc.record({
  kind: fc.constant("pinned"),
  atLocal: fc.uniqueArray(fc.constantFrom("06:00", "08:00", "12:15", "19:00", "23:59"), { minLength: 1, maxLength: 3 }),
  exact: fc.boolean(),
});

type Claimed = { kind: string; sharePpm?: number } | null;

interface Standing {
  readonly layer: string;
  readonly claim: Claimed;
  readonly lock: string | null;
}

const standing: fc.Arbitrary<Standing> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ layer: "base", claim: null, lock: null }) },
  { weight: 4, arbitrary: share.map((claim) => ({ layer: "campaign", claim, lock: null })) },
  { weight: 1, arbitrary: showings.map((claim) => ({ layer: "campaign", claim, lock: null })) },
  { weight: 1, arbitrary: pinned.map((claim) => ({ layer: "campaign", claim, lock: null })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(share, fc.constantFrom("ministry", "province"))
      .map(([claim, lock]) => ({ layer: "campaign", claim, lock })),
  },
  { weight: 3, arbitrary: fc.constant({ layer: "takeover", claim: null, lock: null }) },
  { weight: 1, arbitrary: fc.constant({ layer: "override", claim: null, lock: null }) },
);

function timing(frame: PlanFrame, { lock, claim, layer }: Standing) {
  const isPinned = claim?.kind === "pinned";
  const own = fc.record({ kind: fc.constant("own"), daypart: fc.record({ weekdays, windows }) });
  const always = fc.constant({ kind: "always" });
  const borrowed = fc.constantFrom({ kind: "named" }, { kind: "operating" });
  const free = fc.oneof(always, own, borrowed);
  const hours: fc.Arbitrary<{ kind: string }> = isPinned
    ? always
    : layer === "override"
      ? fc.oneof({ weight: 3, arbitrary: own }, fc.constant({ kind: "named" }))
      : layer === "takeover"
        ? own
        : lock === null
          ? free
          : fc.oneof(always, own);
  return fc.integer({ min: -40, max: 50 }).chain((firstDay) => {
    const fromDate = addDays(frame.fromDate, firstDay);
    const recurrence = fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 2, arbitrary: rule(fromDate) },
      lunar,
    );
    return fc.record({
      fromDate: fc.constant(fromDate),
      untilDate: fc.oneof(
        { weight: 2, arbitrary: fc.constant(null) },
        fc.integer({ min: 0, max: 90 }).map((days) => addDays(fromDate, days)),
      ),
      recurrence,
      hours,
      exceptions: exceptions(frame.fromDate, 2),
    });
  });
}

function entry(frame: PlanFrame): fc.Arbitrary<PlannedEntry> {
  return standing.chain((one) =>
    fc
      .record({
        playlist: fc.nat({ max: 2 }),
        daypart: fc.nat({ max: 1 }),
        target: allowedTarget(frame, one),
        timing: timing(frame, one),
        capped: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
        spacingMs: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.constantFrom(15_000, 60_000)),
        order: fc.oneof({ weight: 3, arbitrary: fc.constant("rotate") }, fc.constant("listed")),
      })
      .map(({ playlist, daypart, target, timing, capped, spacingMs, order }) => {
        const isNamed = timing.hours.kind === "named";
        const mayCap = one.layer === "base" || one.layer === "campaign";
        const capPpm = capped && mayCap ? Math.min(1_000_000, (one.claim?.sharePpm ?? 200_000) + 100_000) : null;
        return {
          playlist,
          daypart: isNamed ? daypart : null,
          target,
          input: { name: "Mục", ...one, ...timing, reviewDate: null, capPpm, spacingMs, order },
        };
      }),
  );
}

/** Whole schedules: one to eight entries of every layer, claim, lock, target and timing, and what they stand on. */
export function schedulePlans(frame: PlanFrame): fc.Arbitrary<SchedulePlan> {
  const story = fc.nat({ max: frame.stories - 1 });
  const hours = fc.record({
    weekly: fc.array(fc.oneof({ weight: 4, arbitrary: windows }, fc.constant([])), { minLength: 7, maxLength: 7 }),
    publicHolidays: fc.oneof(fc.constant(null), fc.constant([]), windows),
    exceptions: exceptions(frame.fromDate, 2),
  });
  return fc.record({
    playlists: fc.array(fc.array(story, { maxLength: 5 }), { minLength: 3, maxLength: 3 }),
    dayparts: fc.array(
      fc.record({ name: fc.constant("Ca"), weekdays, windows, exceptions: exceptions(frame.fromDate, 2) }),
      { minLength: 2, maxLength: 2 },
    ),
    hours: fc.uniqueArray(
      fc.record({
        site: fc.nat({ max: frame.sites - 1 }),
        fromDate: fc.integer({ min: -20, max: 40 }).map((days) => addDays(frame.fromDate, days)),
        hours,
      }),
      { selector: ({ site, fromDate }) => `${site} ${fromDate}`, maxLength: 4 },
    ),
    mixes: fc.array(fc.nat({ max: MIXES.length - 1 }), { minLength: frame.sites, maxLength: frame.sites }),
    tags: fc.array(fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 2 }), {
      minLength: frame.screens,
      maxLength: frame.screens,
    }),
    entries: fc.array(entry(frame), { minLength: 1, maxLength: 8 }),
  });
}
