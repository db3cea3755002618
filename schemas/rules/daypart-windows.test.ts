import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Daypart } from "../entry-timing.ts";
import { lookUpInstants, mergeSpans, mergeWindows, readWindow, windowMinutes, windowSpans } from "./daypart-windows.ts";
import { addDays, instantOf, minutesOf, startOfDate } from "./zoned-time.ts";

const HOUR_MS = 3_600_000;
const clock = fc
  .integer({ min: 0, max: 1_439 })
  .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`);
const anyWindow = fc.record({ fromLocal: clock, untilLocal: clock }).filter((window) => windowMinutes(window) > 0);
const windows = fc.array(anyWindow, { minLength: 1, maxLength: 6 });
const zones = fc.constantFrom("Asia/Ho_Chi_Minh", "America/St_Johns", "Europe/Berlin", "Australia/Lord_Howe");

function covers(list: readonly { fromLocal: string; untilLocal: string }[], minute: number): boolean {
  return list.some((window) => {
    const from = minutesOf(window.fromLocal);
    return minute >= from && minute < from + windowMinutes(window);
  });
}

describe("a window as told", () => {
  test("22:00–06:00 is one window, told with or without the next day's date", () => {
    const window = { fromLocal: "22:00", untilLocal: "06:00" };
    expect(readWindow(window)).toEqual({ ok: true, window });
    expect(readWindow({ ...window, nextDay: true })).toEqual({ ok: true, window });
    expect(windowMinutes(window)).toBe(480);
  });

  test("midnight at the end is 24:00, however it is told", () => {
    const window = { fromLocal: "22:00", untilLocal: "24:00" };
    for (const told of [
      window,
      { ...window, nextDay: false },
      { fromLocal: "22:00", untilLocal: "00:00" },
      { fromLocal: "22:00", untilLocal: "00:00", nextDay: true },
    ])
      expect(readWindow(told)).toEqual({ ok: true, window });
    expect(readWindow({ fromLocal: "00:00", untilLocal: "00:00", nextDay: true })).toEqual({
      ok: true,
      window: { fromLocal: "00:00", untilLocal: "24:00" },
    });
  });

  test("what contradicts itself is refused by its reason", () => {
    const reasons = [
      [{ fromLocal: "22:00", untilLocal: "06:00", nextDay: false }, "ends-before-start"],
      [{ fromLocal: "08:00", untilLocal: "12:00", nextDay: true }, "over-a-day"],
      [{ fromLocal: "08:00", untilLocal: "08:00", nextDay: true }, "over-a-day"],
      [{ fromLocal: "22:00", untilLocal: "24:00", nextDay: true }, "over-a-day"],
      [{ fromLocal: "08:00", untilLocal: "08:00" }, "no-length"],
      [{ fromLocal: "24:00", untilLocal: "06:00" }, "unreadable"],
      [{ fromLocal: "8:00", untilLocal: "25:00" }, "unreadable"],
    ] as const;
    for (const [told, reason] of reasons) expect(readWindow(told)).toEqual({ ok: false, reason });
  });

  test("both tellings of any window give the same, and nothing longer than a day comes out", () => {
    fc.assert(
      fc.property(anyWindow, (window) => {
        const bare = readWindow(window);
        const nextDay = window.untilLocal <= window.fromLocal;
        expect(readWindow({ ...window, nextDay })).toEqual(bare);
        expect(readWindow({ ...window, nextDay: !nextDay }).ok).toBe(false);
        expect(bare.ok && windowMinutes(bare.window)).toBe(windowMinutes(window));
      }),
    );
  });
});

describe("windows of one date", () => {
  test("merged windows cover the very same minutes, sorted and apart", () => {
    fc.assert(
      fc.property(windows, (list) => {
        const merged = mergeWindows(list);
        for (let minute = 0; minute < 2_880; minute += 1)
          if (covers(merged, minute) !== covers(list, minute)) throw new Error(`Minute ${minute} differs.`);
        expect(mergeWindows(merged)).toEqual(merged);
        for (const [index, window] of merged.entries()) {
          const next = merged[index + 1];
          if (next === undefined) continue;
          const gap = minutesOf(next.fromLocal) - minutesOf(window.fromLocal) - windowMinutes(window);
          const isDayOrMore = windowMinutes(window) + windowMinutes(next) >= 1_440;
          expect(isDayOrMore ? gap >= 0 : gap > 0).toBe(true);
        }
      }),
    );
  });

  test("a day from six to six keeps its last minute", () => {
    const halves = [
      { fromLocal: "06:00", untilLocal: "18:00" },
      { fromLocal: "18:00", untilLocal: "06:00" },
    ];
    expect(mergeWindows(halves)).toEqual(halves);
    const at = lookUpInstants("Asia/Ho_Chi_Minh");
    expect(windowSpans(halves, "2026-11-23", at)).toEqual([[at("2026-11-23", 360), at("2026-11-24", 360)]]);
  });

  test("a window without length is refused, overlapping ones become one, weekdays are sorted", () => {
    const eight = { fromLocal: "08:00", untilLocal: "08:00" };
    expect(Daypart.safeParse({ weekdays: [0], windows: [eight] }).success).toBe(false);
    expect(Daypart.safeParse({ weekdays: [], windows: [{ ...eight, untilLocal: "09:00" }] }).success).toBe(false);
    expect(Daypart.safeParse({ weekdays: [0], windows: [] }).success).toBe(false);
    const merged = Daypart.parse({
      weekdays: [4, 0, 4],
      windows: [
        { fromLocal: "10:00", untilLocal: "12:00" },
        { fromLocal: "08:00", untilLocal: "10:30" },
        { fromLocal: "22:00", untilLocal: "02:00" },
      ],
    });
    expect(merged).toEqual({
      weekdays: [0, 4],
      windows: [
        { fromLocal: "08:00", untilLocal: "12:00" },
        { fromLocal: "22:00", untilLocal: "02:00" },
      ],
    });
    expect(Daypart.parse(merged)).toEqual(merged);
  });

  test("the whole day stays the whole day", () => {
    const whole = [{ fromLocal: "00:00", untilLocal: "24:00" }];
    expect(mergeWindows(whole)).toEqual(whole);
    expect(
      mergeWindows([
        { fromLocal: "00:00", untilLocal: "12:00" },
        { fromLocal: "12:00", untilLocal: "24:00" },
      ]),
    ).toEqual(whole);
  });
});

describe("windows on a clock that changes", () => {
  const spring = [
    ["America/St_Johns", "2026-03-08"],
    ["Europe/Berlin", "2026-03-29"],
  ] as const;
  const autumn = [
    ["America/St_Johns", "2026-11-01"],
    ["Europe/Berlin", "2026-10-25"],
  ] as const;
  const lengthsOn = (zone: string, date: string, ...list: [string, string][]) =>
    windowSpans(
      list.map(([fromLocal, untilLocal]) => ({ fromLocal, untilLocal })),
      date,
      lookUpInstants(zone),
    ).map(([startAtMs, endAtMs]) => endAtMs - startAtMs);

  test.each(spring)("%s, clock put forward: the hour it skips is in no window", (zone, date) => {
    expect(lengthsOn(zone, date, ["02:15", "02:45"])).toEqual([]);
    expect(lengthsOn(zone, date, ["02:30", "04:00"])).toEqual([HOUR_MS]);
    expect(lengthsOn(zone, date, ["01:00", "02:30"])).toEqual([HOUR_MS]);
    expect(lengthsOn(zone, date, ["00:00", "24:00"])).toEqual([23 * HOUR_MS]);
    expect(lengthsOn(zone, addDays(date, -1), ["22:00", "06:00"])).toEqual([7 * HOUR_MS]);
    expect(lengthsOn(zone, addDays(date, 7), ["02:15", "02:45"])).toEqual([HOUR_MS / 2]);
  });

  test.each(autumn)("%s, clock put back: a window runs through both hours once", (zone, date) => {
    // In St. John's one o'clock comes twice, in Berlin two o'clock.
    const hour = zone === "Europe/Berlin" ? 2 : 1;
    const clockOf = (hours: number, minutes = "00") => `0${hours}:${minutes}`;
    expect(lengthsOn(zone, date, [clockOf(hour - 1), clockOf(hour + 2)])).toEqual([4 * HOUR_MS]);
    expect(lengthsOn(zone, date, [clockOf(hour), clockOf(hour + 1)])).toEqual([2 * HOUR_MS]);
    expect(lengthsOn(zone, date, [clockOf(hour, "15"), clockOf(hour, "45")])).toEqual([HOUR_MS / 2]);
    expect(lengthsOn(zone, date, ["00:00", "24:00"])).toEqual([25 * HOUR_MS]);
    expect(lengthsOn(zone, addDays(date, -1), ["22:00", "06:00"])).toEqual([9 * HOUR_MS]);
  });

  test("windows that adjoin do so to the millisecond on every date, also over a clock change", () => {
    const times = ["00:00", "01:00", "01:30", "02:00", "02:30", "03:00", "12:00", "24:00"];
    for (const [zone, date] of [...spring, ...autumn, ["Asia/Ho_Chi_Minh", "2026-11-23"] as const]) {
      const at = lookUpInstants(zone);
      const spans = times.slice(1).flatMap((untilLocal, index) => {
        const fromLocal = times[index] ?? "";
        return windowSpans([{ fromLocal, untilLocal }], date, at);
      });
      expect(mergeSpans(spans)).toEqual([[at(date, 0), at(addDays(date, 1), 0)]]);
      for (const [index, span] of spans.entries()) if (index > 0) expect(span[0]).toBe(spans[index - 1]?.[1]);
    }
  });

  test("looking an instant up equals working it out", () => {
    const days = fc.integer({ min: 0, max: 9_000 }).map((count) => addDays("2011-01-01", count));
    const nearChanges = fc.constantFrom(
      "2026-03-07",
      "2026-03-08",
      "2026-03-29",
      "2026-10-25",
      "2026-11-01",
      "2026-04-05",
    );
    fc.assert(
      fc.property(fc.oneof(days, nearChanges), fc.integer({ min: 0, max: 1_440 }), zones, (date, minutes, zone) => {
        const worked = minutes < 1_440 ? instantOf(date, minutes, zone) : startOfDate(addDays(date, 1), zone);
        expect(lookUpInstants(zone)(date, minutes)).toBe(worked);
      }),
    );
  });

  test("merged spans hold the same instants, sorted and apart", () => {
    const span = fc
      .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
      .map(([from, length]) => [from, from + length] as const);
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
        const merged = mergeSpans(spans);
        for (let at = 0; at < 75; at += 1) {
          const inside = (list: typeof spans) => list.some(([from, until]) => from <= at && at < until);
          expect(inside(merged.map(([from, until]) => [from, until] as const))).toBe(inside(spans));
        }
        for (const [index, one] of merged.entries())
          if (index > 0) expect(one[0]).toBeGreaterThan(merged[index - 1]?.[1] ?? 0);
      }),
    );
  });
});
