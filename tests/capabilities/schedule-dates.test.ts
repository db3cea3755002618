import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryTiming, NamedDaypart } from "../../schemas/entry-timing.ts";
import { DatedHours } from "../../schemas/operating-hours.ts";
import { lookUpInstants } from "../../schemas/rules/daypart-windows.ts";
import { entrySpans, type PlaceTime, pinInstants } from "../../schemas/rules/entry-spans.ts";
import { addDays } from "../../schemas/rules/zoned-time.ts";
import { dayNumber } from "../interpreter/civil.ts";
import { isPublicHoliday } from "../interpreter/occurs.ts";
import { Openings } from "../interpreter/opening.ts";
import type { EntryRow, HolidayRow, Rows, ScreenRow } from "../interpreter/rows.ts";
import { type PlannedEntry, type SchedulePlan, schedulePlans } from "../support/random-schedule.ts";

const isLong = process.env.TEST_TIER === "long";
const DAYS = 120;
/** First dates from which the next months hold Tết, a leap day, or a change of the clock. */
const FIRST_DATES = ["2026-09-20", "2027-01-10", "2027-12-20", "2030-01-20"] as const;
const ZONES = ["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"] as const;
const HOLIDAYS: readonly HolidayRow[] = [
  { calendar: "solar", month: 1, day: 1, durationDays: 1 },
  { calendar: "lunar", month: 1, day: 1, durationDays: 5 },
  { calendar: "solar", month: 9, day: 2, durationDays: 2 },
];
const PLACE_ID = "00000000-0000-7000-8000-000000000001";

const daypartId = (index: number) => `00000000-0000-7000-8000-0000000000${String(10 + index)}`;

/** The timing of a planned entry in its stored form. */
function timingOf({ input, daypart }: PlannedEntry): EntryTiming {
  const { fromDate, untilDate, recurrence, exceptions } = input;
  const hours = daypart === null ? input.hours : { kind: "named", daypartId: daypartId(daypart) };
  return EntryTiming.parse({ fromDate, untilDate, recurrence, hours, exceptions });
}

function placeOf(plan: SchedulePlan, timeZone: string, fromDate: string) {
  const dayparts = plan.dayparts.map((daypart, index) => NamedDaypart.parse({ ...daypart, id: daypartId(index) }));
  const hours = plan.hours
    .filter(({ site }) => site === 0)
    .map((row) => DatedHours.parse({ fromDate: row.fromDate, hours: row.hours }))
    .sort((one, other) => (one.fromDate < other.fromDate ? -1 : 1));
  const publicHolidays = new Set<string>();
  for (let days = -2; days < DAYS + 3; days += 1) {
    const date = addDays(fromDate, days);
    if (isPublicHoliday(HOLIDAYS, dayNumber(date))) publicHolidays.add(date);
  }
  const byId = new Map(dayparts.map((daypart) => [daypart.id, daypart]));
  const place: PlaceTime = { timeZone, hours, publicHolidays, dayparts: byId, at: lookUpInstants(timeZone) };
  const screen: ScreenRow = {
    screenId: PLACE_ID,
    clusterId: PLACE_ID,
    siteId: PLACE_ID,
    timeZone,
    tags: [],
    siteKind: null,
    province: null,
    neighbour: null,
    hours,
    mix: [],
  };
  const none = new Map();
  const rows: Rows = {
    entries: [],
    playlists: none,
    items: none,
    screens: none,
    roles: none,
    dayparts: byId,
    holidays: HOLIDAYS,
  };
  return { place, openings: new Openings(rows, screen) };
}

describe("when an entry is open", () => {
  test("is to the engine what it is to a reader who steps day by day, to the millisecond, in zones with clock changes too", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FIRST_DATES).chain((fromDate) =>
          fc.record({
            fromDate: fc.constant(fromDate),
            timeZone: fc.constantFrom(...ZONES),
            plan: schedulePlans({ stories: 1, sites: 1, screens: 1, fromDate }),
          }),
        ),
        ({ fromDate, timeZone, plan }) => {
          const { place, openings } = placeOf(plan, timeZone, fromDate);
          const firstDay = dayNumber(fromDate);
          for (const [index, planned] of plan.entries.entries()) {
            const timing = timingOf(planned);
            const entry = { ...planned.input, ...timing, id: String(index) } as unknown as EntryRow;
            const spans = entrySpans(timing, place, fromDate, addDays(fromDate, DAYS));
            const stepped: [number, number][] = [];
            for (let day = firstDay; day <= firstDay + DAYS; day += 1) {
              for (const { fromMs, toMs } of openings.startingOn(entry, day)) stepped.push([fromMs, toMs]);
            }
            expect(spans, JSON.stringify(timing)).toEqual(unionOf(stepped));
            if (entry.claim?.kind !== "pinned") continue;
            for (let days = 0; days < DAYS; days += 1) {
              const pins = pinInstants(timing, entry.claim.atLocal, place, addDays(fromDate, days));
              expect(pins).toEqual([...new Set(openings.pinsOn(entry, firstDay + days))].sort((a, b) => a - b));
            }
          }
        },
      ),
      { numRuns: isLong ? 1_500 : 60, interruptAfterTimeLimit: isLong ? 500_000 : 50_000 },
    );
  });
});

/** Spans as the set of instants that they are. */
function unionOf(spans: readonly [number, number][]): [number, number][] {
  const union: [number, number][] = [];
  for (const [fromMs, toMs] of [...spans].filter(([from, to]) => from < to).sort((one, other) => one[0] - other[0])) {
    const last = union.at(-1);
    if (last !== undefined && fromMs <= last[1]) last[1] = Math.max(last[1], toMs);
    else union.push([fromMs, toMs]);
  }
  return union;
}
