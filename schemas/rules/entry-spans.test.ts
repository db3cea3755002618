import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { EntryTiming, NamedDaypart } from "../entry-timing.ts";
import type { DatedHours } from "../operating-hours.ts";
import { lookUpInstants, mergeSpans, readWindow } from "./daypart-windows.ts";
import { entrySpans, occursOn, type PlaceTime, pinInstants, spansOnDate } from "./entry-spans.ts";

const HOUR_MS = 3_600_000;
const HOME = "Asia/Ho_Chi_Minh";
const NIGHT = { fromLocal: "22:00", untilLocal: "06:00" };
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

function place(timeZone = HOME, more: Partial<PlaceTime> = {}): PlaceTime {
  const at = lookUpInstants(timeZone);
  return { timeZone, hours: [], publicHolidays: new Set(), dayparts: new Map(), at, ...more };
}

function timing(more: Partial<EntryTiming>): EntryTiming {
  const plain: EntryTiming = {
    fromDate: "2026-11-01",
    untilDate: null,
    recurrence: null,
    hours: { kind: "always" },
    exceptions: [],
  };
  return EntryTiming.parse({ ...plain, ...more });
}

const own = (weekdays: number[], ...windows: { fromLocal: string; untilLocal: string }[]): EntryTiming["hours"] => ({
  kind: "own",
  daypart: { weekdays, windows },
});
const rule = (rrule: string): EntryTiming["recurrence"] => ({ kind: "rule", rrule });
const instant = (text: string) => Date.parse(text);

describe("when an entry is open", () => {
  test("22:00–06:00 daily, told with or without the next day's date", () => {
    const told = [readWindow(NIGHT), readWindow({ ...NIGHT, nextDay: true })];
    for (const window of told) {
      const daily = timing({ hours: own(EVERY_DAY, ...(window.ok ? [window.window] : [])) });
      expect(entrySpans(daily, place(), "2026-11-23", "2026-11-24")).toEqual([
        [instant("2026-11-23T15:00Z"), instant("2026-11-23T23:00Z")],
        [instant("2026-11-24T15:00Z"), instant("2026-11-24T23:00Z")],
      ]);
    }
  });

  test("22:00–06:00 on Friday ends on Saturday morning, and Thursday's night has no part in it", () => {
    const friday = timing({ hours: own([4], NIGHT) });
    const spans = entrySpans(friday, place(), "2026-11-23", "2026-11-29");
    expect(spans).toEqual([[instant("2026-11-27T15:00Z"), instant("2026-11-27T23:00Z")]]);
    expect(spansOnDate(friday, place(), "2026-11-28")).toEqual([]);
  });

  test("a window that starts on the last date runs to its own end, and none starts after it", () => {
    const ending = timing({ untilDate: "2026-11-24", hours: own(EVERY_DAY, NIGHT) });
    expect(entrySpans(ending, place(), "2026-11-24", "2026-12-31")).toEqual([
      [instant("2026-11-24T15:00Z"), instant("2026-11-24T23:00Z")],
    ]);
  });

  test("a first day in the future: nothing before it, also not a night's second half", () => {
    const later = timing({ fromDate: "2027-01-10", hours: own(EVERY_DAY, NIGHT) });
    expect(entrySpans(later, place(), "2026-11-23", "2027-01-09")).toEqual([]);
    expect(entrySpans(later, place(), "2026-11-23", "2027-01-10")[0]?.[0]).toBe(instant("2027-01-10T15:00Z"));
  });

  test("whole days that follow each other are one span, without end as long as asked", () => {
    expect(entrySpans(timing({}), place(), "2026-11-23", "2026-11-25")).toEqual([
      [instant("2026-11-22T17:00Z"), instant("2026-11-25T17:00Z")],
    ]);
  });

  test("recurrence picks the dates, the daypart's weekdays among them", () => {
    const hours = own([0, 4], NIGHT);
    const second = timing({ recurrence: rule("FREQ=DAILY;INTERVAL=2"), hours });
    const dates = ["2026-11-23", "2026-11-27", "2026-11-30", "2026-12-07", "2026-12-11"];
    // Counted from 1 November: the Monday on the 30th and the Friday on 11 December are not among them.
    expect(dates.filter((date) => spansOnDate(second, place(), date).length > 0)).toEqual([
      "2026-11-23",
      "2026-11-27",
      "2026-12-07",
      "2026-12-11",
    ]);
    expect(occursOn(second, "2026-11-25")).toBe(true);
    expect(spansOnDate(second, place(), "2026-11-25")).toEqual([]);
  });

  test("Tết by the lunar calendar: from three days before, five days long", () => {
    const tet = timing({
      recurrence: { kind: "lunar", month: 1, day: 1, leapMonths: "skip", offsetDays: -3, lengthDays: 5 },
    });
    expect(entrySpans(tet, place(), "2030-01-01", "2030-12-31")).toEqual([
      [instant("2030-01-29T17:00Z"), instant("2030-02-03T17:00Z")],
    ]);
    const late = { ...tet, fromDate: "2030-02-01" };
    expect(entrySpans(late, place(), "2030-01-01", "2030-12-31")[0]?.[0]).toBe(instant("2030-01-31T17:00Z"));
  });

  test("dayparts that adjoin hand over to the millisecond", () => {
    const halves = ["06:00", "18:00", "06:00"];
    const spans = halves.slice(1).map((untilLocal, index) => {
      const window = { fromLocal: halves[index] ?? "", untilLocal };
      return entrySpans(timing({ hours: own(EVERY_DAY, window) }), place(), "2026-11-23", "2026-11-24");
    });
    const [day = [], night = []] = spans;
    expect(day[0]?.[1]).toBe(night[0]?.[0]);
    expect(night[0]?.[1]).toBe(day[1]?.[0]);
    expect(mergeSpans([...day, ...night])).toHaveLength(1);
  });
});

describe("exceptions", () => {
  const base = timing({
    recurrence: rule("FREQ=WEEKLY;BYDAY=MO"),
    hours: own([0], { fromLocal: "08:00", untilLocal: "10:00" }),
  });
  const noon = { fromLocal: "12:00", untilLocal: "13:00" };
  const on = (date: string, windows: (typeof noon)[]) => ({ date, windows, note: "" });

  test("an exception takes a date out, changes its hours, or adds a date that the rule does not give", () => {
    const excepted = timing({
      ...base,
      exceptions: [on("2026-11-23", []), on("2026-11-30", [noon]), on("2026-12-03", [noon])],
    });
    expect(occursOn(excepted, "2026-11-23")).toBe(false);
    expect(occursOn(excepted, "2026-12-03")).toBe(true);
    expect(entrySpans(excepted, place(), "2026-11-22", "2026-12-07")).toEqual([
      [instant("2026-11-30T05:00Z"), instant("2026-11-30T06:00Z")],
      [instant("2026-12-03T05:00Z"), instant("2026-12-03T06:00Z")],
      [instant("2026-12-07T01:00Z"), instant("2026-12-07T03:00Z")],
    ]);
  });

  test("an exception that is later edited counts as edited, and survives an edit of the rule", () => {
    const first = timing({ ...base, exceptions: [on("2026-11-30", [])] });
    expect(spansOnDate(first, place(), "2026-11-30")).toEqual([]);
    const edited = timing({ ...first, exceptions: [on("2026-11-30", [noon])] });
    expect(spansOnDate(edited, place(), "2026-11-30")).toEqual([
      [instant("2026-11-30T05:00Z"), instant("2026-11-30T06:00Z")],
    ]);
    const otherRule = timing({ ...edited, recurrence: rule("FREQ=WEEKLY;BYDAY=TU"), hours: own([1], NIGHT) });
    expect(spansOnDate(otherRule, place(), "2026-11-30")).toEqual(spansOnDate(edited, place(), "2026-11-30"));
    expect(spansOnDate(otherRule, place(), "2026-12-07")).toEqual([]);
    const withdrawn = timing({ ...otherRule, exceptions: [] });
    expect(spansOnDate(withdrawn, place(), "2026-11-30")).toEqual([]);
    expect(spansOnDate(timing({ ...edited, exceptions: [] }), place(), "2026-11-30")).toHaveLength(1);
  });

  test("no exception reaches before the first or after the last date", () => {
    const bounded = timing({
      ...base,
      untilDate: "2026-12-01",
      exceptions: [on("2026-10-31", [noon]), on("2026-12-03", [noon])],
    });
    expect(entrySpans(bounded, place(), "2026-10-01", "2026-11-01")).toEqual([]);
    expect(entrySpans(bounded, place(), "2026-12-01", "2026-12-31")).toEqual([]);
    expect(occursOn(bounded, "2026-12-03")).toBe(false);
  });
});

describe("hours of a place", () => {
  const daypart = NamedDaypart.parse({
    id: "0193b2a0-0000-7000-8000-000000000001",
    name: "Ca ngày",
    weekdays: [0, 1, 2, 3, 4],
    windows: [{ fromLocal: "08:00", untilLocal: "17:00" }],
    exceptions: [
      { date: "2026-11-25", windows: [], note: "" },
      { date: "2026-11-28", windows: [{ fromLocal: "09:00", untilLocal: "10:00" }], note: "" },
    ],
  });
  const named = timing({ hours: { kind: "named", daypartId: daypart.id } });
  const withDaypart = place(HOME, { dayparts: new Map([[daypart.id, daypart]]) });
  const hoursOn = (asked: EntryTiming, where: PlaceTime, date: string) =>
    spansOnDate(asked, where, date).map(([from, until]) => (until - from) / HOUR_MS);

  test("a named daypart has its own weekdays and exceptions, and the entry's exceptions stand before those", () => {
    expect(
      ["2026-11-24", "2026-11-25", "2026-11-28", "2026-11-29"].map((date) => hoursOn(named, withDaypart, date)),
    ).toEqual([[9], [], [1], []]);
    const noon = [{ fromLocal: "12:00", untilLocal: "14:00" }];
    const excepted = timing({ ...named, exceptions: [{ date: "2026-11-28", windows: noon, note: "" }] });
    expect(hoursOn(excepted, withDaypart, "2026-11-28")).toEqual([2]);
    expect(hoursOn(named, place(), "2026-11-24")).toEqual([]);
  });

  test("operating hours follow the site, with its holidays and exceptions", () => {
    const day = [{ fromLocal: "07:00", untilLocal: "17:00" }];
    const rows: DatedHours[] = [
      {
        fromDate: "2026-11-24",
        hours: {
          weekly: [day, day, day, day, day, [], []],
          publicHolidays: [],
          exceptions: [{ date: "2026-11-28", windows: day, note: "" }],
        },
      },
    ];
    const site = place(HOME, { hours: rows, publicHolidays: new Set(["2026-11-26"]) });
    const open = timing({ hours: { kind: "operating" } });
    const dates = ["2026-11-23", "2026-11-24", "2026-11-26", "2026-11-28", "2026-11-29"];
    expect(dates.map((date) => hoursOn(open, site, date))).toEqual([[24], [10], [], [10], []]);
    expect(hoursOn(open, place(), "2026-11-29")).toEqual([24]);
  });
});

describe("sections", () => {
  test("a section begins at its times on the dates it occurs, once each, sorted", () => {
    const section = timing({ recurrence: rule("FREQ=WEEKLY;BYDAY=MO") });
    expect(pinInstants(section, ["18:00", "06:30"], place(), "2026-11-23")).toEqual([
      instant("2026-11-22T23:30Z"),
      instant("2026-11-23T11:00Z"),
    ]);
    expect(pinInstants(section, ["18:00", "06:30"], place(), "2026-11-24")).toEqual([]);
  });

  test("an exception leaves a section those of its times that lie in the windows", () => {
    const windows = [{ fromLocal: "06:00", untilLocal: "18:00" }];
    const section = timing({ exceptions: [{ date: "2026-11-23", windows, note: "" }] });
    expect(pinInstants(section, ["06:00", "17:59", "18:00"], place(), "2026-11-23")).toEqual([
      instant("2026-11-22T23:00Z"),
      instant("2026-11-23T10:59Z"),
    ]);
  });

  test("a time that the clock skips is the instant of the change, and one that comes twice comes once", () => {
    const berlin = place("Europe/Berlin");
    const always = timing({ fromDate: "2026-01-01" });
    expect(pinInstants(always, ["02:15", "02:45", "03:00"], berlin, "2026-03-29")).toEqual([
      instant("2026-03-29T01:00Z"),
    ]);
    expect(pinInstants(always, ["02:30"], berlin, "2026-10-25")).toEqual([instant("2026-10-25T00:30Z")]);
  });
});

describe("zones", () => {
  test("the server's zone has no part in it", async () => {
    const rows = [
      timing({ recurrence: rule("FREQ=DAILY;INTERVAL=2;UNTIL=20270310"), hours: own([0, 4], NIGHT) }),
      timing({ recurrence: rule("FREQ=MONTHLY;BYMONTHDAY=1,31;COUNT=5") }),
      timing({ recurrence: { kind: "lunar", month: null, day: -1, leapMonths: "also", offsetDays: 0, lengthDays: 1 } }),
    ];
    const zones = [HOME, "America/St_Johns", "Europe/Berlin"];
    const here = rows.map((row) => zones.map((zone) => entrySpans(row, place(zone), "2026-10-01", "2027-04-10")));
    const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    const program = `
      const { entrySpans } = await import(${url("./entry-spans.ts")});
      const { lookUpInstants } = await import(${url("./daypart-windows.ts")});
      const spans = ${JSON.stringify(rows)}.map((row) => ${JSON.stringify(zones)}.map((timeZone) => entrySpans(row,
        { timeZone, hours: [], publicHolidays: new Set(), dayparts: new Map(), at: lookUpInstants(timeZone) },
        "2026-10-01", "2027-04-10")));
      process.stdout.write(JSON.stringify({ offset: new Date(Date.UTC(2026, 6, 1)).getTimezoneOffset(), spans }));`;
    const servers = [
      ["America/St_Johns", 150],
      ["Pacific/Kiritimati", -840],
    ] as const;
    await Promise.all(
      servers.map(async ([TZ, offset]) => {
        const run = promisify(execFile);
        const args = ["--import", "tsx", "--input-type=module", "-e", program];
        const { stdout } = await run(process.execPath, args, { env: { ...process.env, TZ }, timeout: 50_000 });
        expect(JSON.parse(stdout)).toEqual({ offset, spans: here });
      }),
    );
  });

  test("one and the same entry follows the clock of each place", () => {
    const morning = timing({ hours: own(EVERY_DAY, { fromLocal: "08:00", untilLocal: "09:00" }) });
    expect(spansOnDate(morning, place(HOME), "2026-11-23")[0]?.[0]).toBe(instant("2026-11-23T01:00Z"));
    expect(spansOnDate(morning, place("America/St_Johns"), "2026-11-23")[0]?.[0]).toBe(instant("2026-11-23T11:30Z"));
    expect(spansOnDate(morning, place("Europe/Berlin"), "2026-11-23")[0]?.[0]).toBe(instant("2026-11-23T07:00Z"));
  });

  test("a night over a clock change is as long as the night is", () => {
    const nightly = timing({ fromDate: "2026-01-01", hours: own(EVERY_DAY, NIGHT) });
    const length = (zone: string, date: string) =>
      spansOnDate(nightly, place(zone), date).map(([from, until]) => until - from);
    for (const [zone, spring, autumn] of [
      ["Europe/Berlin", "2026-03-28", "2026-10-24"],
      ["America/St_Johns", "2026-03-07", "2026-10-31"],
    ] as const) {
      expect(length(zone, spring)).toEqual([7 * HOUR_MS]);
      expect(length(zone, autumn)).toEqual([9 * HOUR_MS]);
      expect(length(zone, "2026-06-01")).toEqual([8 * HOUR_MS]);
    }
  });
});
